"""Names for what a contract does not name: a resource, after the path that lists it."""

from __future__ import annotations


def plain(name: str) -> str:
    """Return a name without case and separators.

    >>> plain("Total_Count")
    'totalcount'
    """
    return "".join(each for each in name.lower() if each.isalnum())


def name_resource(path: str, taken: set[str]) -> str:
    """Return a name for a collection's records: its last word in the singular.

    >>> name_resource("/shops/{shopId}/categories", set()), name_resource("/v2/pets", {"pet"})
    ('category', 'v2_pet')
    """
    literals = [_word(each) for each in path.split("/") if each and not each.startswith("{")]
    name = singular(literals[-1] if literals else "record")
    longer = ("_".join([*literals[-depth:-1], name]) for depth in range(2, len(literals) + 1))
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *longer, *numbered) if each not in taken)


def _word(segment: str) -> str:
    word = "".join(each if each.isalnum() else "_" for each in segment.lower()).strip("_")
    return word if word[:1].isalpha() else f"r_{word}"


def singular(word: str) -> str:
    """Return the singular of an English plural, as names of collections are.

    >>> singular("categories"), singular("pets"), singular("address")
    ('category', 'pet', 'address')
    """
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
