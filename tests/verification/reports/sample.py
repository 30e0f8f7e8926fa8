"""A report in which everything occurs that reports show, with content that wants to do harm."""

from __future__ import annotations

from dataclasses import replace

from understudy.contract.operations import Label
from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.failures import Failure, Source
from understudy.verification.profiles import Profile
from understudy.verification.report import (
    Blame,
    Cell,
    Deployment,
    Fact,
    Finding,
    Gap,
    OperationRow,
    Report,
    Tally,
)

HARM = "</script><script>alert(1)</script><img src=x onerror=alert(2)>|`@admin` \x1b[31m\u202e"
JSON_HEADERS = (("Content-Type", "application/json"),)
TOKEN = (("Authorization", "Bearer [redacted]"), ("Accept", "application/json"))
PETS = "/paths/~1pets/get"
ERROR_SCHEMA = "/components/schemas/Error/required"


def exchange(
    number: int, method: str = "GET", target: str = "/v1/pets", **more: object
) -> Exchange:
    whole: dict[str, object] = {
        "asker": "fuzzer",
        "request_headers": TOKEN,
        "status": 200,
        "response_headers": JSON_HEADERS,
        "elapsed_ms": 12.5,
        **more,
    }
    return replace(Exchange(number=number, asker="", method=method, target=target), **whole)  # type: ignore[arg-type]  # as the caller says


CREATE = exchange(
    7,
    "POST",
    request_headers=(*TOKEN, *JSON_HEADERS),
    request_body=b'{"name":"Rex\'s","tag":null}',
    operation="createPet",
    status=201,
    response_body=b'{"id":41,"name":"Rex\'s"}',
)
GONE = exchange(8, target="/v1/pets/41", operation="getPet", status=404, response_body=b"{}")
FAILS = exchange(
    3,
    target="/v1/pets?limit=0",
    operation="listPets",
    status=500,
    response_headers=(("Content-Type", "text/html"),),
    response_body=f"<h1>{HARM}</h1>".encode(),
)
LISTS = exchange(
    4,
    target="/v1/pets?search[name]=a",
    operation="listPets",
    response_body=b'{"total":3,"data":[{"id":1,"name":"Ada"}]}',
)
HANGS = exchange(
    9,
    "DELETE",
    "/v1/pets/41",
    operation="deletePet",
    outcome=Outcome.TIMED_OUT,
    status=None,
    response_headers=(),
    note="no answer within 10 s",
)
PICTURE = exchange(
    5,
    "PUT",
    "/v1/pets/1/photo",
    request_headers=(("Content-Type", "image/png"),),
    request_body=b"\x89PNG\r\n\x00",
    operation="putPhoto",
    status=204,
    response_headers=(),
)


def failure(rule: str, operation: str, message: str, **more: object) -> Failure:
    plain = Failure(rule=rule, source=Source.FUZZER, operation=operation, message=message)
    return replace(plain, **more)  # type: ignore[arg-type]  # as the caller says


def sample() -> Report:
    """Return a failed, incomplete run of the stand-in and a deployment."""
    return Report(
        service="petstore",
        title="Pet store",
        contract_version="1.2",
        profile=Profile.QUICK,
        seed=1,
        deployments=(
            Deployment(name="stand-in", url="http://127.0.0.1:4010", requests=1204, elapsed_s=4.2),
            Deployment(
                name="deployment", url="https://pets.example/v1", requests=1198, elapsed_s=20.9
            ),
        ),
        findings=_findings(),
        stops=("the budget of 2,000 requests was used up",),
        gaps=(
            Gap(
                code="open-object",
                operation="",
                pointer="/components/schemas/Pet",
                message="Pet allows any other member, so extra ones are not seen",
            ),
            Gap(code="open-object", operation="", pointer="/components/schemas/Tag", message="Tag"),
            Gap(
                code="undeclared-401",
                operation="listPets",
                pointer=PETS,
                message="401 is not declared, so refusals are findings",
            ),
        ),
        facts=_facts(),
        coverage=(
            Tally(kind="operations", met=4, all=6, missed=("adoptPet", "putPhoto")),
            Tally(kind="statuses", met=11, all=19, missed=("listPets 429",)),
            Tally(kind="links", met=0, all=0),
        ),
        operations=_rows(),
        expired=("baseline.yaml:4: page-gap at listPets (0123456789ab) is no longer found",),
        leftovers=("DELETE /v1/pets/77 answered 500",),
        notes=("the deployment limited the rate twice",),
        document="petstore.yaml",
    )


