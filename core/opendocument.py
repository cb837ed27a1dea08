"""Writes tables as an OpenDocument spreadsheet (.ods): numbers as numbers, all else as text, so that zeros in front stay."""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, repeat
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.http import HttpResponse

from core.spreadsheets import NOT_IN_XML, NUMBERS, attachment, escape_formula


SPREADSHEET_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
    f'xmlns:text="{OFFICE}:text:1.0" xmlns:style="{OFFICE}:style:1.0" xmlns:number="{OFFICE}:datastyle:1.0" '
    'office:version="1.2"><office:automatic-styles>'
    '<number:text-style style:name="as-text"><number:text-content/></number:text-style>'
    '<style:style style:name="text" style:family="table-cell" style:data-style-name="as-text"/>'
    '<style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="4cm"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>%s"
    "</office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def opendocument_bytes(
    sheets: Mapping[str, Iterable[Iterable[object]]],
    *,
    columns: int = 0,
    text_columns: Collection[int] = (),
) -> bytes:
    """Return a spreadsheet of the sheets by their names. No cell is a formula.

    `text_columns`, counted from 1, of the first `columns` in the first sheet: what is typed there stays as it is.
    """
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", SPREADSHEET_TYPE, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        styled = "".join(_column(at in text_columns) for at in range(1, columns + 1))
        styles = chain([styled], repeat(""))
        body = "".join(
            _sheet(name, rows, style)
            for (name, rows), style in zip(sheets.items(), styles, strict=False)
        )
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


def _column(is_text: bool) -> str:
    style = ' table:default-cell-style-name="text"' if is_text else ""
    return f'<table:table-column table:style-name="wide"{style}/>'


def _sheet(name: str, rows: Iterable[Iterable[object]], columns: str = "") -> str:
    lines = "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows
    )
    return f"<table:table table:name={quoteattr(name)}>{columns}{lines}</table:table>"


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
