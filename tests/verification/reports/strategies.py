"""Any report at all: what round trips and escaping have to hold for."""

from __future__ import annotations

from hypothesis import strategies as st

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
from understudy.verification.rules import RULES

TEXTS = st.text(max_size=12)
COUNTS = st.integers(0, 10**6)
TIMES = st.floats(0, 10**6)
LABELS = st.sampled_from([*Label, None])
PRINTS = st.from_regex("[0-9a-f]{12}", fullmatch=True)


def tuples(
    of: st.SearchStrategy[object], *, most: int = 2
) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=most).map(tuple)


HEADERS = tuples(st.tuples(TEXTS, TEXTS))
EXCHANGES = st.builds(
    Exchange,
    number=COUNTS,
    asker=TEXTS,
    method=TEXTS,
    target=TEXTS,
    request_headers=HEADERS,
    request_body=st.binary(max_size=12),
    operation=TEXTS | st.none(),
    outcome=st.sampled_from(Outcome),
    status=st.integers(100, 599) | st.none(),
    response_headers=HEADERS,
    response_body=st.binary(max_size=12) | TEXTS.map(str.encode),
    elapsed_ms=TIMES,
    case=TEXTS | st.none(),
    note=TEXTS,
)
FAILURES = st.builds(
    Failure,
    rule=st.sampled_from(sorted(RULES)),
    source=st.sampled_from(Source),
    operation=TEXTS,
    message=TEXTS,
    pointer=TEXTS,
    at=TEXTS,
    kind=TEXTS,
    phase=TEXTS,
    exchanges=tuples(EXCHANGES),
)
FINDINGS = st.builds(Finding, failure=FAILURES, count=COUNTS, deployment=st.just(0), accepted=TEXTS)
FACTS = st.builds(
    Fact,
    operation=TEXTS,
    kind=TEXTS,
    pointer=TEXTS,
    says=TEXTS,
    label=LABELS,
    cells=st.tuples(st.sampled_from(Cell)),
    blame=st.sampled_from(Blame),
    failures=tuples(PRINTS),
)
ROWS = st.builds(
    OperationRow,
    operation=TEXTS,
    method=TEXTS,
    path=TEXTS,
    label=LABELS,
    statuses=tuples(st.tuples(TEXTS, COUNTS)),
    succeeded=st.booleans(),
)
REPORTS = st.builds(
    Report,
    service=TEXTS,
    title=TEXTS,
    contract_version=TEXTS,
    profile=st.sampled_from(Profile),
    seed=COUNTS,
    deployments=st.tuples(
        st.builds(Deployment, name=TEXTS, url=TEXTS, requests=COUNTS, elapsed_s=TIMES)
    ),
    findings=tuples(FINDINGS),
    stops=tuples(TEXTS),
    gaps=tuples(st.builds(Gap, code=TEXTS, operation=TEXTS, pointer=TEXTS, message=TEXTS)),
    facts=tuples(FACTS),
    coverage=tuples(st.builds(Tally, kind=TEXTS, met=COUNTS, all=COUNTS, missed=tuples(TEXTS))),
    operations=tuples(ROWS),
    expired=tuples(TEXTS),
    leftovers=tuples(TEXTS),
    notes=tuples(TEXTS),
    shard=st.sampled_from(["", "2/3"]),
    document=st.just(""),
    version=st.just(1),
)
