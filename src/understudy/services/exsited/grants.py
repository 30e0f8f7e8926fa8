"""The token operation: a new grant ends the token that the same client had."""

from __future__ import annotations

from datetime import timedelta
from string import ascii_letters, digits

import orjson

from understudy.behavior import Answer, Call, Problem, Refused
from understudy.behavior.credentials import REFUSED_WORD, TOKENS
from understudy.contract.operations import JsonObject
from understudy.data import Dice, timestamp

LIFETIME_S = 3600
GRANTS = "grant"  # the resource that remembers which token a client has
SIGN_IN = b"/login"
LETTERS = ascii_letters + digits


def issue_token(call: Call) -> Answer:
    """Answer a token request. There is nobody to ask, so any credentials are good.

    Only values that contain the word invalid, expired or revoked are refused, so that a client can
    meet the refusals: a refresh token with 400, a client id or secret with 401.
    """
    body: JsonObject = call.body if isinstance(call.body, dict) else {}
    _check(body)
    transaction = call.transaction
    client = str(body["client_id"])
    before = transaction.get(GRANTS, client)
    if before is not None:
        transaction.remove(TOKENS, str(before["token"]))
    dice = Dice("exsited", "token", transaction.next_number(TOKENS))
    token, refresh = dice.text(LETTERS, 43) + "=", dice.text(LETTERS, 43) + "="
    expires = timestamp(transaction.now() + timedelta(seconds=LIFETIME_S))
    transaction.put(
        TOKENS, token, {"token": token, "expires": expires, "role": None, "scopes": None}
    )
    transaction.put(GRANTS, client, {"client_id": client, "token": token})
    answer = {"access_token": token, "refresh_token": refresh, "expires_in": LIFETIME_S}
    return Answer(status=200, body=orjson.dumps(answer), headers=((b"cache-control", b"no-store"),))


def issue_token_or_redirect(call: Call) -> Answer:
    """Answer a token request as API v4 does: wrong credentials lead to a sign-in page."""
    try:
        return issue_token(call)
    except Refused as refused:
        if refused.problem is not Problem.UNAUTHENTICATED:
            raise
        return Answer(status=302, media_type=None, headers=((b"location", SIGN_IN),))


def _check(body: JsonObject) -> None:
    if REFUSED_WORD.search(str(body.get("refresh_token", ""))):
        raise Refused(Problem.INVALID_BODY, "the refresh token is invalid or expired")
    if REFUSED_WORD.search(f"{body['client_id']} {body['client_secret']}"):
        raise Refused(Problem.UNAUTHENTICATED, "the client credentials are wrong")
