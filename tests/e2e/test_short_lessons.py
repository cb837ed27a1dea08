"""A lesson of three to five minutes on a phone, from the first screen to its end: how many taps it takes."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import MARC, NADIA
from tests.e2e.test_first_day import ARRIVES, AWEN


MOST_TAPS = 12
LESSONS = [
    "/apprendre/donnees-personnelles/ce-qu-est-une-donnee-personnelle/",
    "/apprendre/les-services-essentiels/retrouver-sans-aide/",
]
OTHERS = [  # of three minutes too: each in the way of most people alone
    "/apprendre/les-principes-par-les-cas/la-zone-de-commentaire/",
    "/apprendre/numerique-sobre/imprimer-a-bon-escient/",
    "/apprendre/ouvrir-son-compte/commencer-par-nous/",
    "/apprendre/les-services-avances/ecrire-et-joindre/",
    "/apprendre/votre-usage-d-abord/dix-minutes-par-semaine/",
    "/apprendre/votre-usage-d-abord/pourquoi-un-exemple-compte/",
]
WAYS = [(lesson, way) for lesson in LESSONS for way in ("touch", "keyboard", "no script")]
RIGHT = """
from quizzes.models import Attempt
from quizzes.specs.codec import from_dict
from tests.quizzes.factories import right_response
items = Attempt.objects.get(uuid={attempt!r}).items.select_related("version")
print({{item.slot: right_response(from_dict(item.version.spec)) for item in items}})
"""


class Taps:
    """What a finger does, counted; without a pointer, the keys that do the same."""

    def __init__(self, *, by_keyboard=False):
        self.count = 0
        self.by_keyboard = by_keyboard

    def __call__(self, target):
        self.count += 1
        if not self.by_keyboard:
            target.click()
        elif target.evaluate("element => element.matches('label')"):
            target.locator("input").press("Space")
        else:
            target.press("Enter")

    def choose(self, target, value):
        """Open a list and choose in it."""
        self.count += 2
        target.select_option(value)


def answer_all(tap, page, site):
    """All of it right, on its one page."""
    attempt = page.locator("form[data-quiz]").get_attribute("data-quiz")
    right = eval(site.shell(RIGHT.format(attempt=attempt)).splitlines()[-1])  # noqa: S307, of our own site
    for slot, response in right.items():
        part = page.locator(f"[data-slot='{slot}']")
        chosen = response.get("choices") or [one for one in [response.get("choice")] if one]
        for value in chosen:
            tap(part.locator(f"label.answer:has(input[value='{value}'])"))
        for prompt, partner in response.get("pairs", {}).items():
            pair = f"[name$='pair-{prompt}']"
            label = part.locator(f"label:has(input{pair}[value='{partner}'])")
            if label.count():
                tap(label)
            else:
                tap.choose(part.locator(f"select{pair}"), partner)


def read_to_its_quiz(tap, page):
    while page.locator("[data-on]:visible").count():
        tap(page.locator("[data-on]:visible"))
    tap(page.locator("form[action^='/quiz/commencer/'] button"))


def take_quiz(tap, visitor):
    page = visitor.page
    expect(page.locator(steps.HAND_IN)).to_be_visible()
    visitor.check_width()
    answer_all(tap, page, visitor.site)
    tap(page.locator(steps.HAND_IN))
    page.wait_for_url("**/resultat/")
    steps.expect_passed(page)


@pytest.mark.smoke
def test_the_first_lesson_takes_twelve_taps_at_most_and_the_next_one_more(visitor, site):
    site.shell(ARRIVES)
    awen = visitor(viewport=PHONE, reads_whole=False)
    awen.sign_in(AWEN)
    page, tap = awen.page, Taps()
    page.locator("main a.button").click()
    page.locator("main form[method=post] button[type=submit]").click()
    page.wait_for_url("**/compte/premier-pas/**")
    awen.go("/")
    lesson = page.locator(".hero a.button").get_attribute("href")
    tap(page.locator(".hero a.button"))
    page.wait_for_url(f"**{lesson}")
    read_to_its_quiz(tap, page)
    awen.check()
    take_quiz(tap, awen)
    assert tap.count <= MOST_TAPS
    expect(page.locator("#result")).to_be_focused()
    awen.check()
    page.locator(".hero a.button--sun").click()  # the next lesson, in one tap
    expect(page.locator("main h1")).to_be_visible()
    assert page.url != site.url + lesson


@pytest.mark.parametrize(("lesson", "way"), [*WAYS, *((lesson, "touch") for lesson in OTHERS)])
def test_other_short_lessons_take_twelve_taps_at_most(visitor, lesson, way):
    has_script = way != "no script"
    one = visitor(
        NADIA if has_script else MARC,
        viewport=PHONE,
        reads_whole=False,
        java_script_enabled=has_script,
    )
    one.go(lesson)
    tap = Taps(by_keyboard=way == "keyboard")
    tap.count = 1  # the link that leads here
    read_to_its_quiz(tap, one.page)
    take_quiz(tap, one)
    assert tap.count <= MOST_TAPS


def test_what_is_not_answered_is_asked_once_and_what_was_answered_is_there_again(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.go(LESSONS[0])
    quiz = page.locator("[id^=quiz-]").get_attribute("id")
    nadia.go(f"{LESSONS[0]}#{quiz}")  # as « J’ai terminé » and results lead to it
    expect(page.locator(f"#{quiz}")).to_be_focused()
    steps.start_quiz(nadia)
    second = page.locator(steps.WHOLE).nth(1)
    with page.expect_response(lambda answer: answer.url.endswith("/garder/")) as kept:
        second.locator("label.answer").first.click()
    assert kept.value.status == 200
    page.reload()
    expect(second.locator("label.answer input").first).to_be_checked()
    page.locator(steps.HAND_IN).click()
    expect(page.locator("form.quiz > [data-focus]")).to_be_focused()
    expect(second.locator("label.answer input").first).to_be_checked()
    nadia.check()
    page.locator(steps.ANYWAY).click()
    page.wait_for_url("**/resultat/")
    expect(page.locator("details.data[open]").first).to_be_visible()
    nadia.check()


def test_the_other_language_opens_the_lesson_at_the_same_step(visitor):
    nadia = visitor(NADIA, viewport=PHONE, reads_whole=False)
    page = nadia.page
    nadia.go(LESSONS[0])
    page.locator("[data-on]:visible").click()
    here = page.locator("#pas-2 [data-part]").first.get_attribute("id")
    for language in ("en", "fr"):
        page.locator(f".lang button[value={language}]").click()
        page.wait_for_url(f"**{LESSONS[0]}#{here}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(f"#{here}")).to_be_visible()
        expect(page.locator("#pas-1")).to_be_hidden()
