"""The report is a PDF/UA-1 file as far as a program can tell: its tags, its words, and what each page draws.

Written on pikepdf, which reads the file as a whole. veraPDF comes neither from PyPI nor from Debian nor from npm;
two smaller checkers that do, pdfua and outloud, were run by hand: see docs/decisions/0047.
"""

import io
from itertools import pairwise

import pytest
from django.utils import translation

from adoption.publishing.actions.publications import publish
from adoption.report import sections as report_sections
from adoption.report.blocks import Decision, Section, Table
from adoption.report.document import compose_report
from adoption.report.pdf import report_pdf
from adoption.report.queries.edition import edition_of
from tests.adoption.conftest import OCTOBER


pikepdf = pytest.importorskip("pikepdf")

pytestmark = pytest.mark.django_db

STANDARD = {
    *("Document", "Part", "Sect", "Div", "P", "H1", "H2", "H3", "L", "LI", "Lbl", "LBody"),
    *("Table", "THead", "TBody", "TR", "TH", "TD", "Caption", "Figure", "Span", "Strong", "Title"),
}
LONG = Table(
    "Équipes et actions, une par ligne",
    ("Équipe", "Action", "Depuis"),
    tuple((f"Équipe {n}", "Atelier de découverte <b>&#x22;</b>", f"{n} %") for n in range(90)),
)


@pytest.fixture(params=["fr", "en"])
def made(request, declared, monkeypatch):
    """The month's report with a section whose table fills more than two pages."""
    decision = (Decision("Continuer ?", "Rien ne s’y oppose.", "go_on"),)
    section = Section("Actions", ("Elles durent.",), tables=(LONG,), decisions=decision)
    monkeypatch.setitem(report_sections.SECTIONS, "long", lambda edition: section)
    publication = publish(portal=declared["portal"], month=OCTOBER)
    with translation.override(request.param):
        report = compose_report(edition_of(publication))
    return report, pikepdf.open(io.BytesIO(report_pdf(report)))


def elements(node, above=()):
    """Every structure element with the kinds of those above it, in reading order."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from elements(each, above)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node, above
        if "/K" in node:
            yield from elements(node.K, (*above, str(node.S)[1:]))


def tags(pdf):
    return [(str(each.S)[1:], each, above) for each, above in elements(pdf.Root.StructTreeRoot.K)]


def test_it_says_what_it_is_in_which_language_and_shows_its_title(made):
    report, pdf = made

    assert pdf.pdf_version == "1.7"
    assert str(pdf.Root.Lang) == report.language
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert report.title in metadata["dc:title"]
        assert report.portal in metadata["dc:title"]
    assert not pdf.is_encrypted


def test_every_kind_of_tag_is_a_standard_one_or_stands_for_one(made):
    _report, pdf = made
    stands_for = dict(pdf.Root.StructTreeRoot.get("/RoleMap", {}))

    found = {kind for kind, _element, _above in tags(pdf)}

    assert {str(stands_for.get(f"/{kind}", f"/{kind}"))[1:] for kind in found} <= STANDARD
    assert {"H1", "H2", "L", "Table", "TH", "TD", "Caption", "Figure"} <= found


def test_headings_go_down_one_step_at_a_time(made):
    _report, pdf = made

    levels = [int(kind[1]) for kind, _e, _a in tags(pdf) if kind[0] == "H" and kind[1:].isdigit()]

    assert levels[0] == 1
    assert all(now - before <= 1 for before, now in pairwise(levels))


def test_every_drawing_says_in_words_what_it_shows(made):
    report, pdf = made

    said = [str(element.get("/Alt", "")) for kind, element, _a in tags(pdf) if kind == "Figure"]

    assert len(said) == len(report.charts)
    for chart in report.charts:
        assert any(chart.title.rstrip(".") in alternative for alternative in said)
    assert report.lead.table.rows[0][-1] in said[0]  # the first one has its figures in words


def test_every_table_has_a_caption_headings_with_their_scope_and_whole_rows(made):
    report, pdf = made
    tables = [element for kind, element, _a in tags(pdf) if kind == "Table"]

    wanted = sum(
        len(report.charts_of(each)) + len(report.tables_of(each))
        for each in (*report.sections.values(), report.method)
    )
    assert len(tables) == wanted
    above = [where[-1] for kind, _element, where in tags(pdf) if kind == "Caption"]
    assert len(above) == wanted
    assert set(above) <= {"Table", "Div"}  # in the table, or right before it in a part of their own
    for table in tables:
        inside = list(elements(table.K))
        rows = [
            [cell for cell in row.K if isinstance(cell, pikepdf.Dictionary)]
            for row, _above in inside
            if row.S == "/TR"
        ]
        assert len({len(row) for row in rows}) == 1
        for cell, above in inside:
            if cell.S == "/TH":
                assert "THead" in above
                scopes = [str(each.get("/Scope", "")) for each in cell.A]
                assert "/Column" in scopes


def test_a_long_table_goes_on_under_its_headings(made):
    """It is one table of one head to a reader; to the eye its headings stand on each page."""
    _report, pdf = made

    long = [element for kind, element, _a in tags(pdf) if kind == "Table"]
    sizes = [sum(1 for each, _above in elements(table.K) if each.S == "/TR") for table in long]

    assert max(sizes) == len(LONG.rows) + 1


def marks_of(page):
    """(how deep what is drawn stands in marked content, whether it all is inside a mark)."""
    depth, outside = 0, []
    paints = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh"}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif name in paints and depth == 0:
            outside.append((name, operands))
    return depth, outside


def test_everything_drawn_is_tagged_or_marked_as_ornament(made):
    _report, pdf = made

    for page in pdf.pages:
        assert marks_of(page) == (0, [])


def test_pages_are_numbered_tabbed_through_in_order_and_tied_to_the_tree(made):
    _report, pdf = made

    for page in pdf.pages:
        assert str(page.obj.get("/Tabs", "/S")) == "/S"
        assert "/StructParents" in page.obj


def test_every_letter_can_be_read_out_and_every_font_is_inside(made):
    _report, pdf = made

    fonts = [
        each
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"
    ]
    assert fonts
    for font in fonts:
        if font.Subtype == "/Type0":
            assert "/ToUnicode" in font
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
        else:
            assert font.Subtype in ("/CIDFontType0", "/CIDFontType2", "/Type3")


def test_it_is_six_pages_at_most_with_the_sections_there_are(declared):
    publication = publish(portal=declared["portal"], month=OCTOBER)
    with translation.override("fr"):
        pdf = pikepdf.open(io.BytesIO(report_pdf(compose_report(edition_of(publication)))))

    assert len(pdf.pages) <= 6
