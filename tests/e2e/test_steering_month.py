"""From a team's page to the steering committee's report: on a screen, a phone and in both themes, then as a file."""

import re
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, NADIA, PASSWORD, SYLVIE


REPORT = "/usage/programme/rapport/"
SIZES = {"wide": None, "phone": PHONE}
OWNER = "La direction de la proximité"
ASKERS = f"""
from django.test import Client
from people.models import Person
from people.queries.signed_in import manages_a_team

found = []
for person in Person.objects.filter(is_active=True).exclude(email="").order_by("pk"):
    if len(found) < 2 and manages_a_team(person):
        client = Client(headers={{"host": "127.0.0.1"}})
        client.force_login(person)
        text = client.get("/usage/equipe/").content.decode()
        sentence = text.partition("<h1")[2].partition("</h1>")[0]
        hero = text.partition('id="faire"')[2].partition('id="ensuite"')[0]
        asks = [kind for kind in ("workshop", "ambassador") if f'name="kind" value="{{kind}}"' in hero]
        if asks and any(sign.isdigit() for sign in sentence):
            person.set_password({PASSWORD!r})
            person.save()
            found.append(person.email)
print(*found)
"""


def opened(pdf):
    """Its bytes, with the compressed ones beside them."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


def says(pdf, text):
    """In the file’s own data (UTF-8), or in what is read out of a drawing (UTF-16, or plain)."""
    spelled = text.encode("utf-16-be")
    forms = (
        text.encode(),
        spelled,
        spelled.hex().upper().encode(),
        text.encode("latin-1", "replace"),
    )
    return any(form in pdf for form in forms)


@pytest.fixture(scope="module")
def askers(site):
    """Two managers to whom a workshop or an ambassador's visit is suggested before anything else."""
    found = site.shell(ASKERS)
    assert len(found.split()) == 2
    return dict(zip(SIZES, found.split(), strict=True))


@pytest.mark.parametrize("size", SIZES)
def test_a_manager_asks_the_programme_is_read_and_the_committee_decides(visitor, askers, size):
    viewport = SIZES[size]
    wished = (datetime.now(tz=UTC).date() + timedelta(days=22)).isoformat()
    manager = visitor(askers[size], viewport=viewport)
    page = manager.page
    manager.visit("/usage/equipe/")
    expect(page.locator("h1")).to_contain_text(re.compile(r"\d"))
    expect(page.locator(".card", has=page.locator("#compte"))).to_contain_text(
        re.compile(r"sur \d")
    )
    page.locator(".hero").get_by_label("Jour souhaité").fill(wished)
    page.locator(".hero").get_by_role("button", name="Demander").click()
    expect(page.locator("#fait")).to_be_focused()
    page.locator("#actions > details > summary").click()
    expect(page.locator("#actions [id^=autre-]").first).to_have_value(wished)
    manager.check()

    claire = visitor(CLAIRE, viewport=viewport)
    page = claire.page
    claire.visit("/usage/programme/")
    expect(page.locator("#cible")).to_contain_text("cible")
    page.locator("main a[href^='/usage/programme/cibles/']").last.click()
    expect(page.get_by_role("region", name="Comment lire une prévision")).to_contain_text(
        "huit chances sur dix"
    )
    claire.check()
    page.locator("main").get_by_role("link", name="Rapport", exact=True).click()
    page.wait_for_url(f"**{REPORT}*")
    expect(page.locator("main h1")).to_have_count(1)
    findings = page.locator("main header .report__findings li")
    assert 3 <= findings.count() <= 6
    expect(page.locator("#decisions")).to_be_visible()
    expect(page.locator("main header .report__log > li").first).to_be_visible()
    expect(page.locator("section[aria-labelledby=worth]")).to_contain_text(
        re.compile(r"Un contact prend de 4\D+\d+\sminutes")
    )
    for image in page.locator("main .chart__image").all():
        image.scroll_into_view_if_needed()
        page.wait_for_function(
            "one => one.complete && one.naturalWidth > 0", arg=image.element_handle()
        )
    assert page.locator("main section[aria-labelledby=methode] table").count() == 1
    claire.check()

    earlier = page.locator("select[name=mois] option").nth(1).get_attribute("value")
    claire.go(f"{REPORT}?mois={earlier}")
    page.locator("summary", has_text="Noter une autre décision").click()
    decided = f"Ouvrir un poste à l’accueil ({size})"
    for field, value in (("#decision-own", decided), ("#owner-own", OWNER), ("#due-own", wished)):
        page.locator(field).fill(value)
    page.get_by_role("button", name="Noter la décision").click()
    expect(page.locator("section[aria-labelledby=decisions]")).to_contain_text(decided)
    claire.check()
    claire.go(REPORT)
    taken = page.locator("main header .report__log > li", has_text=decided)
    expect(taken).to_contain_text(OWNER)
    expect(taken.locator("input[name=due_on]")).to_have_value(wished)


