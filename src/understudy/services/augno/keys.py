"""Keys as the API writes them: a prefix for the kind of record, `_`, twelve characters."""

from __future__ import annotations

from functools import lru_cache

from understudy.behavior import Seeds
from understudy.data import Dice

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 without i, l, o, u
_PAIRS = tuple(first + second for first in ALPHABET for second in ALPHABET)
_SPAN = 1 << 60  # five bits for each of the twelve characters
_STRIDE = 0x9E3779B97F4A7C1  # odd, so that no two numbers below the span share a key


def _spell(number: int) -> str:
    # Written out, because a large world spells four keys for each of its items.
    first = f"{_PAIRS[number >> 50]}{_PAIRS[number >> 40 & 1023]}{_PAIRS[number >> 30 & 1023]}"
    return (
        f"{first}{_PAIRS[number >> 20 & 1023]}{_PAIRS[number >> 10 & 1023]}{_PAIRS[number & 1023]}"
    )


@lru_cache(maxsize=256)
def known_key(prefix: str, name: str) -> str:
    """Return the key of a record that every world has, whatever its seed: users can rely on it.

    >>> known_key("un", "each")
    'un_04c0vaknydgy'
    """
    return f"{prefix}_{_spell(Dice('augno', prefix, name).bits() % _SPAN)}"


@lru_cache(maxsize=64)
def _offset(seed: int, prefix: str) -> int:
    return Dice(seed, "augno", prefix).bits()


def numbered_key(seeds: Seeds, prefix: str, number: int) -> str:
    """Return the key of the record of that number; of one prefix no two are the same."""
    return f"{prefix}_{_spell((number * _STRIDE + _offset(seeds.seed, prefix)) % _SPAN)}"
