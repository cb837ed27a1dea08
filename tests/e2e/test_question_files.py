"""The editor takes questions and courses in and out as files, on a wide screen and on a phone."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.counting import Counted
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
SEND = "/admin/modules/fichiers/importer/"
COURSE = """TITLE: Signaler une fuite
# Avant d’appeler

Coupez l’eau au compteur.

```compréhension
::Compteur:: Où est le compteur ? {=Dehors ~Dedans}
```
"""


def send(visitor, name, text):
    """Send a file and wait until it is checked; return the count so far."""
    counted = Counted.from_page(visitor, SEND)
    counted.give_file("input[type=file]", name=name, mimeType="text/plain", buffer=text.encode())
    counted.click("form[enctype] button[type=submit]")
    visitor.page.locator("main :is([data-counts], [role=alert])").first.wait_for()
    return counted


def take_in(visitor, counted, task):
    counted.click("button[value=take]")
    visitor.page.locator("main [role=status].help-info").wait_for()
    counted.ends(task, most=3)  # and the file


def keep_picture(visitor, name):
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_questions_and_a_course_are_seen_before_they_are_drafts(visitor, viewport):
    """Take in each within four clicks, the file included."""
    width = viewport["width"]
    name = f"Pannes {width}"
    ines = visitor(INES, viewport=viewport)
    page = ines.page
    ines.go(SEND)
    ines.check_admin()
    keep_picture(ines, f"send-{width}")

    questions = send(ines, "pannes.xml", XML.format(category=name, more=GAPS))
    expect(page.locator("main table.listing").first).to_contain_text("cloze")
    expect(page.locator("main [data-notes]")).to_contain_text("hint")
    expect(page.locator("main [data-tree]")).to_contain_text("Fuite au compteur")
    ines.check_admin()
    keep_picture(ines, f"preview-{width}")
    page.locator("main [data-tree] a").first.click()
    expect(page.locator("main h1")).to_have_text("Fuite au compteur")
    ines.check()
    keep_picture(ines, f"question-{width}")
    page.go_back()
    take_in(ines, questions, "editor: take in a file of questions")
    ines.check_admin()
    keep_picture(ines, f"taken-{width}")
    assert page.title() != "hostile"

    course = send(ines, f"fuite-{width}.md", COURSE)
    ines.check_admin()
    keep_picture(ines, f"course-{width}")
    page.locator("main [data-tree] details details > p a").first.click()
    expect(page.locator("main .lesson__body")).to_contain_text("Coupez l’eau au compteur.")
    ines.check()
    keep_picture(ines, f"lesson-{width}")
    page.go_back()
    take_in(ines, course, "editor: take in a Markdown course")
    page.locator("main a.button").first.click()
    expect(page.locator("main")).to_contain_text("Avant d’appeler")

    send(ines, f"fuite-{width}.md", COURSE)
    expect(page.locator("main [data-nothing]")).to_be_visible()
    send(ines, "mal.gift", "::Mal:: Vrai ? {T")
    expect(page.locator("main button[value=take]")).to_have_count(0)
    ines.check_admin()
    keep_picture(ines, f"refused-{width}")

    ines.go(f"{QUESTIONS}export/")
    page.locator("select[name=format]").select_option("aiken")
    page.locator("select[name=category]").select_option(label=name)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main [data-left-out] li")).to_have_text(["Votre avis"])
    expect(page.locator("main [data-lost]").first).to_contain_text("Fuite au compteur")
    ines.check_admin()
    with page.expect_download() as download:
        page.locator("main a[download]").click()
    written = Path(download.value.path()).read_text(encoding="utf-8")
    assert written.endswith("A. L’astreinte\nB. Le bureau des plaintes\nANSWER: A\n")
