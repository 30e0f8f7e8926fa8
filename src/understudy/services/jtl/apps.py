"""Registration of apps: asked for, decided by the merchant, told once.

The merchant of the stand-in looks at a request when it is polled for the second time, and lets in
every app that asks for scopes which exist.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, cast

from understudy.behavior import Answer, Call, Draft, Problem
from understudy.behavior.credentials import TOKENS
from understudy.contract.operations import Json, JsonObject
from understudy.data import Dice, timestamp
from understudy.services.jtl.requests import found, matching, refused, shown
from understudy.services.jtl.scopes import SCOPES

PENDING, REJECTED, ACCEPTED = 0, 1, 2
ONE_INSTANCE: Final = 0
_RESOURCE: Final = "app_registration"
_POLLS_UNTIL_DECIDED: Final = 2
_LIFETIME: Final = timedelta(days=3650)


def register_app(call: Call) -> Answer:
    """Take an app's request to be let in.

    Raises:
        Refused: the app asked before.
    """
    body = cast("JsonObject", call.body)
    known = matching(call.transaction, _RESOURCE, Tenant=_tenant(call), AppId=body["AppId"])
    if any(each["Status"] != REJECTED for each in known):
        raise refused(Problem.CONFLICT, f"the app {body['AppId']} is registered already", "AppId")
    asked = cast("list[Json]", body["MandatoryApiScopes"])
    optional = cast("list[Json]", body.get("OptionalApiScopes", []))
    record: JsonObject = {
        "AppId": body["AppId"],
        "RegistrationType": body.get("RegistrationType", ONE_INSTANCE),
        "Mandatory": asked,
        "Granted": list(dict.fromkeys([*asked, *(each for each in optional if each in SCOPES)])),
    }
    return shown(_request(call, record), status=201)


def register_instance(call: Call) -> Answer:
    """Take the request for a further instance of an app.

    Raises:
        Refused: the first request is unknown, or the app is for one instance only.
    """
    first = found(call.transaction, _RESOURCE, call.values["registrationId"])
    _check_asker(call, first)
    if first["RegistrationType"] == ONE_INSTANCE:
        raise refused(Problem.CONFLICT, f"the app {first['AppId']} is registered for one instance")
    names = ("AppId", "RegistrationType", "Mandatory", "Granted")
    return shown(_request(call, {name: first[name] for name in names}))


def polled_registration(draft: Draft) -> JsonObject:
    """Tell how far a registration got; the second who asks is told the decision.

    Raises:
        Refused: it is another app's or tenant's, or the decision was told before.
    """
    call, record = draft.call, draft.existing or {}
    _check_asker(call, record)
    if record["Told"]:
        raise refused(Problem.GONE, "the registration was answered already")
    polls = cast("int", record["Polls"]) + 1
    status = _decision(record) if polls >= _POLLS_UNTIL_DECIDED else PENDING
    told: JsonObject = {"Polls": polls, "Status": status, "Told": status != PENDING}
    told["RequestStatusInfo"] = _info(record | told)
    if status == ACCEPTED:
        told |= {"Token": {"ApiKey": _issue(call, record)}, "GrantedScopes": record["Granted"]}
    return record | told


def _decision(record: JsonObject) -> int:
    known = SCOPES.issuperset(cast("list[str]", record["Mandatory"]))
    return ACCEPTED if known else REJECTED


def _check_asker(call: Call, record: JsonObject) -> None:
    """Check that a request is this tenant's and this challenge's."""
    expected = {"Tenant": _tenant(call), "Challenge": call.values["x-challengecode"]}
    if any(record[name] != value for name, value in expected.items()):
        raise refused(Problem.NOT_FOUND, f"there is no {call.values['registrationId']} of yours")


def _request(call: Call, record: JsonObject) -> JsonObject:
    transaction = call.transaction
    dice = Dice(transaction.space.world, _RESOURCE, transaction.next_number(_RESOURCE))
    key = dice.uuid().upper()
    made: JsonObject = {
        **record,
        "RegistrationRequestId": key,
        "Tenant": _tenant(call),
        "Challenge": call.values["x-challengecode"],
        "Status": PENDING,
        "Polls": 0,
        "Told": False,
    }
    transaction.put(_RESOURCE, key, made)
    return _info(made)


def _issue(call: Call, record: JsonObject) -> str:
    """Make the key of an app, with which it then has the scopes that it was granted."""
    transaction = call.transaction
    dice = Dice(transaction.space.world, "app key", transaction.next_number(TOKENS))
    key = dice.uuid().upper()
    token: JsonObject = {
        "token": key,
        "expires": timestamp(transaction.now() + _LIFETIME),
        "role": None,
        "scopes": record["Granted"],
    }
    transaction.put(TOKENS, key, token)
    return key


def _info(record: JsonObject) -> JsonObject:
    return {name: record[name] for name in ("AppId", "RegistrationRequestId", "Status")}


def _tenant(call: Call) -> str:
    return str(call.values["x-tenant-id"]).lower()
