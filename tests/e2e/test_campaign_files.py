"""A training manager exports the campaign, and starts from one: looked at, then made as drafts."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.counting import Counted
from tests.e2e.site import CLAIRE


pytestmark = pytest.mark.every_look
TITLE = "Apprivoiser l’espace, une heure à plusieurs"


def other_campaign(exported, folder):
    """The campaign of another organisation: the same, with a workshop and a portal of its own."""
    with zipfile.ZipFile(exported) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    first = texts["words.yaml"].partition("\nworkshops:\n- title: ")[2].partition("\n")[0]
    texts["words.yaml"] = texts["words.yaml"].replace(f"- title: {first}\n", f"- title: {TITLE}\n")
    made = folder / "autre.zip"
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return made, texts


def test_a_campaign_leaves_and_another_is_begun_from(visitor, tmp_path):
    manager = visitor(CLAIRE)
    page = manager.page
    counted = Counted.from_page(manager)
    counted.load("a[href$='/usage/programme/campagne/']")
    manager.check()
    with page.expect_download() as begun:
        counted.click("form[action$='/fichiers/'] button")
    assert counted.clicks == 2
    exported = Path(begun.value.path())
    other, texts = other_campaign(exported, tmp_path)
    assert set(texts) == {"settings.yaml", "words.yaml", "calendar.yaml"}
    assert "Dumont" not in "".join(texts.values())

    manager.page.set_viewport_size(PHONE)
    manager.visit("/usage/programme/campagne/commencer/")
    page.locator("main input[type=file]").set_input_files(
        {"name": "faux.zip", "mimeType": "application/zip", "buffer": b"rien"}
    )
    page.locator("main form button").click()
    expect(page.locator("main .callout")).to_be_visible()
    manager.check()

    page.locator("main input[type=file]").set_input_files(other)
    page.locator("main form button").click()
    expect(page.locator("main #made ~ div", has_text=TITLE)).to_be_visible()
    manager.check()
    page.locator("main button[name=make]").click()
    expect(page).to_have_url(f"{manager.site.url}/usage/programme/campagne/")
    manager.check()

    manager.go("/admin/ateliers/")
    expect(page.locator("main", has_text=TITLE)).to_be_visible()
