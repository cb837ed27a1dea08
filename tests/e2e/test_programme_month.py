"""An HR manager's month: a target, what is likely, what is shown of the groups, a view, the files."""

import csv
import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE


PROGRAMME, TARGETS = "/usage/programme/", "/usage/programme/cibles/"
VIEW = "Mes directions, habitude"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["wide", "phone"])
def test_each_page_reads_well_and_its_charts_are_drawn(visitor, scheme, viewport):
    claire = visitor(CLAIRE, viewport=viewport, color_scheme=scheme)
    for path in (PROGRAMME, TARGETS, "/usage/programme/trimestres/", "/usage/programme/vues/"):
        claire.visit(path)
        for image in claire.page.locator("main img.chart__image").all():
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)
            drawn, address = image.evaluate("image => [image.naturalWidth, image.currentSrc]")
            assert drawn > 0
            assert ("dark" in address) == (scheme == "dark")


@pytest.mark.smoke
def test_an_hr_managers_month(visitor):
    claire = visitor(CLAIRE, viewport=PHONE)
    page = claire.page
    claire.visit(PROGRAMME)
    expect(page.locator("#cible")).to_be_visible()
    page.locator(f"main a[href^='{TARGETS}']").last.click()

    # A target of a division, in place of none; then what is likely.
    before = page.locator("section[aria-labelledby=toutes] li").count()
    divisions = page.locator("select[name=team] option")
    page.locator("select[name=team]").select_option(divisions.nth(1).get_attribute("value"))
    page.locator("input[name=percent]").fill("70")
    page.locator("section[aria-labelledby=fixer] button[type=submit]").click()
    expect(page.locator("section[aria-labelledby=toutes] li")).to_have_count(before + 1)
    assert "70" in page.locator("#cible").inner_text()
    claire.check()
    page.locator("figure.chart details.data > summary").click()
    assert page.locator("figure.chart table tbody tr").count() > 12

    # It is dropped again, and stays among the earlier ones.
    page.locator("form[action$='/retirer/'] button").click()
    expect(page.locator("section[aria-labelledby=avant] li")).to_have_count(1)
    claire.check()

    # Filters stand in the address.
    claire.visit(PROGRAMME)
    page.locator("#indicateur").select_option("habit")
    page.locator("#affiches").select_option("oui")
    page.locator("form.filters button[type=submit]").click()
    page.wait_for_url("**indicateur=habit**")
    page.wait_for_url("**affiches=oui**")
    lines = page.locator("section[aria-labelledby=groupes] tbody tr")
    shown = lines.count()
    assert shown > 1
    assert page.locator("section[aria-labelledby=groupes] tbody tr td").count() == 2 * shown

    # They are kept under a name, and one click opens them.
    page.locator("nav details.fold > summary").click()
    page.locator("input[name=name]").fill(VIEW)
    page.locator("form[action$='/vues/garder/'] button").click()
    claire.visit(f"{PROGRAMME}?portail=espace-locataire")
    page.locator("nav details.fold > summary").click()
    page.locator("nav details.fold a", has_text=VIEW).click()
    page.wait_for_url("**indicateur=habit**")
    expect(lines).to_have_count(shown)

    # Both files say what the page says.
    groups = [each.strip() for each in lines.locator("th").all_inner_texts()]
    with page.expect_download() as saved:
        page.locator("a[href*='/programme/adoption.csv']").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[0] for row in rows[1:]] == groups
    with page.expect_download() as saved:
        page.locator("a[href*='/programme/adoption.xlsx']").click()
    sheet = load_workbook(io.BytesIO(saved.value.path().read_bytes()), read_only=True).active
    assert [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == rows

    # Renamed, opened with the page, and deleted.
    claire.visit("/usage/programme/vues/")
    mine = page.locator("main ul.ruled > li", has_text=VIEW)
    mine.locator("form[action$='/choisir/'] button").click()
    claire.check()
    claire.go(PROGRAMME)
    assert "indicateur=habit" in page.url
    claire.visit("/usage/programme/vues/")
    mine.locator("form[action$='/supprimer/'] button").click()
    expect(mine).to_have_count(0)
    claire.go(PROGRAMME)
    assert "indicateur" not in page.url


REPORTS, REPORT, MOST_CLICKS = "/usage/programme/rapports/", "Mes groupes, côte à côte", 6


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["wide", "phone"])
def test_a_report_is_put_together_saved_and_taken_along(visitor, viewport):
    claire = visitor(CLAIRE, viewport=viewport)
    page, clicks = claire.page, 0

    def click(one):
        nonlocal clicks
        clicks += 1
        one.click()

    claire.go(PROGRAMME)
    click(page.locator(f"main a.button[href^='{REPORTS}']"))
    page.wait_for_url(f"**{REPORTS}*")
    claire.check()
    click(page.locator("main input[name=groupe]").nth(2))
    click(page.locator(f"main form[action='{REPORTS}'] button[type=submit]"))
    page.wait_for_url("**groupe=**")
    lines = page.locator("main section[aria-labelledby=tableau] tbody tr")
    expect(lines).to_have_count(2 * 3)
    page.locator("main input[name=name]").fill(REPORT)
    click(page.locator("main form[action$='/garder/'] button[type=submit]"))
    page.wait_for_url("**rapport=**")
    with page.expect_download() as saved:
        click(page.locator("main a[href*='/programme/rapports.ods']"))
    assert clicks <= MOST_CLICKS
    assert saved.value.suggested_filename.endswith(".ods")
    claire.check()

    # The file in words says what the page says, group by group and month by month.
    with page.expect_download() as saved:
        page.locator("main a[href*='/programme/rapports.csv']").click()
    rows = csv.reader(
        io.StringIO(saved.value.path().read_text(encoding="utf-8-sig")), delimiter=";"
    )
    shown = [
        [line.locator(cell).first.inner_text().strip() for cell in ("th", "td")]
        for line in lines.all()
    ]
    assert [[row[0], row[2]] for row in list(rows)[1:]] == shown

    # Announced each month; months that stay the same cannot be, and what was typed stays.
    page.locator("main details.fold > summary").first.click()
    month = page.locator("main select[name=mois] optgroup").last.locator("option").first
    fixed = month.get_attribute("value")
    page.locator("main select[name=mois]").select_option(fixed)
    page.locator(f"main form[action='{REPORTS}'] button[type=submit]").click()
    page.wait_for_url(f"**mois={fixed}**")
    page.locator("main input[name=schedule][value=monthly]").check()
    page.locator("main form[action$='/garder/'] button[type=submit]").click()
    expect(page.locator("main .errors")).to_be_focused()
    expect(page.locator("main input[name=name]")).to_have_value(REPORT)
    claire.check()

    claire.go(REPORTS)
    mine = page.locator("main section[aria-labelledby=gardes] li", has_text=REPORT)
    mine.locator("button").click()
    expect(mine).to_have_count(0)
