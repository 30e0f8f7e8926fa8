"""Randomness that depends on nothing but the path it was asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import accumulate
from struct import Struct
from typing import TypeVar

T = TypeVar("T")

_SEPARATOR = b"\x1f"
_WORDS = Struct("<8Q").unpack
_WORD = 1 << 64
_POWERS: tuple[int, ...] = tuple(10**places for places in range(16))


class Dice:
    """A stream of draws fixed by its path alone: same path, same draws, anywhere.

    A path says what is being drawn: `Dice(seed, "shop", "item", 17)`. Two records never share a
    stream, so they may be made in any order, or one without the other. An integer and its digits as
    text are the same step.

    The stream is BLAKE2b of the path, then of the path and a block number. `random.Random` would
    draw faster and take three times as long to build; most dice make a handful of draws.
    """

    __slots__ = ("_block", "_path", "_words")

    def __init__(self, *path: str | int) -> None:
        self._start("\x1f".join(map(str, path)).encode("utf-8", "surrogatepass"))

    def _start(self, path: bytes) -> None:
        self._path = path
        self._block = -1  # nothing is computed before the first draw: many dice are only forked
        self._words: Iterator[int] = iter(())

    def fork(self, *path: str | int) -> Dice:
        """Return the dice of a longer path, whatever was drawn here before."""
        forked = Dice.__new__(Dice)
        steps = "\x1f".join(map(str, path)).encode("utf-8", "surrogatepass")
        forked._start(self._path + _SEPARATOR + steps)  # noqa: SLF001 -- another Dice
        return forked

    def bits(self) -> int:
        """Return 64 random bits; every other draw is made of these."""
        for word in self._words:
            return word
        self._block += 1
        block = self._path
        if self._block:
            block += b"\x1e" + self._block.to_bytes(8, "little")
        self._words = iter(_WORDS(blake2b(block).digest()))
        return next(self._words)

    def integer(self, low: int, high: int) -> int:
        """Return an integer from `low` to `high`, both included."""
        span = high - low + 1
        if span <= _WORD:
            return low + self.bits() % span
        return low + self._wide(span.bit_length() + 64) % span

    def _wide(self, size: int) -> int:
        """Return at least `size` random bits, for spans that one word cannot cover."""
        value = 0
        for _ in range(-(-size // 64)):
            value = value << 64 | self.bits()
        return value

    def number(self, low: float, high: float, places: int) -> float:
        """Return a number from `low` to `high` with at most that many decimal places."""
        power = _POWERS[places]
        value: float = self.integer(round(low * power), round(high * power)) / power
        return value

    def chance(self, probability: float) -> bool:
        """Tell whether something that happens this often happens now."""
        return self.bits() < probability * _WORD

    def choose(self, options: Sequence[T]) -> T:
        """Return one of the options, each as likely as the others."""
        return options[self.bits() % len(options)]

    def weighted(self, pairs: Sequence[tuple[T, int]]) -> T:
        """Return the first of one pair, as often as its second says in relation to the others.

        Raises:
            ValueError: no weight is above zero.
        """
        limits = list(accumulate(weight for _, weight in pairs))
        if not limits or limits[-1] <= 0:
            raise ValueError("weighted() needs pairs with a weight above zero")
        return pairs[bisect_right(limits, self.bits() % limits[-1])][0]

    def sample(self, options: Sequence[T], size: int) -> list[T]:
        """Return that many different options (or all there are), in random order."""
        pool = list(options)
        size = min(size, len(pool))
        for place in range(size):
            other = self.integer(place, len(pool) - 1)
            pool[place], pool[other] = pool[other], pool[place]
        return pool[:size]

    def shuffle(self, options: Sequence[T]) -> list[T]:
        """Return a new list of the same options in random order."""
        return self.sample(options, len(options))

    def text(self, alphabet: Sequence[str], size: int) -> str:
        """Return that many characters of the alphabet."""
        count = len(alphabet)
        return "".join([alphabet[self.bits() % count] for _ in range(size)])

    def digits(self, size: int) -> str:
        """Return that many decimal digits, leading zeros included."""
        return str(self.integer(0, 10**size - 1)).zfill(size) if size else ""

    def hex(self, size: int) -> str:
        """Return that many lower-case hexadecimal digits."""
        return "".join([f"{self.bits():016x}" for _ in range(-(-size // 16))])[:size]

    def uuid(self) -> str:
        """Return a UUID with the version (4) and variant bits of RFC 9562."""
        first, second = f"{self.bits():016x}", f"{self.bits() >> 2 | 1 << 63:016x}"
        return f"{first[:8]}-{first[8:12]}-4{first[13:]}-{second[:4]}-{second[4:]}"

    def object_id(self) -> str:
        """Return 24 hexadecimal digits, as document databases name records."""
        return f"{self.bits():016x}{self.bits() >> 32:08x}"

    def instant(self, earliest: datetime, latest: datetime) -> datetime:
        """Return a moment between the two, both included, in UTC and whole seconds."""
        start = earliest.astimezone(UTC).replace(microsecond=0)
        seconds = int((latest - start).total_seconds())
        return start + timedelta(seconds=self.integer(0, max(seconds, 0)))
