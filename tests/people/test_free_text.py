"""Where people write in their own words: warned before, read by few, mined by nothing, kept for a time."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

import people
from ambassadors.help.actions.pairs import end_pair
from people.privacy_registry import holdings
from people.retention_registry import retentions
from quizzes.actions.starts import start_attempt
from tests.ambassadors.factories import PairFactory
from tests.quizzes.factories import SINGLE, quiz_asking


pytestmark = pytest.mark.django_db

OURS = ("adoption.", "ambassadors.", "learning.", "quizzes.", "cms.", "people.")
WARNED = "beliefs or the private life of anybody"
ESSAY = "Racontez.{}"
IN_ENGLISH = {"accept-language": "en"}
# The app that alone reads the rows, by field.
FREE = {
    "people.DataRequest.wrong": "people",
    "people.DataRequest.right": "people",
    "people.DataRequest.answer": "people",
    "people.DataRequest.extension_reason": "people",
    "people.DataRequest.without_act": "people",
    "learning.LessonNote.text": "learning",
    "ambassadors.PairNotebook.text": "ambassadors",
    "ambassadors.PairMessage.text": "ambassadors",
    "ambassadors.MessageReport.reason": "ambassadors",
    "ambassadors.PairFeedback.learnt": "ambassadors",
    "ambassadors.PairFeedback.thanks": "ambassadors",
    "ambassadors.PairPlan.goals": "ambassadors",
    "ambassadors.CaseStudy.happened": "ambassadors",
    "ambassadors.CaseStudy.at_desk": "ambassadors",
    "ambassadors.CaseStudy.behind": "ambassadors",
    "ambassadors.CaseStudy.would_help": "ambassadors",
    "quizzes.AttemptItem.response": "quizzes",
    "quizzes.EssayMark.comment": "quizzes",
}
# Long, of a row about somebody, and nothing that somebody wrote of a person.
NOT_WRITTEN = {
    "people.OutgoingMail.content": "a mail of ours, sealed until it is sent",
    "learning.Message.text_fr": "to a whole population, and its form says to name nobody",
    "learning.Message.text_en": "to a whole population, and its form says to name nobody",
    "adoption.ExperimentChange.text": "what an attempt taught: names are refused, and it stays as it does",
}
# Of which an essay’s words are one; of which a goal in own words is one.
IN_PARTS = {"quizzes.AttemptItem.response", "ambassadors.PairPlan.goals"}


def long_fields():
    for label in sorted(
        {holding.model for holding in holdings() if holding.model.startswith(OURS)}
    ):
        for field in apps.get_model(label)._meta.get_fields():
            if isinstance(field, models.TextField):
                yield f"{label}.{field.name}"


def test_every_free_text_is_listed():
    """A note, a remark, an evaluation that somebody adds is named here, and so warned of below."""
    assert set(long_fields()) | IN_PARTS == set(FREE) | set(NOT_WRITTEN)


def test_whoever_puts_a_question_without_a_name_is_warned_first(client, person):
    client.force_login(person)

    page = client.get(reverse("ambassadors:questions"), headers=IN_ENGLISH).content.decode()

    assert WARNED in page


def test_whoever_brings_a_case_is_warned_first(client, person):
    client.force_login(person)

    assert WARNED in client.get(reverse("cases:propose"), headers=IN_ENGLISH).content.decode()


def test_whoever_asks_about_their_data_is_warned_first(client, person):
    client.force_login(person)

    assert WARNED in client.get(reverse("people:ask"), headers=IN_ENGLISH).content.decode()


def test_whoever_answers_in_their_own_words_is_warned_first(client, person):
    attempt = start_attempt(learner=person, quiz=quiz_asking(ESSAY, SINGLE))
    client.force_login(person)

    page = client.get(
        reverse("quizzes:attempt", args=[attempt.uuid]), headers=IN_ENGLISH
    ).content.decode()

    assert "<textarea" in page
    assert WARNED in page


def test_whoever_writes_in_a_pair_is_warned_first(client):
    pair = PairFactory(active=True)
    client.force_login(pair.request.person)
    written = [
        client.get(reverse(f"ambassadors:{name}", args=[pair.uuid]), headers=IN_ENGLISH)
        for name in ("pair", "pair_plan")
    ]
    end_pair(pair=pair, by=pair.request.person)
    written.append(client.get(reverse("ambassadors:pair", args=[pair.uuid]), headers=IN_ENGLISH))

    for page in written:
        assert "<textarea" in page.content.decode() or "own_goal" in page.content.decode()
        assert WARNED in page.content.decode()


@pytest.mark.parametrize("field", FREE)
def test_free_text_has_a_retention_of_its_own(field):
    """Not only as long as the account."""
    model = field.rpartition(".")[0]
    kept = [
        retention.key
        for retention in retentions()
        if retention.key != "accounts"
        and any(key == model or key.startswith(f"{model}.") for key in retention.holdings)
    ]

    assert kept


@pytest.mark.parametrize("field", FREE)
def test_only_its_own_app_reads_a_free_text(field):
    _app, model, _name = field.split(".")
    root = Path(people.__file__).parent.parent
    readers = {
        app
        for app in ("adoption", "ambassadors", "learning", "quizzes", "cms", "people", "core")
        for path in (root / app).rglob("*.py")
        if re.search(rf"(?<![\".\w]){model}\b", path.read_text(encoding="utf-8"))
    }

    assert readers == {FREE[field]}
