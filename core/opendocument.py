"""Writes tables as an OpenDocument spreadsheet (.ods): numbers as numbers, all else as text, so that zeros in front stay."""

import io
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.http import HttpResponse

from core.spreadsheets import NOT_IN_XML, NUMBERS, attachment, escape_formula


SPREADSHEET_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
    f'xmlns:text="{OFFICE}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>%s'
    "</office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def opendocument_bytes(sheets: Mapping[str, Iterable[Iterable[object]]]) -> bytes:
    """Return a spreadsheet of the sheets by their names. No cell is a formula."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", SPREADSHEET_TYPE, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        body = "".join(_sheet(name, rows) for name, rows in sheets.items())
        archive.writestr("content.xml", CONTENT % body)
    return out.getvalue()


def opendocument_response(
    name: str, headings: Sequence[object], rows: Iterable[Sequence[object]], *, sheet: str
) -> HttpResponse:
    """Answer a table. What a spreadsheet would compute after a copy has an apostrophe before it, as in CSV."""
    lines = ([_harmless(cell) for cell in row] for row in (headings, *rows))
    return attachment(opendocument_bytes({sheet: lines}), SPREADSHEET_TYPE, name)


def _harmless(value: object) -> object:
    return value if type(value) in NUMBERS else escape_formula(value)


def _sheet(name: str, rows: Iterable[Iterable[object]]) -> str:
    lines = "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows
    )
    return f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"


def _cell(value: object) -> str:
    if type(value) in NUMBERS:
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    text = escape(NOT_IN_XML.sub("\ufffd", str(value)))
    if not text:
        return "<table:table-cell/>"
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )
