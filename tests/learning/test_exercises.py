"""Blocks that a reader answers in a lesson: marked, explained, not stored but for the day."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from learning.blocks import lesson_blocks
from learning.exercises.base import ExerciseBlock
from learning.models import ExerciseTry, LessonPage
from tests.learning.factories import make_lesson, make_module


pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


class Played:
    """A lesson with one exercise, as its reader answers it."""

    def __init__(self, client, kind, value):
        self.client = client
        self.page = make_lesson(make_module(), blocks=[{"type": kind, "value": value}])
        self.block = LessonPage.objects.get(pk=self.page.pk).body[1]
        self.url = reverse("learning:exercise", args=[self.page.record.uuid, self.block.id])

    def read(self):
        return self.client.get(self.page.url, headers=ENGLISH).content.decode()

    def answer(self, data, **headers):
        response = self.client.post(self.url, data, headers=ENGLISH | headers)
        assert response.status_code == 200
        return response.content.decode()


def part(html, block):
    """Return the block alone, its feedback among it."""
    return html.partition(f'aria-labelledby="exercice-{block.id}"')[2].partition("</section>")[0]


def refusals(kind, value):
    block = dict(lesson_blocks())[kind]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(value))
    return refused.value.block_errors


FIND = {
    "title": "Qu’est-ce qui doit alerter ?",
    "message": "Bonjour,\nVotre carte expire ce soir : sante-carte.example",
    "spots": [
        {"text": "expire ce soir", "is_wanted": True, "feedback": "<p>La hâte.</p>"},
        {"text": "sante-carte.example", "is_wanted": True, "feedback": "<p>Ce n’est pas nous.</p>"},
        {"text": "Bonjour", "is_wanted": False, "feedback": "<p>Rien d’anormal.</p>"},
    ],
}


def test_an_exercise_is_answered_without_a_script_and_only_its_day_is_kept(reader, person):
    played = Played(reader, "find", FIND)
    html = played.read()
    assert "La hâte." not in html  # nothing of the answer is in the page before
    assert "0 exercises done of 1" in html
    assert f'action="{played.url}#retour-{played.block.id}"' in html

    html = played.answer({"spot": ["1", "3"]})
    assert "<h1" in html  # the lesson again
    told = part(html, played.block)
    assert "1 found of 2." in told
    assert "La hâte." in told
    assert "Rien d’anormal." in told
    assert "Ce n’est pas nous." not in told  # still to be found
    assert told.count("checked") == 2
    row = ExerciseTry.objects.get()
    assert (row.person, row.lesson, row.block) == (person, played.page.record, played.block.id)

    told = part(played.answer({"spot": ["1"], "show": "yes"}), played.block)
    assert "It was to be found" in told
    assert "Ce n’est pas nous." in told
    assert ExerciseTry.objects.count() == 1
    assert "1 exercise done of 1" in played.read()


def test_the_script_is_given_the_block_alone(reader):
    played = Played(reader, "find", FIND)

    html = played.answer({"spot": ["1", "2"]}, **{"HX-Request": "true"})

    assert "<h1" not in html
    assert "You have found all 2." in html
    assert 'data-tried="1 exercise done of 1"' in html


def test_an_empty_answer_is_none_and_an_address_read_again_leads_back(reader):
    played = Played(reader, "find", FIND)

    assert "Tick what you would point at" in played.answer({"spot": "many"})
    assert not ExerciseTry.objects.exists()
    assert reader.get(played.url).url == f"{played.page.url}#bloc-{played.block.id}"
    gone = reverse("learning:exercise", args=[played.page.record.uuid, "gone"])
    assert reader.post(gone).url == played.page.url


def test_an_author_is_told_what_a_search_lacks():
    spots = FIND["spots"]
    assert "message" in refusals("find", FIND | {"message": ""})
    assert "spots" in refusals("find", FIND | {"spots": [spots[2], spots[2] | {"text": "carte"}]})
    lost = refusals("find", FIND | {"spots": [*spots, spots[2] | {"text": "ce soir"}]})
    assert "ce soir" in str(lost["spots"])


def test_every_exercise_has_a_heading_and_a_template_of_its_own():
    exercises = [block for _name, block in lesson_blocks() if isinstance(block, ExerciseBlock)]
    assert len({block.meta.template for block in exercises}) == len(exercises)
    assert all("title" in block.child_blocks for block in exercises)
