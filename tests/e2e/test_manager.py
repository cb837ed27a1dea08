"""The manager's page: groups, never people."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import NADIA, SYLVIE


PAGE = "/usage/equipe/"


def unfold(page):
    page.evaluate("document.querySelectorAll('details.fold').forEach(fold => (fold.open = true))")


def table_on_screen(page):
    page.locator("figure.chart details.data > summary").click()
    rows = page.locator("figure.chart table tr").all()
    return [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in rows]


@pytest.fixture(scope="module")
def teams(site):
    """The manager's own team, one that is neither below nor above it, and who is in the own one."""
    text = site.shell(
        "from people.models import Person, Team\n"
        "own, other = (Team.objects.get(name=name)"
        " for name in ('Accueil Saint-Aubin', 'Accueil Montfleury'))\n"
        "people = Person.objects.filter(positions__team=own)\n"
        "print(own.pk, other.pk, *people.values_list('last_name', flat=True), sep='\\n')"
    )
    own, other, *names = text.splitlines()
    return own, other, names


@pytest.mark.smoke
def test_the_manager_reads_what_is_published_and_the_file_says_the_same(visitor):
    sylvie = visitor(SYLVIE)
    sylvie.visit(PAGE)
    page = sylvie.page
    assert page.locator("h1").inner_text().strip()
    expect(page.locator("#compte")).to_be_visible()
    unfold(page)
    expect(page.locator("#entonnoir")).to_be_visible()
    rows = table_on_screen(page)
    sylvie.check()
    with page.expect_download() as saved:
        page.locator("a[href^='/usage/equipe/usage.csv']").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    lines = csv.reader(io.StringIO(text), delimiter=";")
    assert [[line[0], *line[1::4]] for line in lines] == rows
    assert len(rows) > 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["wide", "phone"])
def test_the_chart_is_drawn(visitor, scheme, viewport):
    sylvie = visitor(SYLVIE, viewport=viewport, color_scheme=scheme)
    sylvie.visit(PAGE)
    unfold(sylvie.page)
    image = sylvie.page.locator("img.chart__image")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    drawn, address = image.evaluate("image => [image.naturalWidth, image.currentSrc]")
    assert drawn > 0
    assert ("dark" in address) == (scheme == "dark")


def test_another_team_is_not_found_and_the_choice_of_populations_leaves_it_out(visitor, teams):
    own, other, _names = teams
    sylvie = visitor(SYLVIE)
    sylvie.visit(f"{PAGE}?equipe={own}")
    assert sylvie.page.locator(f"#equipe option[value='{other}']").count() == 0
    for path in (PAGE, f"{PAGE}usage.csv", f"{PAGE}light.svg"):
        assert sylvie.go(f"{path}?equipe={other}") == 404
    sylvie.go(f"{PAGE}?equipe={other}")
    sylvie.check()


@pytest.mark.smoke
def test_no_name_of_a_member_is_on_any_page_of_the_team(visitor, teams):
    own, _other, names = teams
    assert len(names) > 10
    sylvie = visitor(SYLVIE)
    page = sylvie.page
    sylvie.go(PAGE)
    months = page.locator("#mois option").evaluate_all("all => all.map(one => one.value)")
    offered = page.locator("#equipe option").evaluate_all("all => all.map(one => one.value)")
    assert months
    assert own in offered
    for query in [f"?mois={month}" for month in months[:3]] + [f"?equipe={pk}" for pk in offered]:
        sylvie.go(PAGE + query)
        text = page.locator("main").inner_html()
        assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)] == []


def test_a_stand_in_sees_the_page_of_the_team_until_the_manager_ends_it(visitor, teams):
    own, other, _names = teams
    nadia = visitor(NADIA, viewport=PHONE)
    entry = nadia.page.locator(f"nav.nav a[href='{PAGE}']")
    expect(entry).to_have_count(0)
    assert nadia.go(PAGE) == 404

    sylvie = visitor(SYLVIE)
    page = sylvie.page
    sylvie.go(PAGE)
    unfold(page)
    page.locator("main a[href$='/me-faire-remplacer/']").click()
    sylvie.check()
    page.locator("select[name=delegate]").select_option(label="Nadia Benali")
    page.locator("select[name=team]").select_option(own)
    page.locator("input[name=ended_on]").fill(page.locator("input[name=started_on]").input_value())
    page.locator("main form[method=post] button[type=submit]").first.click()
    given = page.locator("section[aria-labelledby=given] li", has_text="Nadia Benali")
    expect(given.locator("button")).to_have_count(1)
    sylvie.check()

    nadia.visit("/")
    entry.click()
    expect(nadia.page.locator("#compte")).to_be_visible()
    nadia.check()
    assert nadia.go(f"{PAGE}?equipe={other}") == 404
    nadia.visit("/compte/me-faire-remplacer/")

    given.locator("button").click()
    expect(given.locator("button")).to_have_count(0)
    assert nadia.go(PAGE) == 404
    nadia.go("/")
    expect(entry).to_have_count(0)
