"""Keys as the API writes them: a prefix for the kind of record, an underscore, twelve characters."""

from __future__ import annotations

from functools import lru_cache

from understudy.behavior import Seeds
from understudy.data import Dice

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 without i, l, o, u
_SIZE = 12
_SPAN = 1 << 5 * _SIZE
_STRIDE = 0x9E3779B97F4A7C1  # odd, so that no two numbers below the span share a key


def _spell(number: int) -> str:
    return "".join([ALPHABET[number >> shift & 31] for shift in range(5 * _SIZE - 5, -1, -5)])


@lru_cache(maxsize=256)
def known_key(prefix: str, name: str) -> str:
    """Return the key of a record that every world has, whatever its seed: documentation can name it.

    >>> known_key("un", "each")
    'un_gn7tz0bv9q5c'
    """
    return f"{prefix}_{_spell(Dice('augno', prefix, name).bits() % _SPAN)}"


@lru_cache(maxsize=64)
def _offset(seed: int, prefix: str) -> int:
    return Dice(seed, "augno", prefix).bits()


def numbered_key(seeds: Seeds, prefix: str, number: int) -> str:
    """Return the key of the record of that number; of one prefix no two are the same."""
    return f"{prefix}_{_spell((number * _STRIDE + _offset(seeds.seed, prefix)) % _SPAN)}"
