"""OpenDocument spreadsheets for tests, written as LibreOffice writes them."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape, quoteattr


SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
HIDDEN = (
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
)
REST_OF_ROW = '<table:table-cell table:number-columns-repeated="16000"/>'
REST_OF_SHEET = (
    '<table:table-row table:number-rows-repeated="1000000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def cell(value):
    """A cell of a value; a str that begins with `<` is the markup itself."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str) and value.startswith("<"):
        return value
    kind, shown = "string", escape(str(value))
    if isinstance(value, bool):
        kind = f'boolean" office:boolean-value="{str(value).lower()}'
    elif isinstance(value, int | float):
        kind = f'float" office:value="{value}'
    elif isinstance(value, date):
        kind, shown = f'date" office:date-value="{value.isoformat()}', f"{value:%d/%m/%y}"
    return (
        f'<table:table-cell office:value-type="{kind}"><text:p>{shown}</text:p></table:table-cell>'
    )


def shown_as(value, shown):
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def row(*values):
    cells = "".join(cell(value) for value in values)
    return f"<table:table-row>{cells}{REST_OF_ROW}</table:table-row>"


def sheet(*rows, title="Agents", is_shown=True):
    """`rows`: sequences of values, or the markup of a row."""
    marked = "".join(cells if isinstance(cells, str) else row(*cells) for cells in rows)
    return (
        f'<table:table table:name={quoteattr(title)} table:style-name="{"ta1" if is_shown else "ta2"}">'
        f"{marked}{REST_OF_SHEET}</table:table>"
    )


def content(*sheets):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} {CALCEXT}>'
        f"<office:automatic-styles>{HIDDEN}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
    )


def spreadsheet(*rows, others=(), kind=SPREADSHEET, manifest="<manifest/>"):
    """The bytes of a spreadsheet with these rows, and `others` before them: the markup of whole sheets."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content(*others, sheet(*rows)))
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()
