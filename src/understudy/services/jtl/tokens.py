"""Access tokens: shaped like the JWTs of the authorization server, and good in one world."""

from __future__ import annotations

import base64
from datetime import timedelta

import orjson

from understudy.behavior import Answer, Call
from understudy.behavior.credentials import TOKENS
from understudy.contract.operations import Json, JsonObject
from understudy.data import Dice, timestamp

LIFETIME_S = 3600


def token(call: Call) -> Answer:
    """Issue a token for any client, with the scopes it asks for; all of them when it asks for none.

    A world's clock is not the client's, so the token itself says nothing of when it expires.
    """
    body: JsonObject = call.body if isinstance(call.body, dict) else {}
    transaction = call.transaction
    dice = Dice("jtl", transaction.space.world, transaction.next_number(TOKENS))
    scope = str(body.get("scope") or "")
    claims: JsonObject = {"jti": dice.uuid(), "scope": scope}
    issued = ".".join((_encoded({"alg": "EdDSA", "typ": "JWT"}), _encoded(claims), dice.hex(86)))
    expires = transaction.now() + timedelta(seconds=LIFETIME_S)
    scopes: list[Json] = [each for each in scope.split(" ") if each]
    record: JsonObject = {
        "token": issued,
        "expires": timestamp(expires),
        "role": None,
        "scopes": scopes or None,
    }
    transaction.put(TOKENS, issued, record)
    answer = {"access_token": issued, "token_type": "Bearer", "expires_in": LIFETIME_S}
    return Answer(status=200, body=orjson.dumps(answer), headers=((b"cache-control", b"no-store"),))


def _encoded(part: JsonObject) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=").decode("ascii")
