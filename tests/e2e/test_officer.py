"""The data protection officer: a request answered, the file for the works council, tonight's purge."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

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
    helene.page.locator("button[name=status][value=refused]").click()
    expect(helene.page.locator("main .error-message")).to_be_visible()  # not without a word
    helene.check_admin()
    helene.page.locator("textarea[name=answer]").fill(REASON)
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
