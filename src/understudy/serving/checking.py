"""`--check`: every answer held against the contract before it leaves."""

from __future__ import annotations

import logging

import orjson

from understudy.behavior import Answer, Plan
from understudy.contract.offences import find_offences
from understudy.contract.operations import Response
from understudy.contract.schemas import Schemas

logger = logging.getLogger("understudy")


def check_answer(plan: Plan, answer: Answer, schemas: Schemas) -> Answer:
    """Return the answer, or a 500 that says how it breaks the contract."""
    broken = _broken(plan, answer, schemas)
    if not broken:
        return answer
    detail = f"{plan.operation.id} answered {answer.status}, which breaks its contract: {broken}"
    logger.error(detail)
    problem = {"type": "about:blank", "title": "Contract broken", "status": 500, "detail": detail}
    return Answer(status=500, body=orjson.dumps(problem), media_type="application/problem+json")


def _broken(plan: Plan, answer: Answer, schemas: Schemas) -> str:
    response = _declared(plan, answer.status)
    if response is None:
        return "the status is not declared"
    if answer.media_type is None or not response.content:
        return (
            ""
            if answer.media_type is None and not response.content
            else "a body is there or missing unlike declared"
        )
    media = response.content.get(answer.media_type)
    if media is None:
        return f"the media type {answer.media_type} is not declared"
    if media.schema is None or not answer.media_type.endswith("json"):
        return ""
    validator = schemas.validator(media.schema)
    value = orjson.loads(answer.body)
    if validator.is_valid(value):
        return ""
    return "; ".join(
        f"{each.pointer or 'the body'}: {each.message}" for each in find_offences(validator, value)
    )


def _declared(plan: Plan, status: int) -> Response | None:
    responses = plan.operation.responses
    return (
        responses.get(str(status))
        or responses.get(f"{status // 100}XX")
        or responses.get("default")
    )
