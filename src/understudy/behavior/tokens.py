"""Token endpoints: the grants of OAuth 2.0 for machines (RFC 6749, sections 4.4 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import orjson

from understudy.behavior.access import Credentials, TokenRule
from understudy.behavior.answers import Answering
from understudy.behavior.calls import Answer, Call
from understudy.behavior.credentials import TOKENS
from understudy.behavior.problems import Problem, Refused
from understudy.behavior.templates import Figure
from understudy.contract.operations import Json, JsonObject
from understudy.data import Dice, timestamp
from understudy.state import Condition, Operator, Query, Transaction


class Issuing:
    """Issues a token and keeps it in the world, so that `--auth strict` knows it.

    Any client id and secret are good: there is nobody to ask. An identity that is a role name gives
    a token of that role; one that names a record, of the role that the record says. Answers may
    state `$token`, `$refresh_token`, `$lifetime_s`, `$expires` and `$scope`.
    """

    def __init__(
        self,
        rule: TokenRule,
        credentials: Credentials,
        answering: Answering,
        dice: Dice,
        alive: Mapping[str, Json],
    ) -> None:
        """Bind the rule; `alive` is what the records that it names must be like."""
        self._rule = rule
        self._alive = alive
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
        role = self._role(identity, transaction)
        scope = str(body.get(self._rule.scope or "") or "")
        record: JsonObject = {
            "token": token,
            "expires": expires,
            "role": role if role in self._roles else None,
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

    def _role(self, identity: Json, transaction: Transaction) -> Json:
        """Return the role that an identity acts in: its own name, or what its record says.

        Raises:
            Refused: the record is deleted, or has expired.
        """
        keys = self._rule.keys
        if keys is None or not isinstance(identity, str):
            return identity
        named = Condition(column=keys.field, operator=Operator.EQUALS, value=identity)
        rows = transaction.find(Query(resource=keys.resource, conditions=(named,), limit=1))
        if not rows:
            return identity
        record: JsonObject = orjson.loads(rows[0].body)
        if any(record.get(name) != value for name, value in self._alive.items()):
            raise Refused(Problem.UNAUTHENTICATED, "this key is revoked")
        expires = record.get(keys.expires or "")
        if isinstance(expires, str) and datetime.fromisoformat(expires) <= transaction.now():
            raise Refused(Problem.EXPIRED, "this key has expired")
        return record.get(keys.role or "")
