"""An agent reads what is held about them, takes it away, has it corrected; the officer answers."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import HELENE, NADIA
from tests.people.sealed import opened


MY_DATA = "/compte/mes-donnees/"
WRONG, RIGHT = "Je ne suis plus à l’accueil.", "Je suis au courrier depuis mars."
ANSWER = "C’est corrigé à la source."


def test_an_agent_reads_takes_away_and_corrects_their_data_and_the_officer_answers(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.visit(MY_DATA)
    height = page.locator("html").evaluate("page => page.scrollHeight")
    assert height < 4000  # folded, however much is held
    positions = page.locator(
        "details details", has=page.locator("a[href$='classe=people.Position']")
    )
    page.locator("summary", has_text="Identité et travail").click()
    positions.locator("summary").click()
    expect(positions.locator("dl").first).to_be_visible()
    nadia.check()

    page.locator("#fichier ~ details summary").click()
    passphrase = page.locator(".passphrase").inner_text()
    with page.expect_download() as download:
        page.locator("a[href$='mes-donnees.zip']").click()
    content = Path(download.value.path()).read_bytes()
    assert NADIA.encode() not in content
    with pytest.raises(RuntimeError):
        opened(content, "")
    assert all(NADIA in text for text in opened(content, passphrase).values())

    positions.locator("a[href$='classe=people.Position']").click()
    nadia.check()
    page.locator("textarea[name=wrong]").fill(WRONG)
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator(".field--error")).to_have_count(1)  # what would be right
    page.locator("textarea[name=right]").fill(RIGHT)
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(f"**{MY_DATA}#demandes")
    expect(page.locator("section[aria-labelledby=demandes]")).to_contain_text(WRONG)
    nadia.check()

    helene = visitor(HELENE)
    helene.go("/admin/demandes/")
    helene.page.locator("main tbody a", has_text="Benali").click()
    expect(helene.page.locator("main")).to_contain_text(RIGHT)
    helene.check_admin()
    with helene.page.expect_download() as download:
        helene.page.locator("form[action$='/fichier/'] button").click()
    copy = Path(download.value.path()).read_bytes()
    assert NADIA in opened(copy, passphrase)["donnees.html"]
    helene.page.locator("textarea[name=answer]").fill(ANSWER)
    helene.page.locator("textarea[name=without_act]").fill(ANSWER)
    helene.page.locator("button[name=status][value=answered]").click()
    helene.page.wait_for_url("**/admin/demandes/")

    nadia.visit(MY_DATA)
    expect(page.locator("section[aria-labelledby=demandes]")).to_contain_text(ANSWER)
    nadia.visit(f"{MY_DATA}consultations/")
    expect(page.locator("main ul.ruled li")).to_have_count(2)  # the request, the locked file
    expect(page.locator("main ul.ruled")).to_contain_text("Hélène Vasseur")
    nadia.check()
