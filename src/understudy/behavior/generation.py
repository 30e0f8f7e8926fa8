"""Values for one contract's schemas: the generator, bound to contract and seed."""

from __future__ import annotations

from datetime import UTC, datetime

from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve
from understudy.data import Generator, Generators, Stage

# Where every world's clock starts: a fixed moment, so that runs can be repeated exactly.
START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class Generation:
    """Compiles generators for schemas of one document."""

    def __init__(self, document: JsonObject, seed: int) -> None:
        self.stage = Stage(seed=seed, now=START)
        self._generators = Generators(
            lambda reference: resolve(document, reference)[0], stage=self.stage
        )

    def compile(self, schema: Json, *, subject: str = "") -> Generator:
        """Return a function from dice to values of a schema; `subject` names what the values are.

        Raises:
            ContractError: no value can satisfy the schema.
        """
        return self._generators.compile(schema, subject=subject)
