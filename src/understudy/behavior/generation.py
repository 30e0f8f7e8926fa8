"""Values for one contract's schemas: the generator, bound to contract and seed."""

from __future__ import annotations

from datetime import UTC, datetime

from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve
from understudy.data import Generator, Stage, compile_generator

# Where every world's clock starts: a fixed moment, so that runs can be repeated exactly.
START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class Generation:
    """Compiles generators for schemas of one document."""

    def __init__(self, document: JsonObject, seed: int) -> None:
        self.stage = Stage(seed=seed, now=START)
        self._document = document

    def compile(self, schema: Json, *, subject: str = "") -> Generator:
        """Return a function from dice to values of a schema; `subject` names what the values are.

        Raises:
            ContractError: no value can satisfy the schema.
        """
        return compile_generator(schema, self._find, stage=self.stage, subject=subject)

    def _find(self, reference: str) -> JsonObject:
        return resolve(self._document, reference)[0]
