"""What the demo's people answer: whoever knows earns all the points, whoever does not misses some."""

import pytest

from demo.generation.dice import Dice
from demo.seeding.answers import right_answer, wrong_answer
from learning.importers.content import load_content
from quizzes.kinds.base import KINDS
from quizzes.marking import clean_response, mark
from quizzes.models import Question
from quizzes.specs.codec import from_dict
from quizzes.values.marks import State
from tests.quizzes.new_kinds import NEW_KINDS


def check(spec, dice):
    right, wrong = right_answer(spec), wrong_answer(spec, dice)
    assert clean_response(spec, right) == right
    assert clean_response(spec, wrong) == wrong
    if spec.counts_points and not spec.needs_marker(right):
        assert mark(spec, right).state is State.RIGHT
        assert mark(spec, wrong).fraction < 1


@pytest.mark.parametrize("spec", NEW_KINDS.values(), ids=NEW_KINDS)
def test_the_newer_kinds(spec):
    check(spec, Dice("answers"))


@pytest.mark.full
@pytest.mark.django_db
def test_every_question_of_our_content(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_content(settings.BASE_DIR / "content" / "fr")

    specs = [from_dict(one.current_version.spec) for one in Question.objects.ready()]

    assert {spec.kind for spec in specs} == set(KINDS)
    for spec in specs:
        check(spec, Dice("answers"))
