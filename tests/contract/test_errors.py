import pytest

from understudy.contract import ContractError, Position, UnderstudyError


@pytest.mark.parametrize(
    ("position", "text"),
    [
        pytest.param(Position(file="a.yaml", line=4, pointer="/x"), "a.yaml:4 at /x", id="all"),
        pytest.param(Position(file="a.yaml", line=4), "a.yaml:4", id="line"),
        pytest.param(Position(file="a.yaml", pointer="/x"), "a.yaml at /x", id="no-line"),
        pytest.param(Position(file="", pointer="/x"), "/x", id="no-file"),
        pytest.param(Position(file=""), "the document", id="nothing"),
    ],
)
def test_position_reads_as_editors_link_it(position, text):
    assert str(position) == text


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        pytest.param(UnderstudyError("It failed"), ["error[error]: It failed"], id="what"),
        pytest.param(
            ContractError("It failed", where="a.yaml", remedy="mend it"),
            ["error[invalid-contract]: It failed", "  a.yaml", "  mend it"],
            id="what-where-remedy",
        ),
    ],
)
def test_message_has_up_to_three_parts(error, lines):
    assert str(error).splitlines() == lines
