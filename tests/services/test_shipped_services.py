"""What holds for every service that is shipped."""

import re
from pathlib import Path

import pytest

import understudy
from understudy.behavior import AuthMode
from understudy.services import BUILT_IN, load_service
from understudy.serving.standins import StandIn
from understudy.state import MemoryBackend


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_operation_can_be_compiled(name):
    # A server compiles an operation of ours when it is first asked for: too late to learn of this.
    loaded = load_service(name)
    stand_in = StandIn(loaded, MemoryBackend(), seed=1, auth=AuthMode.PRESENT)

    plans = stand_in.compile()

    assert [plan.operation.id for plan in plans] == [each.id for each in loaded.contract.operations]


def test_only_their_own_code_knows_the_services():
    package = Path(understudy.__file__).parent
    files = [path for path in package.rglob("*") if path.suffix in {".py", ".json", ".html"}]

    naming = [
        path.relative_to(package).as_posix()
        for path in files
        if path.relative_to(package).parts[0] not in {"services", "specs", "fixtures"}
        and re.search("|".join(BUILT_IN), path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert naming == []
