"""The editor takes questions in and out as files, on a wide screen and on a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.site import INES


QUESTIONS = "/admin/snippets/quizzes/question/"
XML = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/{category}</text></category></question>
<question type="multichoice"><name><text>Fuite au compteur</text></name>
<questiontext format="html"><text><![CDATA[<p>Une fuite au compteur : qui appelle-t-on ?</p>
<script>document.title = "hostile"</script>]]></text></questiontext>
<hint format="html"><text>Pensez au numéro affiché.</text></hint>
<single>true</single>
<answer fraction="100"><text>L’astreinte</text></answer>
<answer fraction="-50"><text>Le bureau des plaintes</text></answer>
</question>
<question type="essay"><name><text>Votre avis</text></name>
<questiontext format="plain_text"><text>Que feriez-vous ?</text></questiontext></question>
{more}
</quiz>
"""
GAPS = '<question type="cloze"><name><text>À trous</text></name></question>'


def send(visitor, text):
    visitor.go(f"{QUESTIONS}import/")
    visitor.page.locator("input[type=file][name=file]").set_input_files(
        {"name": "pannes.xml", "mimeType": "text/xml", "buffer": text.encode()}
    )
    visitor.page.locator("main form[enctype] button[type=submit]").click()
    visitor.page.locator("main table.listing").first.wait_for()


def keep_picture(visitor, name):
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_moodle_file_shows_what_is_lost_is_taken_in_and_leaves_again(visitor, viewport):
    name = f"Pannes {viewport['width']}"
    ines = visitor(INES, viewport=viewport)
    page = ines.page
    ines.go(f"{QUESTIONS}import/")
    ines.check_admin()
    keep_picture(ines, f"import-{viewport['width']}")

    send(ines, XML.format(category=name, more=GAPS))
    expect(page.locator("main [role=alert]")).to_be_visible()
    expect(page.locator("main table.listing").first).to_contain_text("cloze")
    expect(page.locator("main input[name=payload]")).to_have_count(0)
    ines.check_admin()
    keep_picture(ines, f"refused-{viewport['width']}")

    send(ines, XML.format(category=name, more=""))
    expect(page.locator("main [data-losses]")).to_contain_text("hint")
    expect(page.locator("main table.listing tbody tr")).to_have_count(2)
    ines.check_admin()
    keep_picture(ines, f"preview-{viewport['width']}")
    page.locator("main form:has(input[name=payload]) button").click()
    page.locator(".messages li.success").wait_for()
    assert page.title() != "hostile"

    ines.go(f"{QUESTIONS}export/")
    page.locator("select[name=format]").select_option("aiken")
    page.locator("select[name=category]").select_option(label=name)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main [data-left-out] li")).to_have_text(["Votre avis"])
    expect(page.locator("main [data-lost]").first).to_contain_text("Fuite au compteur")
    ines.check_admin()
    keep_picture(ines, f"export-{viewport['width']}")
    with page.expect_download() as download:
        page.locator("main a[download]").click()
    written = Path(download.value.path()).read_text(encoding="utf-8")
    assert written.endswith("A. L’astreinte\nB. Le bureau des plaintes\nANSWER: A\n")
