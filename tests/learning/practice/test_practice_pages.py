"""A lesson opens the practice portal, the task is carried out, and the lesson counts as done."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from learning.actions.progress import finish_lesson
from learning.models import LoadedSource, PracticeCompletion
from learning.practice.engine import ways
from learning.practice.portal import END
from learning.practice.shelf import portal_keys, practice_portal
from learning.queries.modules import module_rows
from tests.learning.factories import make_lesson, make_module


pytestmark = pytest.mark.django_db

PORTAL, TASK = "logement", "se-connecter"
ADDRESS = f"/entrainement/{PORTAL}/{TASK}/"
WELL = (  # the best way through the task
    {"move": "real"},
    {"move": "enter", "email": "current", "keep": "refuse"},
    {"move": "herself"},
    {"move": "logout"},
    {"move": "finish"},
)


def practice_lesson(*, required=True):
    block = {"type": "practice", "value": {"task": TASK, "required": required}}
    return make_lesson(make_module(), blocks=[block])


def carry_out(client, moves, address=ADDRESS):
    """Post the moves one after the other; return the address of the last page."""
    for move in moves:
        answer = client.post(address, move)
        assert answer.status_code == 302, move
        address = answer["Location"].partition("#")[0]
    return address


def row_of(person, lesson):
    rows = [row for module in module_rows(person) for row in module.lessons]
    return next(row for row in rows if row.pk == lesson.record_id)


def test_a_lesson_leads_to_its_task_and_is_done_once_that_is_carried_out(client, person):
    client.force_login(person)
    lesson = practice_lesson()
    finish_lesson(person=person, lesson=lesson.record)
    assert row_of(person, lesson).waits_for_practice
    page = client.get(lesson.url).content.decode()
    link = re.search(rf'href="({ADDRESS}\?lecon=[\w-]+)"', page)[1]
    end = carry_out(client, WELL, link)
    result = client.get(end)
    assert lesson.url in result.content.decode()
    assert row_of(person, lesson).is_done
    assert PracticeCompletion.objects.get().task == TASK


def test_the_end_says_what_was_done_well_and_what_was_missed(client, person):
    client.force_login(person)
    moves = [{"move": "advert"}, {"move": "leave"}, *WELL[:3], {"move": "close"}]
    review = client.get(carry_out(client, moves)).context["review"]
    task = practice_portal(PORTAL, "fr").tasks[TASK]
    assert review.caught == (task.observations["address"].good,)
    assert review.missed == (task.observations["session"].missed,)
    assert task.observations["keep"].good in review.good


def test_a_step_can_be_taken_back_and_what_was_missed_is_remembered(client, person):
    client.force_login(person)
    address = carry_out(client, [{"move": "advert"}, {"move": "back"}])
    answer = client.get(address)
    assert answer.context["screen"].key == "results"
    end = carry_out(client, WELL, address)
    assert client.get(end).context["review"].caught


def test_a_form_that_is_not_filled_in_is_shown_again_with_what_was_chosen(client, person):
    client.force_login(person)
    address = carry_out(client, [WELL[0]])
    answer = client.post(address, {"move": "enter", "email": "current"})
    assert answer.status_code == 200
    assert answer.context["missing"] == ["keep"]
    assert answer.context["chosen"] == ["email:current"]


def test_reading_a_page_writes_nothing_and_an_end_that_was_made_up_is_the_start(client, person):
    client.force_login(person)
    for step in ("", "?etape=abc", "?etape=WyJlbmQiXQ:1abc:xyz"):
        assert client.get(ADDRESS + step).context["screen"].key == "results"
    assert not PracticeCompletion.objects.exists()


def test_the_place_of_another_person_opens_nothing(client, person, django_user_model):
    client.force_login(person)
    address = carry_out(client, WELL[:3])
    other = django_user_model.objects.exclude(pk=person.pk).first() or make_other()
    client.force_login(other)
    assert client.get(address).context["screen"].key == "results"


def make_other():
    from tests.people.factories import PersonFactory

    return PersonFactory()


def test_a_move_that_the_screen_does_not_offer_changes_nothing(client, person):
    client.force_login(person)
    address = carry_out(client, [{"move": "finish"}])
    assert client.get(address).context["screen"].key == "results"
