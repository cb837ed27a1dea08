"""Workbooks for tests, made by openpyxl as a spreadsheet would, and archives that pass for one."""

import io
import re
import zipfile

from openpyxl import Workbook


def workbook(*rows, title="Agents", before=None):
    """The bytes of a workbook with these rows. `before`: called with the Workbook before it is saved."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if before:
        before(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data, *, replace=None, drop=(), add=None, compression=zipfile.ZIP_DEFLATED):
    """The same archive with other parts. `replace`: by name, a function of the part's bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in old.namelist():
            if name in drop:
                continue
            change = (replace or {}).get(name, lambda part: part)
            new.writestr(name, change(old.read(name)))
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def as_excel_writes(data):
    """The same workbook with its texts in one part that cells share, as Excel saves them."""
    texts = []

    def share(part):
        def keep(found):
            texts.append(found["text"])
            return f'<c{found["rest"]} t="s"><v>{len(texts) - 1}</v></c>'

        cell = r'<c(?P<rest>[^>]*) t="inlineStr"><is><t[^>]*>(?P<text>[^<]*)</t></is></c>'
        return re.sub(cell, keep, part.decode()).encode()

    def relate(part):
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        relation = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/>'
        return part.replace(b"</Relationships>", relation.encode() + b"</Relationships>")

    shared = repacked(
        data,
        replace={"xl/worksheets/sheet1.xml": share, "xl/_rels/workbook.xml.rels": relate},
    )
    items = "".join(f"<si><t xml:space='preserve'>{text}</t></si>" for text in texts)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return repacked(
        shared, add={"xl/sharedStrings.xml": f'<sst xmlns="{space}">{items}</sst>'.encode()}
    )
