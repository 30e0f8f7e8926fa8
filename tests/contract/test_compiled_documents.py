import pytest

from understudy.contract import DocumentError, load_document
from understudy.contract import documents as documents_module


@pytest.fixture
def unparsable(monkeypatch):
    """Make parsing fail, so that only a compiled form can answer."""

    def refuse(*_, **__):
        raise DocumentError("parsed")

    return lambda: monkeypatch.setattr(documents_module, "parse_yaml", refuse)


def test_second_load_does_not_parse(write, tmp_path, unparsable):
    path = write("a: [1, 2024-01-01]")
    first = load_document(path, cache=tmp_path / "cache")
    unparsable()

    second = load_document(path, cache=tmp_path / "cache")

    assert first == second == {"a": [1, "2024-01-01"]}


def test_changed_document_is_parsed_again(write, tmp_path):
    load_document(write("a: 1"), cache=tmp_path / "cache")

    changed = load_document(write("a: 2"), cache=tmp_path / "cache")

    assert changed == {"a": 2}
    assert len(list((tmp_path / "cache").iterdir())) == 1


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:-1], id="cut"),
        pytest.param(lambda _: b"", id="emptied"),
        pytest.param(lambda content: content.partition(b"\n")[0] + b"\n[1]", id="no-object"),
        pytest.param(lambda content: b"0" * 64 + content[64:], id="of-other-content"),
    ],
)
def test_damaged_compiled_form_is_not_believed(write, tmp_path, damage):
    path = write("a: 1")
    load_document(path, cache=tmp_path / "cache")
    (compiled,) = (tmp_path / "cache").iterdir()
    compiled.write_bytes(damage(compiled.read_bytes()))

    again = load_document(path, cache=tmp_path / "cache")

    assert again == {"a": 1}


def test_unwritable_cache_is_no_error(write):
    path = write("a: 1")

    document = load_document(path, cache=path)  # a file, where a folder should be

    assert document == {"a": 1}


def test_nothing_is_kept_without_a_cache(write, tmp_path):
    load_document(write("a: 1"))

    assert [each.name for each in tmp_path.iterdir()] == ["petstore.yaml"]
