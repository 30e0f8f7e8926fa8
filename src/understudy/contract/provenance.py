"""Provenance in a document: `x-provenance`, and the sources that it names."""

from __future__ import annotations

from collections.abc import Mapping

from understudy.contract.operations import Label, Provenance, Source
from understudy.contract.places import Place

KEY = "x-provenance"


def read_sources(document: Place) -> Mapping[str, Source]:
    """Return the sources that the document declares, by key; none for a document without them."""
    holder = document.member(KEY)
    if holder is None:
        return {}
    return {
        key: Source(
            key=key,
            title=place.text("title", key),
            kind=place.text("kind", ""),
            url=place.text("url", ""),
        )
        for key, place in holder.members("sources")
    }


def read_provenance(holder: Place) -> Provenance | None:
    """Return what an object says of its own provenance; None when it says nothing.

    Raises:
        ContractError: The label is none of ours, or a member is no text.
    """
    place = holder.member(KEY)
    if place is None:
        return None
    label = place.text("label")
    if label not in set(Label):
        place.refuse(f'"{label}" is no provenance', f"use one of {', '.join(Label)}", key="label")
    return Provenance(
        label=Label(label),
        source=place.text("source") if "source" in place.value else None,
        section=place.text("section", ""),
        note=place.text("note", ""),
        against=place.text("against") if "against" in place.value else None,
    )
