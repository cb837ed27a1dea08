"""The first screen of somebody who arrives, the path that they chose, and the goal of their week."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.dates import start_of_day, today
from learning.actions.progress import finish_lesson, start_lesson
from learning.actions.week_goals import set_week_goal
from learning.enums import WeekAim
from learning.models import WeekGoal
from learning.policies import week_goals_visible_to
from people.actions.accounts import invite, open_account
from people.models import Person
from quizzes.enums import Purpose
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.people.factories import PersonFactory
from tests.quizzes.factories import quiz_of


pytestmark = pytest.mark.django_db

GOAL = reverse("learning:week_goal")


@pytest.fixture
def reader(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def home(reader):
    return BeautifulSoup(reader.get("/").content, "html.parser").main


def hero(reader):
    return home(reader).find(class_="hero")


def text(element):
    return " ".join(element.get_text().split())


@pytest.fixture
def mandatory(person):
    module = make_module()
    lesson = make_lesson(module, "Leçon obligatoire")
    path = make_path(module, title="Obligatoire")
    make_enrolment(person, path, is_mandatory=True, due_on=today() + timedelta(days=30))
    return lesson


# --- Who arrives ----------------------------------------------------------------------------------------


def test_first_day_begins_with_three_minutes_beside_what_is_asked(reader, person, mandatory):
    placement = quiz_of(1, purpose=Purpose.PLACEMENT)
    make_lesson(make_module(), "Longue", minutes=9)
    first = make_lesson(make_module(), "Trois minutes", minutes=3)

    page = home(reader)

    shown = page.find(class_="hero")
    assert "Trois minutes" in text(shown)
    assert [link["href"] for link in shown.find_all("a")] == [
        first.url,
        f"{reverse('quizzes:placement', args=[placement.uuid])}?back=/",
    ]
    due = page.find(id="echeances").find_parent("section")
    assert "Obligatoire" in text(due)
    assert "min. By " in text(due)
    assert page.find(id="parcours") is None

    start_lesson(person=person, lesson=first.record)
    assert "Leçon obligatoire" in text(hero(reader))


def test_first_lesson_asks_for_no_other_before_it(reader, mandatory):
    before, after = make_module(), make_module()
    after.record.requires.add(before.record)
    make_lesson(after, "Après", minutes=2)

    assert "Après" not in text(hero(reader))


def test_chosen_path_shows_before_what_is_asked_for_later_and_beside_what_is_near(
    reader, person, mandatory
):
    module = make_module()
    for title in ("Choisie", "Deux", "Trois"):
        make_lesson(module, title)
    reader.post(reverse("learning:follow", args=[make_path(module, title="Mon choix").uuid]))

    assert "Choisie" in text(hero(reader))
    assert "Mon choix" in text(home(reader).find(id="parcours"))

    person.enrolments.filter(is_mandatory=True).update(due_on=today() + timedelta(days=7))
    assert "Leçon obligatoire" in text(hero(reader))
    assert "Mon choix" in text(home(reader).find(id="parcours"))


# --- A finished module is drawn after the others ----------------------------------------------------------


def test_catalogue_shows_finished_modules_after_the_others_with_their_drawings(reader, person):
    done, begun = make_module("Finie"), make_module("Commencée")
    empty = make_module("Vide")
    type(done).objects.filter(pk=done.pk).update(drawing="ouvrir-son-compte")
    lesson = make_lesson(done)
    started = make_lesson(begun)
    make_lesson(begun)
    make_lesson(done, live=False)
    for page in (lesson, started):
        finish_lesson(person=person, lesson=page.record)

    cards = BeautifulSoup(reader.get("/apprendre/").content, "html.parser").find_all("article")

    assert [card.h2.get_text() for card in cards] == [begun.title, empty.title, done.title]
    assert "#d-ouvrir-son-compte" in str(cards[-1])
    assert cards[0].find("a", class_="button")["href"] != begun.url


# --- The goal of a week ---------------------------------------------------------------------------------


def goal(reader):
    return text(home(reader).find(id="objectif"))


def test_goal_is_set_reached_and_dropped(reader, person):
    lessons = [make_lesson(make_module(), minutes=7) for _ in range(2)]
    assert "A goal for this week" in goal(reader)

    reader.post(GOAL, {"aim": "ten_minutes"})
    assert "ten minutes" in goal(reader)
    finish_lesson(person=person, lesson=lessons[0].record)
    assert "about 7 minutes" in goal(reader)
    finish_lesson(person=person, lesson=lessons[1].record)
    assert "It is done" in goal(reader)

    reader.post(GOAL, {"aim": "one_lesson"})
    assert "It is done" in goal(reader)
    assert WeekGoal.objects.count() == 1
    reader.post(GOAL, {"aim": "none"})
    assert not WeekGoal.objects.exists()


def test_goal_ends_with_its_week_and_what_was_read_before_does_not_count(reader, person):
    lesson = make_lesson(make_module())
    monday = start_of_day(today() - timedelta(days=today().weekday()))
    with time_machine.travel(monday - timedelta(hours=1), tick=False):
        set_week_goal(person=person, aim=WeekAim.ONE_LESSON)
        finish_lesson(person=person, lesson=lesson.record)
    assert "A goal for this week" in goal(reader)

    set_week_goal(person=person, aim=WeekAim.ONE_LESSON)
    person.lesson_progress.update(
        started_at=monday - timedelta(hours=2), read_at=monday - timedelta(hours=1)
    )
    assert "It is done" not in goal(reader)

    person.lesson_progress.update(read_at=timezone.now() - timedelta(seconds=1))
    WeekGoal.objects.update(set_at=timezone.now())  # after a lesson of the same day
    assert "It is done" not in goal(reader)


def test_goal_that_is_none_is_refused_and_changes_nothing(reader, person):
    set_week_goal(person=person, aim=WeekAim.ONE_LESSON)

    assert reader.post(GOAL, {"aim": "ten_lessons"}).status_code == 400
    assert WeekGoal.objects.get().aim == WeekAim.ONE_LESSON


def test_goal_of_before_a_seal_is_neither_shown_nor_lost(client, person):
    set_week_goal(person=person, aim=WeekAim.ONE_LESSON)
    WeekGoal.objects.update(set_at=timezone.now() - timedelta(days=1))
    assert week_goals_visible_to(person).exists()

    code = invite(person=person, by=PersonFactory())
    open_account(staff_number=person.staff_number, code=code, password="mot choisi par un autre")
    person = Person.objects.get(pk=person.pk)
    assert not week_goals_visible_to(person).exists()
    client.force_login(person)
    for aim in ("none", WeekAim.TEN_MINUTES):
        client.post(GOAL, {"aim": aim})
        assert WeekGoal.objects.get().aim == WeekAim.ONE_LESSON

    WeekGoal.objects.update(week=today() - timedelta(days=14))  # it is over
    client.post(GOAL, {"aim": WeekAim.TEN_MINUTES})
    assert week_goals_visible_to(person).exists()
    assert not week_goals_visible_to(PersonFactory()).exists()
