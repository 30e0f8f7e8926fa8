"""The catalogue of deviations says what the plain services do, in words that verification knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.deviations.catalogue import Catalogue
from tests.deviations.courier_catalogue import COURIER
from tests.deviations.depot_catalogue import DEPOT
from tests.deviations.holding import operations_of
from tests.deviations.plain import CONTRACTS
from tests.deviations.promises import read_document
from understudy.services.linting import lint_service
from understudy.verification.rules import RULES

CATALOGUES = [pytest.param(each, id=each.service.name) for each in (DEPOT, COURIER)]
SWITCH = re.compile(r'self\.(?:has|first)\("([a-z_0-9]+)"')


def test_there_are_at_least_sixty_four_deviations():
    assert len(DEPOT.deviations) + len(COURIER.deviations) >= 64


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_switch_is_in_the_catalogue_once(catalogue: Catalogue):
    folder, service = Path(__file__).parent, catalogue.service
    sources = [folder / f"{service.name}{part}.py" for part in ("", "_access", "_answers")]
    switches = {name for each in sources for name in SWITCH.findall(each.read_text())}

    names = [each.name for each in catalogue.deviations]
    assert len(names) == len(set(names))
    assert switches | service.loosened.keys() <= set(names)


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_deviation_is_named_in_words_of_rules_and_contract(catalogue: Catalogue):
    operations = operations_of(read_document(CONTRACTS / catalogue.service.name / "openapi.yaml"))

    for each in catalogue.deviations:
        assert each.rules
        assert each.rules <= RULES.keys()
        assert each.operations <= operations


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_contract_and_behavior_of_a_plain_service_lint_clean(catalogue: Catalogue):
    assert lint_service(CONTRACTS / catalogue.service.name) == ()
