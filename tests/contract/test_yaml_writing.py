from hypothesis import given
from hypothesis import strategies as st

from understudy.contract.operations import Json
from understudy.contract.yaml_text import parse_yaml
from understudy.contract.yaml_writing import write_yaml

KEYS = st.text(max_size=5).filter(lambda key: key != "<<")  # YAML's own word for merging
TEXTS = st.text() | st.sampled_from(
    ["1e5", "0o17", ".inf", "on", "2024-01-01", "null", "", " a", "~"]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | TEXTS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_written_reads_back_as_the_same(value):
    assert parse_yaml(write_yaml(value).encode(), file="") == value


def test_shared_values_are_written_out():
    shared: Json = {"a": 1}

    assert write_yaml([shared, shared]) == "- a: 1\n- a: 1\n"
