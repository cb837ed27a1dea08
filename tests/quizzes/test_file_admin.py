"""Authors take questions out as files, in every format; they come in where courses do (tests/learning/test_intake.py)."""

import html

import pytest
from django.urls import reverse

from quizzes.formats import detect_format
from quizzes.importers.questions import import_questions
from quizzes.models import Category
from tests.quizzes.factories import CategoryFactory, QuestionFactory
from tests.quizzes.test_admin import BANK


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_to_fill_in_is_fetched_and_comes_back_without_a_refusal(client, author, kind):
    sent = client.get(reverse(f"{BANK}:template", args=[kind]))

    assert f".{kind}" in sent["Content-Disposition"]
    report = import_questions(sent.content, format_name=detect_format(sent.content).name)
    assert (report.created, report.refused) == (8, [])


def test_an_export_says_what_is_lost_and_is_then_fetched(client, author):
    QuestionFactory(title="Choisie", asks="Qui ?{=a#oui ~b}", category=CategoryFactory(name="A"))
    QuestionFactory(title="Essai", asks="Quoi ?{}", category=CategoryFactory(name="A/B"))
    QuestionFactory(title="Ailleurs", category=CategoryFactory(name="Autre"))
    asked = {"format": "aiken", "category": Category.objects.get(name="A").pk}

    answer = client.get(reverse(f"{BANK}:export"), asked)

    made, page = answer.context["made"], html.unescape(answer.content.decode())
    assert (made.written, made.left_out) == (1, ["Essai"])
    assert "Choisie" in page
    assert "Ailleurs" not in page
    sent = client.get(answer.context["address"])
    assert sent.content.decode() == "Qui ?\nA. a\nB. b\nANSWER: A\n"
    assert 'filename="questions.txt"' in sent["Content-Disposition"]


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "aiken", "csv", "xlsx"])
def test_an_empty_bank_is_exported_to_every_format(client, author, name):
    assert client.get(reverse(f"{BANK}:export"), {"format": name}).context["made"].written == 0
    assert client.get(reverse(f"{BANK}:export_file", args=[name])).status_code == 200


@pytest.mark.parametrize(
    ("view", "name", "query"),
    [
        ("export_file", "word", ""),
        ("export_file", "gift", "?category=9999"),
        ("export_file", "gift", "?category=un"),
        ("template", "gift", ""),
    ],
)
def test_what_is_not_there_is_not_found(client, author, view, name, query):
    assert client.get(reverse(f"{BANK}:{view}", args=[name]) + query).status_code == 404
