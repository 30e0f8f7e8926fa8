"""The room that keeps records: what they say, which world changed them, how they are asked for.

It owns the base that all worlds of a service share, the overlays of what each world changed, the
queries on both, the backends that overlays live in, and the transaction through which behavior sees
a world. It imports only from `understudy.contract`. Read `Transaction` first, then `Store.find`,
then `queries.compile_page`.
"""

from understudy.state.backends import Backend, Clock, Conflict, Full, MemoryBackend
from understudy.state.records import (
    AnyOf,
    Change,
    ChangeSet,
    Column,
    ColumnKind,
    Condition,
    Key,
    Operator,
    Overlay,
    Query,
    Row,
    Sort,
    Space,
    Table,
)
from understudy.state.store import Store
from understudy.state.transactions import Transaction

__all__ = [
    "AnyOf",
    "Backend",
    "Change",
    "ChangeSet",
    "Clock",
    "Column",
    "ColumnKind",
    "Condition",
    "Conflict",
    "Full",
    "Key",
    "MemoryBackend",
    "Operator",
    "Overlay",
    "Query",
    "Row",
    "Sort",
    "Space",
    "Store",
    "Table",
    "Transaction",
]
