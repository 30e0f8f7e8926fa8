"""Files about a record: data sheets and labels as PDF, bills of materials, files for machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import pack
from typing import cast
from zlib import compress, crc32

from understudy.behavior import Answer, Call, Handler, Problem, Refused
from understudy.contract.operations import JsonObject
from understudy.services.goldleaf import sheets
from understudy.services.goldleaf.lines import lines_of
from understudy.services.goldleaf.pricing import Part, bill_of, parts_of
from understudy.services.goldleaf.selecting import living, params_of
from understudy.services.goldleaf.versions import FAMILIES, NUMBERS
from understudy.services.goldleaf.workbooks import answer_workbook, attachment

PDF = "application/pdf"
LINES_ON_A_PAGE = 50
MOST_LETTERS = 100
HIDDEN = ("_id", "latest", "lines", "names", "forCustomer", "customers", "taxes")


def _record(resource: str, call: Call) -> JsonObject:
    return living(call.transaction, resource, call.values[FAMILIES[resource]])


def _name(resource: str, record: JsonObject) -> str:
    """Return a record's number, fit for a file name."""
    number = str(record.get(NUMBERS[resource]) or record["_id"])
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in number)


def data_sheets(resource: str, title: str) -> Handler:
    """Return what answers what is known of a record as PDF."""

    def answer(call: Call) -> Answer:
        record = _record(resource, call)
        known = [
            f"{field}: {value}"
            for field, value in record.items()
            if field not in HIDDEN and value not in (None, "", [])
        ]
        items = [f"{each['quantity']} x {each['partNumber']}" for each in lines_of(record)]
        name = _name(resource, record)
        return attachment(write_pdf([[f"{title} {name}", "", *known, *items]]), PDF, f"{name}.pdf")

    return answer


def labels(resource: str) -> Handler:
    """Return what answers labels as PDF, a page for each copy for each assembly."""

    def answer(call: Call) -> Answer:
        record, params = _record(resource, call), params_of(call)
        name = _name(resource, record)
        wanted = (params.get(name, 1) for name in ("numCopies", "numHoseAssemblies"))
        copies, assemblies = (int(cast("float", each)) for each in wanted)
        size = str(params.get("labelSize", "2x3"))
        texts = [name, str(record.get("description") or ""), f"Label {size}"]
        pages = [texts] * (copies * assemblies)
        return attachment(write_pdf(pages), PDF, f"{name}-labels.pdf")

    return answer


def materials(resource: str) -> Handler:
    """Return what answers the bill of materials as a workbook."""

    def answer(call: Call) -> Answer:
        record = _record(resource, call)
        rows: list[JsonObject] = [
            {
                "itemType": part.item["itemType"],
                "partNumber": part.item["partNumber"],
                "description": part.item.get("description"),
                "quantity": part.quantity,
                "unitOfMeasure": part.item.get("unitOfMeasure"),
            }
            for part in _parts(resource, record, call)
        ]
        name = f"{_name(resource, record)}-materials"
        return answer_workbook(call, sheets.MATERIALS, rows, file_name=name)

    return answer


def _parts(resource: str, record: JsonObject, call: Call) -> Sequence[Part]:
    if resource == "hose_assembly":
        return bill_of(record, call.transaction).parts
    return parts_of(lines_of(record), call.transaction)


def machine_files(resource: str, ending: str) -> Handler:
    """Return what answers the cuts of a record as a text for a machine."""

    def answer(call: Call) -> Answer:
        record = _record(resource, call)
        cuts = [
            f"{part.item['partNumber']};{part.quantity};{part.item.get('unitOfMeasure')}"
            for part in _parts(resource, record, call)
            if part.item["itemType"] == "hose"
        ]
        name = _name(resource, record)
        text = "\r\n".join([name, *cuts, ""])
        return attachment(text.encode("utf-8"), "text/plain", f"{name}.{ending}")

    return answer


def write_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF of text pages (ISO 32000-1, 7.5): what is too long goes on on the next page."""
    parts = [
        page[start : start + LINES_ON_A_PAGE]
        for page in pages
        for start in range(0, max(len(page), 1), LINES_ON_A_PAGE)
    ]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(parts)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(parts)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, part in enumerate(parts):
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            b" /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * number)
        )
        shown = b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in part)
        content = b"BT /F1 11 Tf 15 TL 50 790 Td\n%sET" % shown
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _assembled(bodies)


def _escaped(text: str) -> bytes:
    plain = text[:MOST_LETTERS].encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assembled(bodies: Sequence[bytes]) -> bytes:
    """Put objects, the table of their places and the trailer together."""
    document, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(bodies) + 1, len(document)
    document += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    document += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(document)


def picture(call: Call) -> Answer:
    """Answer the picture of an item: a square in a colour of its own.

    Raises:
        Refused: there is no such item, or it has no picture.
    """
    item = living(call.transaction, "item", call.values["belongsToId"])
    if item.get("image") is None:
        raise Refused(Problem.NOT_FOUND, f"item {item['_id']} has no picture")
    return Answer(status=200, body=_square(str(item["_id"])), media_type="image/png")


def _square(key: str) -> bytes:
    """Return a PNG (RFC 2083) of 32 pixels, in the colour of the last six digits."""
    line = b"\0" + bytes.fromhex(key[-6:]) * 32
    header = pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", compress(line * 32)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + name + data + pack(">I", crc32(name + data))
        for name, data in chunks
    )


DOCUMENTS: dict[str, Callable[[Call], Answer]] = {
    "picture": picture,
    "hose_assembly_data_sheet": data_sheets("hose_assembly", "Hose assembly"),
    "hose_kit_data_sheet": data_sheets("hose_kit", "Hose kit"),
    "sales_estimate_data_sheet": data_sheets("sales_estimate", "Sales estimate"),
    "work_order_data_sheet": data_sheets("work_order", "Work order"),
    "hose_assembly_label": labels("hose_assembly"),
    "hose_kit_labels": labels("hose_kit"),
    "work_order_labels": labels("work_order"),
    "hose_assembly_materials": materials("hose_assembly"),
    "hose_kit_materials": materials("hose_kit"),
    "sales_estimate_materials": materials("sales_estimate"),
}
for _resource in ("hose_assembly", "hose_kit", "work_order"):
    DOCUMENTS[f"{_resource}_marken"] = machine_files(_resource, "marken.txt")
    DOCUMENTS[f"{_resource}_pts"] = machine_files(_resource, "pts.txt")