def test_what_is_decided_in_one_click_opens_the_next_report(visitor):
    claire = visitor(CLAIRE, viewport=PHONE)
    claire.visit(REPORT)
    page = claire.page
    earlier = page.locator("select[name=mois] option").nth(1).get_attribute("value")
    claire.visit(f"{REPORT}?mois={earlier}")
    question = page.locator("#decisions + ul > li").first
    asked = question.locator("strong").inner_text()
    question.get_by_role("button").first.click()
    page.wait_for_url(f"**mois={earlier}*")
    claire.check()

    claire.visit(REPORT)
    expect(page.locator("main header h2").first).to_have_text(
        re.compile("Ce que les décisions sont devenues|What became of the decisions")
    )
    taken = page.locator("main header .report__log > li", has_text=asked)
    taken.locator("summary").click()
    taken.locator("select[name=state]").select_option("done")
    taken.locator("form button").click()
    expect(page.locator("main header .report__log > li", has_text=asked)).to_contain_text(
        "faite le"
    )
    claire.check()


def test_in_the_dark_it_is_read_as_well(visitor):
    for size, theme in ((None, "dark"), (PHONE, "dark")):
        claire = visitor(CLAIRE, viewport=size, color_scheme=theme)
        claire.visit(REPORT)
        first = claire.page.locator("main .chart__image").first
        shown = first.evaluate("one => one.currentSrc")
        assert f"/{theme}{'-narrow' if size else ''}.svg" in shown
        claire.page.locator("main details.data summary").first.click()
        claire.check()


def test_the_file_says_what_the_page_says(visitor, tmp_path):
    claire = visitor(CLAIRE)
    claire.visit(REPORT)
    page = claire.page
    titles = [each.strip() for each in page.locator("main .chart__title").all_inner_texts()]
    heading = page.locator("main h1").inner_text()
    made = page.locator("main header").get_by_role("button", name="Télécharger en PDF")
    if made.count():
        made.click()
        expect(page.get_by_role("link", name="Télécharger en PDF")).to_be_visible()
        claire.check()
    with page.expect_download() as saved:  # one click hands it to the committee
        page.get_by_role("link", name="Télécharger en PDF").click()
    path = tmp_path / "report.pdf"
    saved.value.save_as(path)

    pdf = opened(Path(path).read_bytes())
    assert re.fullmatch(r"rapport-[\w-]+-\d{4}-\d\d-fr\.pdf", saved.value.suggested_filename)
    assert pdf.startswith(b"%PDF-1.7")
    with pikepdf.open(path) as made:
        assert 4 <= len(made.pages) <= 6
    assert re.search(rb"pdfuaid:part(>|=.)1", pdf)
    assert says(pdf, heading)
    assert titles
    for title in titles:
        assert says(pdf, title.rstrip(".")), title


def test_an_earlier_month_is_one_choice_away_and_a_manager_finds_nothing(visitor):
    claire = visitor(CLAIRE)
    claire.visit(REPORT)
    months = claire.page.locator("select[name=mois] option")
    earlier = months.nth(2).get_attribute("value")
    claire.visit(f"{REPORT}?mois={earlier}")
    expect(claire.page.locator("main h1")).to_have_count(1)

    for somebody in (SYLVIE, NADIA):
        one = visitor(somebody)
        assert one.go(REPORT) == 404
        assert one.go("/usage/programme/rapport.pdf") == 404
