from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from understudy.contract import DocumentError, Position, load_document
from understudy.contract.yaml_text import MAX_DEPTH, parse_yaml
from understudy.contract.yaml_writing import write_yaml

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def parse(text):
    return parse_yaml(text.encode(), file="petstore.yaml")


@given(value=values)
@example(value="0E0")  # a text to YAML 1.1, a number to YAML 1.2
def test_what_is_written_as_yaml_is_read_back(value):
    text = write_yaml({"value": value})

    assert parse(text) == {"value": value}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("2024-01-01", "2024-01-01", id="date-stays-text"),
        pytest.param("2024-01-01T10:00:00Z", "2024-01-01T10:00:00Z", id="time-stays-text"),
        pytest.param("no", "no", id="no-is-a-word"),
        pytest.param("on", "on", id="on-is-a-word"),
        pytest.param("12:30:45", "12:30:45", id="no-base-60"),
        pytest.param("1_000", "1_000", id="no-underscores"),
        pytest.param("012", 12, id="leading-zero-is-decimal"),
        pytest.param("0o17", 15, id="octal"),
        pytest.param("0x1F", 31, id="hexadecimal"),
        pytest.param("1.50", 1.5, id="float"),
        pytest.param("1e3", 1000.0, id="exponent"),
        pytest.param("3.1.0", "3.1.0", id="version"),
        pytest.param("~", None, id="tilde"),
        pytest.param("", None, id="nothing"),
        pytest.param("TRUE", True, id="true"),
        pytest.param("'true'", "true", id="quoted"),
        pytest.param("!!str 200", "200", id="tagged-as-text"),
        pytest.param("!!int 200", 200, id="tagged-as-integer"),
        pytest.param("|\n  200\n", "200\n", id="block"),
        pytest.param("18446744073709551616", 2.0**64, id="integer-beyond-64-bits"),
    ],
)
def test_scalar_means_what_yaml_1_2_says(text, value):
    read = parse(f"value: {text}")["value"]

    assert read == value
    assert type(read) is type(value)


def test_keys_become_text_as_written():
    document = parse("{200: a, 1.50: b, true: c, null: d, 2024-01-01: e}")

    assert list(document) == ["200", "1.50", "true", "null", "2024-01-01"]


def test_aliases_are_copies():
    document = parse("a: &pet {tags: [x]}\nb: *pet\nc: &name Rex\nd: *name\ne: {*name : 1}")

    assert document["b"] == {"tags": ["x"]}
    assert document["b"]["tags"] is not document["a"]["tags"]
    assert document["d"] == "Rex"
    assert document["e"] == {"Rex": 1}


def test_merge_key_adds_what_is_not_there():
    document = parse(
        "a: &a {x: 1, y: 1}\nb: &b {z: 2}\none: {<<: *a, x: 0}\ntwo: {<<: [*a, *b], y: 0}"
    )

    assert document["one"] == {"x": 0, "y": 1}
    assert document["two"] == {"x": 1, "y": 0, "z": 2}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param("a: 1\nb:\n  c: 1\n  c: 2", 4, 'the key "c" stands here', id="key-twice"),
        pytest.param("a: 1\nb: ]", 2, "not valid YAML", id="syntax"),
        pytest.param("a: 1\nb: .nan", 2, "cannot be said in JSON", id="nan"),
        pytest.param("a: 1\nb: -.inf", 2, "cannot be said in JSON", id="infinity"),
        pytest.param("a: 1\nb: 1e999", 2, "too large", id="huge-number"),
        pytest.param("a: 1\nb: !!python/name:os.system x", 2, "tag", id="python-tag"),
        pytest.param("a: 1\nb: !!binary aGk=", 2, "tag", id="binary-tag"),
        pytest.param("a: 1\nb: !!set {x: null}", 2, "tag", id="collection-tag"),
        pytest.param("a: 1\n? [b]\n: 2", 2, "key is neither", id="list-as-key"),
        pytest.param("a: &a [1]\n*a : 2", 2, "key is neither", id="list-alias-as-key"),
        pytest.param("a: 1\nb: *missing", 2, "no anchor", id="unknown-alias"),
        pytest.param("a: 1\nb: &b [*b]", 2, "contains itself", id="recursive-alias"),
        pytest.param("a: 1\nb: {<<: 5}", 2, "no mapping", id="merge-of-a-number"),
        pytest.param("a: 1\n---\nb: 2", 2, "second document", id="two-documents"),
        pytest.param("a: \x00", None, "not valid YAML", id="control-character"),
    ],
)
def test_refusal_tells_line_and_remedy(text, line, what):
    with pytest.raises(DocumentError, match=what) as caught:
        parse(text)

    assert caught.value.where == Position(file="petstore.yaml", line=line)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 1_000_000, id="flow"),
        pytest.param("- " * 1_000_000, id="compact-lists"),
        pytest.param("\n".join(" " * depth + "a:" for depth in range(300)), id="block"),
        pytest.param("? " * 100_000, id="complex-keys"),
        pytest.param(
            "a0: &a0 []\n"
            + "\n".join(f"a{n}: &a{n} {'[' * 40}*a{n - 1}{']' * 40}" for n in range(1, 9)),
            id="aliases",
        ),
    ],
)
def test_depth_is_bounded(text):
    with pytest.raises(DocumentError, match=rf"{MAX_DEPTH} levels|key is neither"):
        parse(text)


def test_depth_within_the_bound_is_read():
    text = "a: " + "[" * (MAX_DEPTH - 2) + "]" * (MAX_DEPTH - 2)

    assert parse(text)["a"]


def test_billion_laughs_are_refused():
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]

    with pytest.raises(DocumentError, match="aliases multiply"):
        parse("\n".join(lines))


@given(content=st.binary(max_size=200) | st.text("{}[]:,-&*a!|>'\"\n #?%\t", max_size=40))
def test_any_content_is_read_or_refused(content):
    raw = content if isinstance(content, bytes) else content.encode()

    try:
        parse_yaml(raw, file="petstore.yaml")
    except DocumentError as error:
        assert error.remedy  # noqa: PT017 - either outcome is fine, a bare refusal is not


def test_missing_file_is_named(tmp_path):
    with pytest.raises(DocumentError, match="No such file") as caught:
        load_document(tmp_path / "petstore.yaml")

    assert str(tmp_path / "petstore.yaml") in str(caught.value)


@pytest.mark.parametrize("content", ["", "- a", "text", "# only a comment"])
def test_document_must_be_a_mapping(write, content):
    with pytest.raises(DocumentError, match="expected a mapping"):
        load_document(write(content))


def test_endless_file_is_refused():
    with pytest.raises(DocumentError, match="larger than 16 MiB"):
        load_document(Path("/dev/zero"))
