"""What the name of a property says: its words, and what the object that carries it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_KEEPS_S = ("ss", "us", "is", "series", "news")


class Subject(StrEnum):
    """What an object is about, as far as its name tells."""

    ARTICLE = "article"
    PERSON = "person"
    COMPANY = "company"
    CATEGORY = "category"
    BRAND = "brand"
    SITE = "site"
    UNIT = "unit"
    OTHER = "other"


_SUBJECTS: dict[str, Subject] = {
    word: subject
    for subject, words in (
        (Subject.ARTICLE, "article item product part material component good sku variant"),
        (Subject.PERSON, "person user contact employee owner author manager agent member buyer"),
        (Subject.COMPANY, "company customer client supplier vendor manufacturer organization"),
        (Subject.COMPANY, "organisation account business carrier tenant merchant partner"),
        (Subject.CATEGORY, "category"),
        (Subject.BRAND, "brand make"),
        (Subject.SITE, "warehouse location depot site store branch plant"),
        (Subject.UNIT, "unit uom"),
    )
    for word in words.split()
}
_TELLING = (
    (Subject.ARTICLE, frozenset({"sku", "gtin", "ean", "price", "barcode"})),
    (Subject.PERSON, frozenset({"first name", "last name", "job title"})),
    (Subject.COMPANY, frozenset({"company name", "vat number", "tax id"})),
)


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """Split a name into lower-case words: `unitPrice`, `unit_price` and `Unit-Price` are alike.

    Example:
        >>> words_of("EbayPriceUSD")
        ('ebay', 'price', 'usd')
    """
    return tuple(word.lower() for word in _WORD.findall(name))


def singular(name: str) -> str:
    """Name one element of a list: `categories` becomes `category`, `addresses` `address`."""
    lower = name.lower()
    if lower.endswith(_KEEPS_S) or not lower.endswith("s"):
        return name
    if lower.endswith("ies"):
        return name[:-3] + "y"
    return name[:-2] if lower.endswith(("sses", "xes", "ches")) else name[:-1]


def subject_of(name: str, properties: Collection[str] = ()) -> Subject:
    """Tell what an object of this name is about; its properties decide when the name does not."""
    for word in reversed(words_of(singular(name))):
        if word in _SUBJECTS:
            return _SUBJECTS[word]
    phrases = {" ".join(words_of(each)) for each in properties}
    found = (subject for subject, telling in _TELLING if telling & phrases)
    return next(found, Subject.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where in a schema we are, and what is known about the value there.

    `pointer` is for messages. `name` is the property's (an array's elements have its singular),
    `subject` what the object around it is about. `starts` marks a value that is about something of
    its own: the outermost one and the elements of arrays.
    """

    pointer: str = ""
    name: str = ""
    subject: Subject = Subject.OTHER
    starts: bool = True

    def at(self, *steps: str | int) -> Spot:
        """Return the same spot, deeper in the schema."""
        escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
        return replace(self, pointer="/".join([self.pointer, *escaped]))

    def property(self, name: str, subject: Subject) -> Spot:
        """Return the spot of a property of an object about that subject."""
        deeper = self.at("properties", name)
        return replace(deeper, name=name, subject=subject, starts=False)

    def element(self, *steps: str | int) -> Spot:
        """Return the spot of an array's elements."""
        return replace(self.at(*steps), name=singular(self.name), starts=True)

    def reference(self, ref: str) -> Spot:
        """Return the spot that a `$ref` leads to; it names what nothing else has named."""
        name = self.name or ref.rpartition("/")[2]
        return replace(self, pointer=ref.removeprefix("#"), name=name)
