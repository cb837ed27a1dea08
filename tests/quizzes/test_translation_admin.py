"""An editor puts a question into English, its own words beside the fields."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from quizzes.actions.bank import publish_version
from quizzes.actions.translations import save_translation
from quizzes.admin_views.base import URLS
from quizzes.author_forms.translation import text_label, text_labels
from quizzes.models import QuestionTranslation
from quizzes.queries.translations import editions_of
from quizzes.specs.codec import from_dict
from quizzes.specs.wording import wording_of
from tests.quizzes.factories import QuestionFactory, spec
from tests.quizzes.new_kinds import BLANKS
from tests.quizzes.test_admin import OF_KIND
from tests.quizzes.test_translations import ENGLISH, SHORT, SINGLE


pytestmark = pytest.mark.django_db


def url_of(question, language="en"):
    return reverse(f"{URLS}:translation", args=[question.pk, language])


def english_of(question):
    return editions_of(question.current_version).get("en")


def text(response):
    return response.content.decode()


def test_each_text_of_the_source_stands_beside_its_field(client, author):
    question = QuestionFactory(asks=SINGLE)
    page = text(client.get(url_of(question)))

    for path, word in wording_of(from_dict(question.current_version.spec)).items():
        [field] = re.findall(rf'<[^>]*name="{re.escape(path)}"[^>]*>', page)
        assert f"source-{path}" in field
        assert 'lang="en"' in field
        assert re.search(rf'id="source-{re.escape(path)}" lang="fr"[^>]*>\s*{word.text}', page)


def test_what_is_filled_in_is_read_by_learners_and_comes_back(client, author):
    question = QuestionFactory(asks=SINGLE)
    response = client.post(url_of(question), {**ENGLISH, "title": "Who reads"}, follow=True)

    edition = english_of(question)
    assert edition.words == {**ENGLISH, "title": "Who reads"}
    assert (edition.is_whole, edition.is_read) == (True, True)
    assert "I do" in text(response)


def test_half_a_translation_is_kept_and_not_shown(client, author):
    question = QuestionFactory(asks=SINGLE)
    client.post(url_of(question), {"text": "Who?"})
    assert not english_of(question).is_whole


def test_an_empty_form_is_no_translation(client, author):
    question = QuestionFactory(asks=SINGLE)
    assert client.post(url_of(question), {}).context["form"].non_field_errors()
    assert not QuestionTranslation.objects.exists()


def test_the_same_words_again_are_no_other_edition(client, author):
    question = QuestionFactory(asks=SINGLE)
    for _again in range(2):
        client.post(url_of(question), ENGLISH)
    assert QuestionTranslation.objects.count() == 1


@pytest.mark.parametrize(
    ("asks", "said", "wrong"),
    [
        ("Associez.{=a->zèbre =b->âne}", {"options.a1": "one", "options.a2": "one"}, "options.a2"),
        (SHORT, {"answers.0.text": "x" * 60_000}, "answers.0.text"),
        (BLANKS, {"text": "No gap at all."}, "text"),
    ],
)
def test_words_in_which_it_cannot_be_asked_are_refused_where_they_stand(
    client, author, asks, said, wrong
):
    question = QuestionFactory(asks=asks)
    response = client.post(url_of(question), said)

    assert wrong in response.context["form"].errors
    assert not QuestionTranslation.objects.exists()


def test_an_older_translation_says_so_and_shows_what_was_said(client, author):
    question = QuestionFactory(asks=SINGLE)
    save_translation(version=question.current_version, language="en", words=ENGLISH)
    publish_version(question=question, spec=spec(SINGLE.replace("Qui lit", "Qui voit")))
    page = client.get(url_of(question))

    assert page.context["is_older"]
    assert "Who reads my answers?" in text(page)
    assert page.context["form"]["text"].value() is None
    assert page.context["form"]["choices.0.text"].value() == "I do"
    client.post(url_of(question), {**ENGLISH, "text": "Who sees my answers?"})
    assert not client.get(url_of(question)).context["is_older"]


def shown(page):
    """What its form sends back of what it was laid out from."""
    return {"stands": page.context["stands"]}


def test_words_written_against_an_older_source_are_shown_beside_the_new_one_first(client, author):
    question = QuestionFactory(asks=SINGLE)
    before = shown(client.get(url_of(question)))
    publish_version(question=question, spec=spec(SINGLE.replace("Qui lit", "Qui ne lit pas")))

    again = client.post(url_of(question), {**ENGLISH, **before})
    assert again.status_code == 200
    assert again.context["form"].non_field_errors()
    assert "Qui ne lit pas" in text(again)
    assert f'value="{again.context["stands"]}"' in text(again)
    assert not QuestionTranslation.objects.exists()

    saved = client.post(url_of(question), {**ENGLISH, "text": "Who does not?", **shown(again)})
    assert saved.status_code == 302
    question.refresh_from_db()
    assert english_of(question).words["text"] == "Who does not?"


def test_of_two_who_translate_at_once_the_second_sees_it(client, author):
    question = QuestionFactory(asks=SINGLE)
    before = shown(client.get(url_of(question)))
    client.post(url_of(question), {**ENGLISH, **before})
    again = client.post(url_of(question), {**ENGLISH, "text": "Who saw it?", **before})
    assert again.context["form"].non_field_errors()
    assert english_of(question).words["text"] == ENGLISH["text"]


def test_words_of_a_version_that_is_no_longer_in_force_are_not_taken():
    question = QuestionFactory(asks=SINGLE)
    former = question.current_version
    publish_version(question=question, spec=spec(SINGLE.replace("Qui lit", "Qui voit")))
    with pytest.raises(ValidationError):
        save_translation(version=former, language="en", words=ENGLISH)


def test_the_bank_lists_what_is_not_translated_and_what_is_older(client, author):
    done, none, older = (QuestionFactory(asks=SINGLE, title=t) for t in ("Faite", "Aucune", "Âge"))
    for question in (done, older):
        save_translation(version=question.current_version, language="en", words=ENGLISH)
    publish_version(question=older, spec=spec(SINGLE.replace("Qui lit", "Qui voit")))

    def listed(value):
        page = text(client.get(reverse(f"{URLS}:list"), {"translation": value}))
        return [one for one in (done, none, older) if f"/edit/{one.pk}/" in page]

    assert listed("never") == [none]
    assert listed("overdue") == [older]


def test_the_page_of_a_question_says_how_far_its_translation_is(client, author):
    question = QuestionFactory(asks=SINGLE)
    edit = reverse(f"{URLS}:edit", args=[question.pk])
    assert url_of(question) in text(client.get(edit))
    save_translation(version=question.current_version, language="en", words=ENGLISH)
    [(_code, _name, edition)] = client.get(edit).context["translations"]
    assert edition.is_whole


def test_an_author_sees_it_as_a_reader_of_english_does(client, author):
    question = QuestionFactory(asks=SINGLE)
    save_translation(version=question.current_version, language="en", words=ENGLISH)
    page = reverse(f"{URLS}:as_learner", args=[question.pk])

    there, here = (text(client.get(page, {"language": code})) for code in ("en", "fr"))
    assert "Who reads my answers?" in there
    assert 'lang="en"' in there
    assert "Qui lit mes réponses ?" in here


def test_nothing_is_translated_into_the_language_of_the_source_or_an_unknown_one(client, author):
    question = QuestionFactory(asks=SINGLE)
    assert [client.get(url_of(question, code)).status_code for code in ("fr", "xx")] == [404, 404]


@pytest.mark.parametrize("kind", OF_KIND)
def test_every_text_of_every_kind_has_a_name(kind):
    for path in wording_of(spec(OF_KIND[kind])):
        assert text_label(path) != path


def test_every_name_can_be_said():
    assert all(str(label) % {"n": 1, "m": 2} for label in text_labels().values())
