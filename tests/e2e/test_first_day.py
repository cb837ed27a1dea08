"""A receptionist on her first day, with a phone: the welcome, a first lesson, and what she finds the day after."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import PASSWORD


pytestmark = pytest.mark.every_look
AWEN = "awen.morvan@exemple.fr"
ARRIVES = f"""
from datetime import timedelta
from core.dates import today
from learning.actions.enrolments import enrol
from learning.models import Path
from people.models import Person, Position
desk = Position.objects.filter(contact="front_office").order_by("pk").first()
awen = Person.objects.create_user("90077", {PASSWORD!r}, first_name="Awen", last_name="Morvan",
    email={AWEN!r}, employed_from=today())
Position.objects.create(person=awen, team=desk.team, job=desk.job, contact=desk.contact,
    started_on=today(), is_primary=True)
enrol(person=awen, path=Path.objects.offered().order_by("pk").first(), mandatory=True,
    due_on=today() + timedelta(days=30))
"""
TAPS = 12


class Taps:
    """Clicks, which are counted."""

    def __init__(self):
        self.count = 0

    def __call__(self, locator):
        self.count += 1
        locator.click()


def test_a_receptionist_is_welcomed_learns_and_is_not_welcomed_twice(visitor, site):
    site.shell(ARRIVES)
    awen = visitor(viewport=PHONE, reads_whole=False)
    page = awen.page
    awen.sign_in(AWEN)
    page.wait_for_url("**/compte/bienvenue/**")
    awen.check()
    page.locator("main a.button").press("Enter")
    page.wait_for_url("**/compte/information/**")
    awen.check()
    page.locator("main form[method=post] button[type=submit]").press("Enter")
    page.wait_for_url("**/compte/premier-pas/**")
    awen.check()
    ways = page.locator("main li a")
    expect(ways).to_have_count(4)
    lesson = ways.first.get_attribute("href")

    awen.visit("/")
    hero = page.locator(".hero")
    expect(hero.locator("a").first).to_have_attribute("href", lesson)
    expect(hero.locator("a[href^='/quiz/positionnement/']")).to_be_visible()
    expect(page.locator("section[aria-labelledby=echeances]")).to_be_visible()

    tap = Taps()
    with page.expect_response(lambda answer: answer.url.endswith("/ouverte/")):
        tap(hero.locator("a.button"))
    expect(page.locator("h1")).to_be_visible()
    while page.locator("[data-on]:visible").count():
        tap(page.locator("[data-on]:visible"))
    awen.check()
    tap(page.locator(steps.WAY_ON))
    assert tap.count <= TAPS
    page.wait_for_url(f"**{lesson}#quiz-*")
    awen.check()
    steps.start_quiz(awen)
    steps.give_up_on_all(awen)
    awen.check()

    awen.close()
    awen = visitor(AWEN, viewport=PHONE)
    awen.check()
    expect(awen.page.locator(".hero a.button")).not_to_have_attribute("href", lesson)
    awen.page.locator(".hero a.button").click()
    expect(awen.page.locator("h1")).to_be_visible()


def test_a_goal_for_the_week_is_set_and_dropped_and_four_questions_are_counted(visitor):
    nadia = visitor("nadia.benali@exemple.fr", viewport=PHONE)
    page = nadia.page
    goal = page.locator("#objectif")
    goal.locator("button[value=ten_minutes]").click()
    page.wait_for_url("**/#objectif")
    nadia.check()
    expect(goal.locator("button[value=none]")).to_be_visible()
    goal.locator("button[value=none]").click()
    expect(goal.locator("button[value=one_lesson]")).to_be_visible()
