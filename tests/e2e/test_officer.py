"""The data protection officer: a request answered, the file for the works council, tonight's purge."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.counting import Counted
from tests.e2e.site import HELENE, MARC


ASKED = "Je m’oppose à ce que mes séances soient gardées."
REASON = "Les séances ne sont plus gardées."


@pytest.mark.smoke
def test_an_officer_answers_a_request_that_its_author_then_reads(visitor):
    marc, helene = visitor(MARC), visitor(HELENE)
    marc.visit("/compte/mes-donnees/demande/?nature=objection")
    marc.page.locator("textarea[name=wrong]").fill(ASKED)
    marc.page.locator("main form.form button[type=submit]").click()
    marc.page.wait_for_url("**/compte/mes-donnees/**")

    helene.go("/admin/")
    helene.page.locator("main a[href='/admin/demandes/']").first.click()
    helene.check_admin()
    helene.page.locator("main tbody a", has_text="Lefèvre").click()
    expect(helene.page.locator("main")).to_contain_text(ASKED)
    helene.page.locator("main details:has(textarea[name=refusal]) summary").click()
    helene.page.locator("button[name=status][value=refused]").click()
    expect(helene.page.locator("main .error-message")).to_be_visible()  # not without a reason
    expect(helene.page.locator("textarea[name=refusal]")).to_be_focused()
    helene.check_admin()
    helene.page.locator("textarea[name=answer]").fill(REASON)
    helene.page.locator("main details:has(textarea[name=without_act]) summary").click()
    helene.page.locator("textarea[name=without_act]").fill(REASON)  # it is about something else
    helene.page.locator("button[name=status][value=answered]").click()
    helene.page.wait_for_url("**/admin/demandes/")

    marc.visit("/compte/mes-donnees/")
    expect(marc.page.locator("section[aria-labelledby=demandes]")).to_contain_text(REASON)


def test_an_officer_reads_what_is_held_and_hands_the_file_out(visitor):
    helene = visitor(HELENE)
    page = helene.page
    helene.visit("/usage/dossier/")
    assert page.locator("main section").count() > 5
    for words in ("Séances", "Fiche du registre (article 30)", "Qui a consulté"):
        expect(page.locator("main")).to_contain_text(words)
    with page.expect_download() as saved:
        page.locator("a[href='/usage/dossier.pdf']").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    page.locator("form[action='/usage/dossier/publier/'] button").click()
    expect(page.locator("form[action='/usage/dossier/publier/']")).to_have_count(0)
    helene.check()
    helene.go("/admin/information/")
    helene.check_admin()
    page.locator("main table a").first.click()
    helene.check_admin()


def test_an_officer_sees_what_tonight_would_delete_and_nothing_is_deleted(visitor, site):
    count = "from people.models import Look; print(Look.objects.count())"
    before = site.shell(count)
    helene = visitor(HELENE)
    helene.go("/admin/")
    helene.page.locator("main a[href='/admin/conservation/']").first.click()
    rows = helene.page.locator("main table.listing tbody tr")
    expect(rows.nth(5)).to_be_visible()
    for cells in rows.all():
        assert cells.locator("td").nth(1).inner_text().strip()
    helene.check_admin()
    assert site.shell(count) == before


SOMEBODY = """
from people.models import Person
print(Person.objects.staff().filter(is_superuser=False, email=None, groups=None).last().staff_number)
"""


def entered(helene, number, kind):
    """A letter, entered for somebody found by their number."""
    page = helene.page
    helene.go("/admin/demandes/nouvelle/")
    helene.check_admin()
    page.locator("main input[name=q]").fill(number)
    page.locator("main form[role=search] button").click()
    page.locator("main .runs a").first.click()
    helene.check_admin()
    page.locator("main select[name=kind]").select_option(kind)
    page.locator("main select[name=channel]").select_option("letter")
    page.locator("main select[name=identity_check]").select_option("document")
    page.locator("main textarea[name=wrong]").fill("Par courrier, pièce vue au guichet.")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.locator("#asked-section").wait_for()
    return page.url


def test_an_officer_answers_an_access_request_in_three_clicks(visitor):
    marc, helene = visitor(MARC), visitor(HELENE)
    marc.visit("/compte/mes-donnees/demande/?nature=access")
    marc.page.locator("textarea[name=wrong]").fill("Une copie.")
    marc.page.locator("main form.form button[type=submit]").click()
    marc.page.wait_for_url("**/compte/mes-donnees/**")

    counted = Counted.from_page(helene)
    counted.click("a[href='/admin/demandes/']")
    counted.click("tbody a", has_text="Lefèvre")
    helene.check_admin()
    counted.click("button[name=status][value=answered]")
    helene.page.wait_for_url("**/admin/demandes/")
    counted.ends("officer: answer an access request", most=3)


def test_an_officer_erases_somebody_who_wrote_in_four_clicks(visitor, site):
    number = site.shell(SOMEBODY).split()[-1]
    helene = visitor(HELENE)
    page = helene.page
    request = entered(helene, number, "erasure")

    counted = Counted.from_page(helene)
    counted.click("a[href='/admin/demandes/']")
    counted.click(f"tbody a[href='{request[request.index('/admin/') :]}']")
    helene.check_admin()
    counted.click("#act-section a.button")
    expect(page.locator("main")).to_contain_text(number)
    helene.check_admin()
    page.locator("main input[name=staff_number]").fill("autre")
    page.locator("#erase-section form button[type=submit]").click()  # a slip: nothing happens
    expect(page.locator("main .error-message")).to_be_in_viewport()
    page.locator("main input[name=staff_number]").fill(number)
    counted.click("#erase-section form button[type=submit]")
    page.wait_for_url("**/admin/demandes/")
    counted.ends("officer: erase a person who wrote", most=4)
    left = f"from people.models import Person; print(Person.objects.filter(staff_number={number!r}).count())"
    assert site.shell(left).split()[-1] == "0"


def test_an_officer_publishes_a_notice_once_they_have_seen_it(visitor):
    helene = visitor(HELENE)
    page = helene.page
    helene.go("/admin/protection/")
    helene.check_admin()
    helene.go("/admin/protection/lectures/")
    helene.check_admin()
    counted = Counted.from_page(helene)
    counted.click("a[href='/admin/information/']")
    counted.click("a[href='/admin/information/help/']")
    page.locator("main textarea[name=text_fr]").fill(
        "Pour vous mettre en relation, et rien d’autre."
    )
    counted.click("#new-section form button[type=submit]")
    expect(page.locator("main blockquote[lang=fr]")).to_contain_text("et rien d’autre")
    expect(page.locator("main ins").first).to_be_visible()
    helene.check_admin()
    counted.click("button[name=seen]")
    page.wait_for_url("**/admin/information/")
    counted.ends("officer: publish a notice, once seen", most=5)
    expect(page.locator("main table")).to_contain_text("et rien d’autre")
