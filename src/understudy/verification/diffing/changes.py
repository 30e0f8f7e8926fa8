"""Changes between two contracts, as values: what changed, whom it hurts, and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from understudy.contract.errors import Position
from understudy.contract.operations import Json


class Impact(StrEnum):
    """What a change means for those who rely on the old contract; the worst first."""

    BREAKING = "breaking"  # there is a witness
    UNKNOWN = "unknown"  # nothing proves it either way
    COMPATIBLE = "compatible"


class Direction(StrEnum):
    """Who sends: requests come from those who know the old contract, responses go to them."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """The proof that a change breaks somebody.

    `line` is the whole message in one line. `payload` holds the JSON body that is meant, or
    nothing when the message is told by its first line or headers.
    """

    line: str
    payload: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference that matters.

    `code` is a key of `REMEDIES`. `operations` are "METHOD /path", as the old contract writes them
    (as the new one does, when it adds them): all that have the change for the same cause; none when
    the contract as a whole is meant. `where` continues the operation: "response 200 /items/0/id".
    `old` and `new` are None where one contract has no such place. A breaking change has a witness.
    """

    impact: Impact
    code: str
    operations: tuple[str, ...]
    where: str
    message: str
    old: Position | None = None
    new: Position | None = None
    direction: Direction | None = None
    witness: Witness | None = None

    @property
    def remedy(self) -> str:
        """What the author of the new contract can do about it."""
        return REMEDIES[self.code]


REMEDIES: Mapping[str, str] = {
    "operation-removed": "keep it, marked as deprecated, until nobody calls it",
    "operation-added": "nothing: old callers do not know it",
    "operation-renamed": "nothing: the id does not travel; regenerate clients that are named by it",
    "deprecated": "tell callers what to use instead, and until when",
    "undeprecated": "nothing",
    "base-path-removed": "keep answering under the old base path",
    "base-path-added": "nothing",
    "hosts-changed": "keep the old host, or redirect from it",
    "parameter-added": "nothing: it may be left out",
    "parameter-removed": "go on accepting it, or say that it is ignored",
    "parameter-required": "make it optional, with a default that does what was done before",
    "parameter-optional": "nothing",
    "parameter-style": "go on reading the old spelling",
    "body-added": "nothing: it may be left out",
    "body-removed": "go on accepting a body, or say that it is ignored",
    "body-required": "make it optional",
    "body-optional": "nothing",
    "media-type-removed": "go on offering it",
    "media-type-added": "nothing: who asks for the old one gets it",
    "media-type-replaced": "offer the old one beside it",
    "encoding-changed": "compare the encodings by hand",
    "status-added": "answer a status that was declared before",
    "status-removed": "nothing: it does not come any more",
    "success-removed": "keep a success that was declared before",
    "header-removed": "go on sending it",
    "header-required": "nothing",
    "header-added": "nothing",
    "security-added": "go on accepting what was accepted, or make a new version",
    "security-relaxed": "nothing for callers; make sure that it is meant",
    "security-scheme": "compare the schemes by hand",
    "schema-unreadable": "mend the schema: `understudy lint` says where",
    "not-compared": "compare it by hand",
    "type": "go on with the old type, or give the new one another name",
    "values": "keep the old values; give new ones only to who asks for them",
    "range": "keep the old bounds",
    "length": "keep the old bounds",
    "pattern": "keep the old pattern",
    "format": "keep the old format",
    "items": "keep what the list held",
    "composition": "keep the old alternatives",
    "property-added": "nothing, or leave it out for old readers where it breaks them",
    "property-removed": "keep it until nobody uses it",
    "property-required": "make it optional, with a default that does what was done before",
    "property-optional": "go on sending it always",
    "other-properties": "go on with what was allowed beside the declared properties",
    "default-changed": "keep the default, or ask for the value",
    "read-only": "go on accepting it, or say that it is ignored",
}
