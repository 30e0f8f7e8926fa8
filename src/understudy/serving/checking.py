"""`--check`: every answer held against the contract before it leaves."""

from __future__ import annotations

import logging

import orjson

from understudy.behavior import Answer, Plan
from understudy.contract.media import match_media_type
from understudy.contract.offences import find_offences
from understudy.contract.schemas import Schemas

NEUTRAL_MEDIA_TYPE = "application/problem+json"
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
    """Return how an answer breaks its contract, "" when it does not."""
    response = plan.operation.response(answer.status)
    if response is None:
        # A contract that declares no such refusal gets the neutral one.
        return "" if answer.media_type == NEUTRAL_MEDIA_TYPE else "the status is not declared"
    if answer.media_type is None or not response.content:
        return (
            ""
            if answer.media_type is None and not response.content
            else "a body is there and none declared, or none there"
        )
    media = match_media_type(answer.media_type, response.content)
    if media is None:
        return f"the media type {answer.media_type} is not declared"
    if media.schema is None or not answer.media_type.endswith("json"):
        return ""
    offences = find_offences(schemas.validator(media.schema), orjson.loads(answer.body))
    return "; ".join(f"{each.pointer or 'the body'}: {each.message}" for each in offences)
