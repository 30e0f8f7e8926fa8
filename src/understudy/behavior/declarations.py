"""What behavior.yaml says, as typed values: declared by hand, or inferred from a contract alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from understudy.behavior.access import Credentials, TokenRule
from understudy.behavior.error_shapes import Errors, ErrorShape
from understudy.behavior.quirks import Quirk
from understudy.contract.operations import Json, JsonObject
from understudy.state import ColumnKind, Key, Operator


class Kind(StrEnum):
    """What an operation does to state."""

    LIST = "list"
    GET = "get"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    TOKEN = "token"  # noqa: S105 - the word, not a secret
    HANDLER = "handler"
    SAMPLE = "sample"  # answers a generated example: what is inferred when nothing else fits


class PageStyle(StrEnum):
    """How a client asks for a part of a list: by cursors of the list, or by keys of its records."""

    NUMBER = "number"
    OFFSET = "offset"
    CURSOR = "cursor"
    KEY = "key"


class Reading(StrEnum):
    """How a parameter's value is read before it is compared."""

    LISTED = "listed"  # "a,b": equals any of them
    UNLISTED = "unlisted"  # equals none of them
    FILLED = "filled"  # whatever it is: the field has a value
    BLANK = "blank"  # the field is empty text


Comparison: TypeAlias = "Operator | Reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A field and how a parameter's value must stand to it."""

    field: str
    operator: Comparison = Operator.EQUALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """How a filter is written in one text: `of` in front, then a field, a word and a value."""

    of: str
    words: Mapping[str, Operator]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a parameter keeps: records where any of `matches` holds, or those of `cases[value]`.

    A `rare` one, of many alike, has no index that keeps its pages flat.
    """

    matches: tuple[Match, ...] = ()
    cases: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    expression: Expression | None = None
    rare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Filters that parameters name: a prefix, a field's name and a suffix that says how to compare.

    `fields` are name -> field of the record, `suffixes` are suffix -> operator ("" alone is equal).
    """

    prefix: str
    suffixes: Mapping[str, Comparison]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """How a list is sorted: by `default` fields (`-` is descending), or as parameter `by` says.

    The value of `by` may start with `-` too. With `spellings`, plain names of fields, it may be
    several, and say the direction as clients do: `-name`, `name,desc`, `name desc`.

    `closest` is (parameter, field): given the parameter, records whose field matches it closest
    come first.
    """

    default: tuple[str, ...] = ()
    by: str | None = None
    direction: str | None = None
    fields: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    closest: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which parameters ask for a page; `start` is the number, offset, cursor or key, by style.

    `first` is the number of the first page: 1, or 0. `before` asks for the page that ends before a
    key; `start`, then, for the one that begins after it.
    """

    style: PageStyle
    size: str | None = None
    start: str | None = None
    default: int = 20
    first: int = 1
    before: str | None = None

    @property
    def goes_on(self) -> bool:
        """Whether only a page tells where the next one begins."""
        return self.style in (PageStyle.CURSOR, PageStyle.KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A field that holds keys of another resource, or (inline) a part shown when included.

    `by` turns it round: a field of the other records holds this one's key; they come in the order
    of `sort`. `on_request` is null unless included, also where nothing can be included.
    """

    resource: str | None = None
    many: bool = False
    inline: bool = False
    on_request: bool = False
    by: str | None = None
    sort: str | None = None
    answer: Json = None


class OnDelete(StrEnum):
    """What becomes of a record when one that it names is deleted."""

    REFUSE = "refuse"  # that one cannot be deleted
    CASCADE = "cascade"  # it is deleted too
    CLEAR = "clear"  # it names nobody any more
    FORGET = "forget"  # like clear, but for what is written: too many may name that one
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A field that holds the key of a record which must exist when the key is written."""

    resource: str
    on_delete: OnDelete = OnDelete.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A kind of record: its key, its schema (a pointer into the contract) and its rules.

    `key_of` are fields that the key is made of, so that no two records share all of them;
    `belongs` are fields that hold the key of a record of another resource: generated records get
    one that exists. `told` are what fields say whose schema is open, the beginning first. Where no
    schema shows the key, `hidden_key` is its schema, and `path` leads to a record, over its fields.
    """

    name: str
    key: str
    schema: str | None = None
    key_of: tuple[str, ...] = ()
    key_pattern: str | None = None
    hidden_key: JsonObject = field(default_factory=dict)
    path: str | None = None
    count: int = 0
    scales: bool = False
    seeder: str | None = None
    alive: Mapping[str, Json] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    columns: Mapping[str, ColumnKind] = field(default_factory=dict)
    several: tuple[str, ...] = ()
    relations: Mapping[str, Relation] = field(default_factory=dict)
    belongs: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A record that others belong to: a path parameter finds it, a field of them names it."""

    resource: str
    parameter: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """How a client says that a request is a repetition: the same `header` value, once more.

    `replayed` are headers of an answer that was given before; it is kept for `lifetime_s`.
    """

    header: str
    methods: tuple[str, ...]
    replayed: Mapping[str, str] = field(default_factory=dict)
    lifetime_s: int = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What one operation does. Absent parts do not apply to its kind.

    `only` is the key of the one record that an operation without such a parameter is about; or the
    body says it, when it `is_named_by_body`. `said` are parameters that are fields of the record.
    """

    operation: str
    kind: Kind
    resource: str | None = None
    handler: str | None = None
    roles: tuple[str, ...] = ()
    shared: bool = False
    owners: tuple[Owner, ...] = ()
    key: str | None = None
    also: tuple[str, ...] = ()
    only: Key | None = None
    is_named_by_body: bool = False
    said: tuple[str, ...] = ()
    creates: str | None = None
    where: Mapping[str, Json] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    alternatives: tuple[tuple[str, ...], ...] = ()
    operators: Named | None = None
    ordering: Ordering = field(default_factory=Ordering)
    paging: Paging | None = None
    empty: str | None = None
    include: str | None = None
    refuses_unknown: bool = False
    present: str | None = None
    answer: Json = None
    body: str | None = None
    build: str | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    replaces: bool = False
    defaults: JsonObject = field(default_factory=dict)
    assign: Mapping[str, Json] = field(default_factory=dict)
    soft: Mapping[str, Json] = field(default_factory=dict)
    when: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    twice: str | None = None
    beside: str | None = None
    token: TokenRule | None = None
    errors: Mapping[str, ErrorShape] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behavior:
    """Everything that a service does: resources, operations by id, errors and credentials.

    `infers` says that what is not declared is to be inferred from the contract; `off` names the
    quirks that were taken away.
    """

    resources: Mapping[str, Resource]
    declarations: Mapping[str, Declaration]
    errors: Errors
    credentials: Credentials = field(default_factory=Credentials)
    aliases: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    idempotency: Idempotency | None = None
    partition: str | None = None
    infers: bool = False
    quirks: Mapping[str, Quirk] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    file: str = ""
