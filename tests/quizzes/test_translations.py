"""The same quiz in two languages: one record, one mark, the words of whoever reads."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override

from learning.queries.transcript import transcript_of
from learning.queries.waiting import waiting_items_for
from quizzes.actions.attempts import check_item, save_response, submit_attempt
from quizzes.actions.bank import publish_version, save_question
from quizzes.actions.remarking import continue_remark, start_remark
from quizzes.actions.starts import start_attempt
from quizzes.actions.translations import save_translation, translation_problems
from quizzes.enums import Behaviour, Purpose
from quizzes.kinds.blanks import Blanks
from quizzes.models import Attempt, AttemptItem, Question, QuestionTranslation, ReviewCard
from quizzes.privacy import _answer_rows, _answers_of, _cards_of
from quizzes.queries.statistics import unread, unread_first_attempts
from quizzes.queries.translations import outdated, untranslated
from quizzes.specs.codec import from_dict
from quizzes.specs.wording import wording_of
from quizzes.values.gaps import Gap
from quizzes.values.texts import Rich
from tests.people.factories import PersonFactory
from tests.quizzes.factories import (
    QuestionFactory,
    QuizFactory,
    passed_attempt,
    quiz_asking,
    right_response,
    spec,
)
from tests.quizzes.new_kinds import HOTSPOT


pytestmark = pytest.mark.django_db

SINGLE = "Qui lit mes réponses ?{=Moi#Oui. ~Mon responsable#Jamais. ####Voilà.}"
ENGLISH = {
    "text": "Who reads my answers?",
    "choices.0.text": "I do",
    "choices.0.feedback": "Yes.",
    "choices.1.text": "My manager",
    "choices.1.feedback": "Never.",
    "general_feedback": "There you are.",
}
SHORT = "Comment dit-on ?{=hameçonnage}"
SHORT_ENGLISH = {"text": "What is it called?", "answers.0.text": "phishing\nphishing attack"}


def translated(asked, words, **fields):
    question = QuestionFactory(asks=asked, **fields)
    save_translation(version=question.current_version, language="en", words=words)
    return question


def in_place(question, prefix="EN "):
    """Words for every text of a question."""
    texts = wording_of(from_dict(question.current_version.spec))
    return {path: f"{prefix}{word.text}" for path, word in texts.items()}


def test_spots_stand_in_the_message_of_their_own_language():
    words = {path: word.text for path, word in wording_of(HOTSPOT).items()}
    assert translation_problems(HOTSPOT, words) == {}
    told = translation_problems(HOTSPOT, words | {"choices.0.text": "expires tonight"})
    assert "expires tonight" in told["message"][0]
    del words["general_feedback"]  # not whole yet
    assert translation_problems(HOTSPOT, words | {"choices.0.text": "expires tonight"}) == {}


@pytest.fixture
def reader(client):
    someone = PersonFactory()
    client.force_login(someone)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def learner(reader):
    return PersonFactory._meta.model.objects.get(pk=reader.session["_auth_user_id"])


def page(client, name, *args, language="en", query=""):
    """What stands in the middle of it."""
    client.cookies["django_language"] = language
    text = client.get(reverse(f"quizzes:{name}", args=args) + query).content.decode()
    return text.partition("<main")[2].partition("</main>")[0]


def answer(client, attempt, slot, language="en", **said):
    client.cookies["django_language"] = language
    url = reverse("quizzes:attempt", args=[attempt.uuid])
    return client.post(url, {"slot": slot, "sequence": 1, **said})


# --- A learner ---------------------------------------------------------------------------------------


def test_a_learner_takes_the_quiz_in_english_from_its_card_to_its_result(reader, learner):
    quiz = QuizFactory(
        entries=[translated(SINGLE, ENGLISH), translated(SHORT, SHORT_ENGLISH)],
        title="Mes réponses",
        title_en="My answers",
        introduction="Deux questions.",
        introduction_en="Two questions.",
    )
    reader.post(reverse("quizzes:start", args=[quiz.uuid]))
    attempt = Attempt.objects.get()
    asked = page(reader, "attempt", attempt.uuid, query="?q=1")
    right = right_response(from_dict(attempt.items.get(slot=1).version.spec))
    answer(reader, attempt, 1, choice=right["choice"])
    explained = page(reader, "attempt", attempt.uuid, query="?q=1")
    answer(reader, attempt, 2, text="Phishing attack")
    reader.post(reverse("quizzes:submit", args=[attempt.uuid]))
    result = page(reader, "result", attempt.uuid)

    for text in ("Who reads my answers?", "I do", "My manager", "My answers"):
        assert text in asked
    assert "Qui lit" not in asked
    assert 'lang="fr"' not in asked
    for text in ("Yes.", "There you are."):
        assert text in explained
    for text in ("What is it called?", "My answers"):
        assert text in result
    attempt.refresh_from_db()
    assert (attempt.points, attempt.is_passed) == (2, True)
    assert "My answers" in page(reader, "results")
    assert "Two questions." in page(reader, "about", quiz.uuid)
    assert "Deux questions." in page(reader, "about", quiz.uuid, language="fr")


def test_what_is_not_translated_is_shown_in_its_own_language_and_says_so(reader, learner):
    attempt = start_attempt(quiz=quiz_asking(SINGLE, title="Mes réponses"), learner=learner)
    asked = page(reader, "attempt", attempt.uuid)

    assert '<span lang="fr">Mes réponses</span>' in asked
    assert 'id="question" lang="fr"' in asked
    assert asked.count('lang="fr"') == 4  # title, question, two answers
    assert "lang=" not in page(reader, "attempt", attempt.uuid, language="fr")


@pytest.mark.parametrize(
    "asked",
    [
        "Vrai ?{T#Oui.#Non.}",
        "Lesquels ?{~%50%a#A ~%50%b ~%-100%c ####D}",
        "Associez.{=chat->animal =chêne->plante}",
        "Combien ?{#42:1#Oui.}",
        "Racontez.{}",
        "À lire.",
    ],
)
def test_every_kind_is_shown_in_its_words_or_marked_as_french(reader, learner, asked):
    question = QuestionFactory(asks=asked)
    quiz = QuizFactory(entries=[QuestionFactory(asks=SINGLE), question])
    attempt = start_attempt(quiz=quiz, learner=learner)
    text = from_dict(question.current_version.spec).text.text

    before = page(reader, "attempt", attempt.uuid, query="?q=2")
    save_translation(version=question.current_version, language="en", words=in_place(question))
    after = page(reader, "attempt", attempt.uuid, query="?q=2")

    assert 'lang="fr"' in before.partition('id="question"')[2]
    assert f"EN {text}" in after
    assert 'lang="fr"' not in after.partition('id="question"')[2].partition("<aside")[0]


def test_a_translation_that_lacks_a_text_is_not_shown(reader, learner):
    words = {path: text for path, text in ENGLISH.items() if path != "choices.1.feedback"}
    attempt = start_attempt(quiz=QuizFactory(entries=[translated(SINGLE, words)]), learner=learner)
    asked = page(reader, "attempt", attempt.uuid)
    assert "Qui lit mes réponses ?" in asked
    assert "My manager" not in asked


def test_another_language_in_the_middle_keeps_answers_and_their_marks(reader, learner):
    quiz = QuizFactory(
        entries=[translated(SHORT, SHORT_ENGLISH), translated(SINGLE, ENGLISH)],
        behaviour=Behaviour.AT_END,
    )
    attempt = start_attempt(quiz=quiz, learner=learner)
    choice = right_response(from_dict(attempt.items.get(slot=2).version.spec))["choice"]
    answer(reader, attempt, 1, text="phishing")
    answer(reader, attempt, 2, choice=choice)

    first = page(reader, "attempt", attempt.uuid, language="fr", query="?q=1")
    second = page(reader, "attempt", attempt.uuid, language="fr", query="?q=2")
    answer(reader, attempt, 1, language="fr", text="phishing", sequence=2)
    submit_attempt(attempt=attempt.uuid)

    assert 'value="phishing"' in first
    assert "Comment dit-on ?" in first
    assert "checked" in second
    attempt.refresh_from_db()
    assert attempt.points == 2
    assert "hameçonnage" not in page(reader, "result", attempt.uuid)


def test_answers_stand_in_the_same_order_in_both_languages(reader, learner):
    question = QuestionFactory(asks="Associez.{=chat->zèbre =chêne->âne =roc->bât}")
    quiz = QuizFactory(entries=[question])
    save_translation(version=question.current_version, language="en", words=in_place(question))
    attempt = start_attempt(quiz=quiz, learner=learner)

    def values(language):
        text = page(reader, "attempt", attempt.uuid, language=language)
        return re.findall(r'value="(a\d)"', text)

    assert sorted(set(values("fr"))) == ["a1", "a2", "a3"]
    assert values("fr") == values("en")


# --- What is right ----------------------------------------------------------------------------------


def fraction(question, text, language):
    attempt = start_attempt(quiz=QuizFactory(entries=[question]), learner=PersonFactory())
    with override(language):
        return check_item(attempt=attempt.uuid, slot=1, raw={"text": text}).fraction


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("phishing", "en", 1),
        ("hameçonnage", "en", 1),
        ("hameçonnage", "fr", 1),
        ("phishing", "fr", 0),
        ("spam", "en", 0),
    ],
)
def test_what_is_typed_is_right_in_the_source_and_in_the_language_that_was_shown(
    text, language, expected
):
    assert fraction(translated(SHORT, SHORT_ENGLISH), text, language) == expected


def test_an_answer_keeps_the_edition_in_which_it_was_given(reader, learner):
    question = translated(SHORT, SHORT_ENGLISH)
    attempt = start_attempt(quiz=QuizFactory(entries=[question]), learner=learner)
    answer(reader, attempt, 1, text="phishing")
    submit_attempt(attempt=attempt.uuid)
    other = {"text": "How do they call it?", "answers.0.text": "angling"}
    save_translation(version=question.current_version, language="en", words=other)

    result = page(reader, "result", attempt.uuid)
    assert "What is it called?" in result
    assert "How do they call it?" not in result
    assert "Your answer, right" in result
    assert fraction(question, "angling", "en") == 1


def test_a_result_read_in_another_language_says_what_was_marked(reader, learner):
    question = translated(SHORT, SHORT_ENGLISH)
    attempt = start_attempt(quiz=QuizFactory(entries=[question]), learner=learner)
    answer(reader, attempt, 1, language="fr", text="phishing")
    submit_attempt(attempt=attempt.uuid)

    result = page(reader, "result", attempt.uuid)
    assert "What is it called?" in result
    assert "Your answer, right" not in result  # it was wrong in French, and stays so
    assert "phishing attack" in result  # what was expected, in the words of the reader


def test_a_gap_that_is_typed_and_one_that_is_chosen(learner):
    question = QuestionFactory(asks=spec_of_gaps())
    words = {
        "text": "[[2]] is [[1]].",
        "gaps.0.accepted": "blue",
        "gaps.1.options.o1": "A cloud",
        "gaps.1.options.o2": "The sky",
    }
    save_translation(version=question.current_version, language="en", words=words)
    attempt = start_attempt(quiz=QuizFactory(entries=[question]), learner=learner)
    with override("en"):
        raw = {"gaps": {"g1": "blue", "g2": "o1"}}
        assert check_item(attempt=attempt.uuid, slot=1, raw=raw).fraction == 1


def spec_of_gaps():
    return Blanks(
        text=Rich("Le [[1]] est sur [[2]]."),
        gaps=(Gap(accepted=("bleu",)), Gap(accepted=("ciel",), others=("nuage",))),
    )


def test_a_placement_and_a_mistake_to_review_are_answered_in_english_too(reader, learner):
    question = translated(SHORT, SHORT_ENGLISH, difficulty=3)
    quiz = QuizFactory(entries=[question], purpose=Purpose.PLACEMENT, max_questions=1)
    reader.post(reverse("quizzes:placement_begin", args=[quiz.uuid]))
    attempt = Attempt.objects.get()
    asked = page(reader, "placement_question", attempt.uuid)
    reader.post(
        reverse("quizzes:placement_question", args=[attempt.uuid]), {"slot": 1, "text": "phishing"}
    )
    assert "What is it called?" in asked
    assert AttemptItem.objects.get().fraction == 1

    failed = start_attempt(quiz=QuizFactory(entries=[question]), learner=learner)
    submit_attempt(attempt=failed.uuid)
    reader.post(reverse("quizzes:review_begin"))
    card = ReviewCard.objects.get()
    assert "What is it called?" in page(reader, "review_card", card.uuid)
    reader.post(reverse("quizzes:review_card", args=[card.uuid]), {"text": "phishing"})
    assert "That is right." in page(reader, "review_explained", card.uuid)


# --- Versions ---------------------------------------------------------------------------------------


def test_words_of_an_older_version_are_never_shown_for_a_text_that_changed(reader, learner):
    question = translated(SINGLE, ENGLISH)
    publish_version(question=question, spec=spec(SINGLE.replace("Jamais", "Jamais, sauf accord")))
    edition = question.current_version.translations.get()
    assert (edition.is_whole, edition.is_read) == (False, False)
    assert edition.words == {p: t for p, t in ENGLISH.items() if p != "choices.1.feedback"}

    attempt = start_attempt(quiz=QuizFactory(entries=[question]), learner=learner)
    assert "Qui lit mes réponses ?" in page(reader, "attempt", attempt.uuid)


def test_a_key_that_changed_leaves_the_words_which_wait_to_be_read_again(reader, learner):
    question = translated(SINGLE, ENGLISH)
    turned = SINGLE.replace("=Moi", "~Moi").replace("~Mon", "=Mon")
    publish_version(question=question, spec=spec(turned))
    edition = question.current_version.translations.get()
    assert (edition.is_whole, edition.is_read) == (True, False)
    assert list(outdated(Question.objects.all(), "en")) == [question]

    attempt = start_attempt(quiz=QuizFactory(entries=[question]), learner=learner)
    assert "Who reads my answers?" in page(reader, "attempt", attempt.uuid)
    save_translation(version=question.current_version, language="en", words=ENGLISH)
    assert not outdated(Question.objects.all(), "en")


def test_which_questions_are_translated_and_which_only_in_part():
    whole, none = translated(SINGLE, ENGLISH), QuestionFactory()
    part = translated(SINGLE, {"text": "Who?"})
    mended = translated(SINGLE, {"text": "Who?"})
    save_translation(version=mended.current_version, language="en", words=ENGLISH)

    assert list(untranslated(Question.objects.all(), "en")) == [none]
    assert list(outdated(Question.objects.all(), "en")) == [part]
    assert whole not in outdated(Question.objects.all(), "en")


def test_a_corrected_key_marks_english_answers_by_the_english_of_the_corrected_version():
    question = translated(SHORT, SHORT_ENGLISH)
    attempt = start_attempt(quiz=QuizFactory(entries=[question]), learner=PersonFactory())
    with override("en"):
        check_item(attempt=attempt.uuid, slot=1, raw={"text": "phishing"})
    submit_attempt(attempt=attempt.uuid)
    first = question.current_version
    save_question(question=question, spec=spec("Comment dit-on ?{=hameçonnage =filoutage}"))

    def remarked():
        run = start_remark(question=question, versions=[first], only_raises=False, by=None)
        continue_remark(run)
        return AttemptItem.objects.get().fraction

    assert remarked() == 1  # not to be told apart by words that are not there yet
    words = {"text": "What is it called?", "answers.0.text": "fishing", "answers.1.text": "scam"}
    save_translation(version=question.current_version, language="en", words=words)
    assert remarked() == 0


# --- One record -------------------------------------------------------------------------------------


def test_statistics_are_joined():
    quiz = QuizFactory(entries=[translated(SINGLE, ENGLISH)])
    for language in ("fr", "en"):
        attempt = start_attempt(quiz=quiz, learner=PersonFactory())
        with override(language):
            right = right_response(from_dict(attempt.items.get().version.spec))
            check_item(attempt=attempt.uuid, slot=1, raw=right)
        submit_attempt(attempt=attempt.uuid)

    found = unread(quiz, unread_first_attempts(quiz))
    assert len(found.attempts) == 2
    assert len(found.items) == 1
    assert len(found.responses) == 1


def test_the_personal_file_is_in_the_words_of_its_language_and_says_which_was_used(learner):
    quiz = QuizFactory(
        entries=[translated(SINGLE, ENGLISH)], title="Mes réponses", title_en="My answers"
    )
    attempt = start_attempt(quiz=quiz, learner=learner)
    with override("en"):
        check_item(attempt=attempt.uuid, slot=1, raw={"choice": "c1"})
        [there] = _answer_rows(_answers_of(learner))
    with override("fr"):
        [here] = _answer_rows(_answers_of(learner))

    assert (there["quiz"], there["question"]) == ("My answers", "Who reads my answers?")
    assert (here["quiz"], here["question"]) == ("Mes réponses", "Qui lit mes réponses ?")
    assert there["language"] == here["language"] == "en"
    assert there["response"] in {"I do", "My manager"}
    assert here["response"] in {"Moi", "Mon responsable"}
    assert not _cards_of(learner).exists()


def test_the_first_screen_and_the_record_of_learning_call_a_quiz_by_its_english_name(learner):
    quiz = QuizFactory(entries=[translated(SINGLE, ENGLISH)], title="Mes réponses")
    other = QuizFactory(entries=[translated(SINGLE, ENGLISH)], title="Autre")
    type(quiz).objects.filter(pk=quiz.pk).update(title_en="My answers")
    passed_attempt(quiz, learner)
    start_attempt(quiz=other, learner=learner)
    with override("en"):
        record, waiting = (
            transcript_of(learner, on=localdate()),
            waiting_items_for(learner, on=localdate()),
        )
    assert [line.title for line in record.lines] == ["My answers"]
    assert waiting.attempt.title == "Autre"


def test_another_language_costs_one_query_however_many_questions_there_are(reader):
    def queries(language, number):
        entries = [translated(SINGLE, ENGLISH) for _ in range(number)]
        attempt = start_attempt(quiz=QuizFactory(entries=entries), learner=PersonFactory())
        submit_attempt(attempt=attempt.uuid)
        reader.force_login(attempt.learner)
        page(reader, "result", attempt.uuid, language=language)
        with CaptureQueriesContext(connection) as captured:
            page(reader, "result", attempt.uuid, language=language)
        return len(captured)

    french, english = queries("fr", 2), queries("en", 2)
    assert english <= french + 1
    assert queries("en", 8) == english


# --- What the database holds -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields", [{"number": 0}, {"language": ""}, {"number": 1, "language": "en"}]
)
def test_editions_are_numbered_once_in_a_language(fields):
    version = translated(SINGLE, ENGLISH).current_version
    row = {"number": 2, "language": "de", "is_whole": True, "is_read": True, **fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionTranslation.objects.create(version=version, **row)


@pytest.mark.postgresql
def test_an_edition_in_which_somebody_answered_cannot_be_deleted_behind_our_back():
    question = translated(SHORT, SHORT_ENGLISH)
    attempt = start_attempt(quiz=QuizFactory(entries=[question]), learner=PersonFactory())
    with override("en"):
        save_response(attempt=attempt.uuid, slot=1, raw={"text": "phishing"}, sequence=1)
    with pytest.raises(IntegrityError):
        _delete_editions()


def _delete_editions():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM quizzes_questiontranslation")
        connection.check_constraints()
