"""Token endpoints: the grants of OAuth 2.0 for machines (RFC 6749, sections 4.4 and 6)."""

from __future__ import annotations

from datetime import timedelta

from understudy.behavior.answers import Answering
from understudy.behavior.calls import Answer, Call
from understudy.behavior.credentials import TOKENS
from understudy.behavior.declarations import Credentials, TokenRule
from understudy.behavior.templates import Figure
from understudy.contract.operations import JsonObject
from understudy.data import Dice, timestamp


class Issuing:
    """Issues a token and keeps it in the world, so that `--auth strict` knows it.

    Any client id and secret are good: there is nobody to ask. An identity that is a role name gives
    a token of that role. Answers may state `$token`, `$refresh_token`, `$lifetime_s`, `$expires`
    and `$scope`.
    """

    def __init__(
        self, rule: TokenRule, credentials: Credentials, answering: Answering, dice: Dice
    ) -> None:
        self._rule = rule
        self._roles = credentials.roles
        self._answering = answering
        self._dice = dice

    def __call__(self, call: Call) -> Answer:
        """Answer one token request."""
        body: JsonObject = call.body if isinstance(call.body, dict) else {}
        transaction = call.transaction
        dice = self._dice.fork(call.partition, transaction.next_number(TOKENS))
        token, refresh = dice.hex(40), dice.hex(40)
        expires = timestamp(transaction.now() + timedelta(seconds=self._rule.lifetime_s))
        identity = body.get(self._rule.identity or "")
        scope = str(body.get(self._rule.scope or "") or "")
        record: JsonObject = {
            "token": token,
            "expires": expires,
            "role": identity if isinstance(identity, str) and identity in self._roles else None,
            "scopes": [each for each in scope.split(" ") if each] or None,
        }
        transaction.put(TOKENS, token, record)
        figures: dict[str, Figure] = {
            "token": token,
            "refresh_token": refresh,
            "lifetime_s": self._rule.lifetime_s,
            "expires": expires,
            "scope": scope,
        }
        answer = self._answering.answer(call, figures)
        return answer._replace(headers=(*answer.headers, (b"cache-control", b"no-store")))
