import pytest

from understudy.contract import ContractError, Label, Position, Provenance, Source


def test_sources_and_provenance(contract_of):
    contract = contract_of(
        {
            "/a": {
                "get": {
                    "x-provenance": {
                        "label": "conflict",
                        "source": "docs",
                        "section": "Pets",
                        "note": "The client says otherwise.",
                        "against": "client",
                    }
                },
                "put": {"x-provenance": {"label": "inferred"}},
                "post": {},
            }
        },
        **{
            "x-provenance": {
                "sources": {
                    "docs": {"title": "Pets API page", "kind": "documentation", "url": "a.example"},
                    "client": {},
                }
            }
        },
    )

    got, put, post = contract.operations

    assert contract.sources == {
        "docs": Source(key="docs", title="Pets API page", kind="documentation", url="a.example"),
        "client": Source(key="client", title="client"),
    }
    assert got.provenance == Provenance(
        label=Label.CONFLICT,
        source="docs",
        section="Pets",
        note="The client says otherwise.",
        against="client",
    )
    assert put.provenance == Provenance(label=Label.INFERRED)
    assert post.provenance is None


def test_plain_document_has_no_sources(contract_of):
    assert contract_of({}).sources == {}


def test_unknown_label_is_refused(contract_of):
    with pytest.raises(ContractError, match='"guessed" is no provenance') as caught:
        contract_of({"/a": {"get": {"x-provenance": {"label": "guessed"}}}})

    assert caught.value.where == Position(file="", pointer="/paths/~1a/get/x-provenance/label")
    assert caught.value.remedy == "use one of documented, inferred, conflict"