def _findings() -> tuple[Finding, ...]:
    late = "the answer lacks `code`"
    missing = [
        failure("response-body", each, late, pointer=ERROR_SCHEMA, kind="required", at="/code")
        for each in ("getPet", "deletePet")
    ]
    return (
        Finding(
            failure=failure(
                "server-error",
                "listPets",
                f"GET /v1/pets answered 500: {HARM}",
                pointer=f"{PETS}/responses",
                phase="coverage",
                exchanges=(FAILS,),
            ),
            count=12,
            deployment=1,
        ),
        Finding(
            failure=failure(
                "hangs", "deletePet", "no answer in 10 s", source=Source.GUARD, exchanges=(HANGS,)
            ),
            deployment=1,
        ),
        Finding(
            failure=failure(
                "created-missing",
                "createPet",
                "pet 41 was created, and is not found",
                source=Source.PROBE,
                exchanges=(CREATE, GONE),
            ),
            count=2,
            deployment=1,
        ),
        *(
            Finding(failure=replace(each, exchanges=(GONE,)), count=3, deployment=1)
            for each in missing
        ),
        Finding(
            failure=failure(
                "default-differs", "listPets", "limit has another default", exchanges=(LISTS,)
            ),
            deployment=1,
            accepted="The vendor mends it in May.",
        ),
    )


def _facts() -> tuple[Fact, ...]:
    return (
        Fact(
            operation="listPets",
            kind="parameter",
            pointer=f"{PETS}/parameters/0",
            says="limit is at most 100",
            label=Label.INFERRED,
            cells=(Cell.CONFIRMED, Cell.CONTRADICTED),
            blame=Blame.CONTRACT_WRONG,
            failures=("0123456789ab",),
        ),
        Fact(
            operation="getPet",
            kind="status",
            pointer="/paths/~1pets~1{id}/get/responses/200",
            says=f"200 is answered {HARM}",
            label=Label.DOCUMENTED,
            cells=(Cell.CONFIRMED, Cell.CONFIRMED),
            blame=Blame.AGREE,
        ),
        Fact(
            operation="adoptPet",
            kind="operation",
            pointer="/paths/~1pets~1{id}~1adopt/post",
            says="the operation exists",
            label=None,
            cells=(Cell.UNTESTED, Cell.NOT_REACHABLE),
        ),
    )


def _rows() -> tuple[OperationRow, ...]:
    rows = (
        ("listPets", "GET", "/pets", (("200", 640), ("401", 4), ("500", 12)), True),
        ("createPet", "POST", "/pets", (("201", 210), ("422", 96)), True),
        ("getPet", "GET", "/pets/{id}", (("200", 40), ("404", 61)), True),
        ("deletePet", "DELETE", "/pets/{id}", (("204", 30),), True),
        ("putPhoto", "PUT", "/pets/{id}/photo", (("404", 3),), False),
        ("adoptPet", "POST", "/pets/{id}/adopt", (), False),
    )
    return tuple(
        OperationRow(
            operation=operation,
            method=method,
            path=path,
            label=Label.INFERRED if operation == "adoptPet" else Label.DOCUMENTED,
            statuses=statuses,
            succeeded=succeeded,
        )
        for operation, method, path, statuses, succeeded in rows
    )


def sample_exchanges() -> tuple[Exchange, ...]:
    """Return what was exchanged in the run of `sample`."""
    return (FAILS, LISTS, PICTURE, CREATE, GONE, HANGS)
