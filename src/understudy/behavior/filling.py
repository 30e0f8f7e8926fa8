"""The answers of a document of one's own: templates in which what is required is always there."""

from __future__ import annotations

from contextlib import suppress

from understudy.behavior.envelopes import infer_envelope, infer_member_answer
from understudy.behavior.generation import Generation
from understudy.behavior.record_schemas import json_answer
from understudy.behavior.views import Views
from understudy.contract.errors import ContractError
from understudy.contract.operations import Contract, Json, Operation
from understudy.data import Dice

SEED = 1  # of constants in envelopes: they are the same in every world


class Answers:
    """The answer templates of one contract."""

    def __init__(self, contract: Contract, views: Views) -> None:
        self._views = views
        self._generation = Generation(contract.document, SEED)

    def of_list(self, operation: Operation) -> Json:
        """Return how an operation answers a list."""
        media = json_answer(operation)
        if media is None:
            return "$records"
        envelope = infer_envelope(self._views, media.schema)
        return self._filled(envelope, media.schema) if envelope is not None else "$records"

    def of_member(self, operation: Operation) -> Json:
        """Return how an operation answers one record; None when it answers nothing."""
        media = json_answer(operation)
        if media is None:
            return None
        return self._filled(infer_member_answer(self._views, media.schema), media.schema)

    def _filled(self, template: Json, schema: Json) -> Json:
        """Return a template with some value for what its schema requires and nothing states."""
        if not isinstance(template, dict):
            return template
        properties = self._views.properties(schema)
        filled = {name: self._filled(each, properties.get(name)) for name, each in template.items()}
        for name in self._views.required(schema):
            if name not in filled:
                # What no value satisfies is left out: `lint` tells of it, the rest can be served.
                with suppress(ContractError):
                    generate = self._generation.compile(properties.get(name, True), subject=name)
                    filled[name] = generate(Dice("envelope", name))
        return filled
