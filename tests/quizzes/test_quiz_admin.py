"""Authors set a quiz: its groups, its draws, its limits."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.quizzes.factories import quiz_of


pytestmark = pytest.mark.django_db


def quiz_form(client, quiz):
    """What Wagtail’s form of a quiz sends, unchanged."""
    page = client.get(reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk]))
    form = page.context["form"]
    data = {}
    for part in (form, *form.formsets.values()):
        forms = getattr(part, "forms", [part])
        if part is not form:
            data |= {
                part.management_form.add_prefix(k): v
                for k, v in part.management_form.initial.items()
            }
        for one in forms:
            data |= {one.add_prefix(name): one[name].value() for name in one.fields}
    return {name: "" if value is None or value is False else value for name, value in data.items()}


def test_a_quiz_is_set_in_groups_with_draws_and_texts_by_score(client, author, as_served):
    quiz = quiz_of(1)
    data = quiz_form(client, quiz) | {
        "behaviour": "tries",
        "max_attempts": "2",
        "draws-TOTAL_FORMS": 1,
        "draws-0-count": "3",
        "draws-0-points": "1",
        "draws-0-ORDER": "1",
        "bands-TOTAL_FORMS": 1,
        "bands-0-from_percent": "50",
        "bands-0-text": "Bravo.",
    }

    saved = client.post(reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk]), data)

    quiz.refresh_from_db()
    assert saved.status_code == 302
    assert (quiz.behaviour, quiz.max_attempts) == ("tries", 2)
    assert (quiz.draws.get().count, quiz.bands.get().text) == (3, "Bravo.")


def test_an_author_is_told_of_a_draw_that_is_short_and_of_a_quiz_that_asks_nothing(
    client, author, as_served
):
    quiz = quiz_of(0)
    data = quiz_form(client, quiz) | {
        "draws-TOTAL_FORMS": 1,
        "draws-0-count": "3",
        "draws-0-points": "1",
        "draws-0-ORDER": "1",
    }

    saved = client.post(reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk]), data)

    warned = [m for m in get_messages(saved.wsgi_request) if m.level_tag == "warning"]
    assert len(warned) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_tries": "0"},
        {"try_penalty": "101"},
        {"time_limit": "0"},
        {"opens_at": "2026-05-02 10:00", "closes_at": "2026-05-01 10:00"},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_a_sentence(client, author, as_served, wrong):
    quiz = quiz_of(1)

    page = client.post(
        reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk]),
        quiz_form(client, quiz) | wrong,
    )

    assert page.status_code == 200
    assert page.context["form"].errors
