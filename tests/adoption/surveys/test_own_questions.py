"""Questions that a training manager adds: written, read by the data protection officer, asked, and published."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from adoption.surveys.actions.answers import answer_survey
from adoption.surveys.actions.own_questions import (
    WrittenQuestion,
    review_own_questions,
    save_own_questions,
    submit_own_questions,
)
from adoption.surveys.actions.rounds import close_round, open_round
from adoption.surveys.enums import DraftState, QuestionKind
from adoption.surveys.mails import QUESTIONS_READ, QUESTIONS_TO_READ
from adoption.surveys.models import (
    BallotBox,
    OwnQuestions,
    SurveyAnswers,
    SurveyEdition,
    SurveyRound,
)
from adoption.surveys.queries import questions_in_hand, surveys_waiting
from adoption.usage.notices import UNDER_SUBJECT
from core.dates import today
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import OutgoingMail
from people.privacy_registry import holdings
from people.queries.notices import current_notices
from tests.access.surveys import load_surveys
from tests.adoption.surveys.surveys import BAROMETER, LIST, all_of, open_now, shown, sixty_people
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db
QUESTIONS = "questions"
PAGE, EDIT, SUBMIT = (
    reverse(f"adoption:{name}")
    for name in ("own_questions", "edit_own_questions", "submit_own_questions")
)
DECISION, WAITING = 'name="decision"', "2 questions of a survey wait for you"
ASK = reverse("adoption:questions")
OPENING = reverse("adoption:open_survey", args=[QUESTIONS])
ENGLISH = {"accept-language": "en"}
SCALE = WrittenQuestion(
    QuestionKind.SCALE, {"fr": "Les réunions sont utiles.", "en": "Meetings are useful."}, {}
)
CHOICE = WrittenQuestion(
    QuestionKind.CHOICE,
    {"fr": "Quel jour ?", "en": "Which day?"},
    {"fr": ["Lundi", "Mardi"], "en": ["Monday", "Tuesday"]},
)
TYPED = {
    "kind_1": "scale",
    "text_fr_1": "Les réunions sont utiles.",
    "text_en_1": "Meetings are useful.",
    "kind_2": "choice",
    "text_fr_2": "Quel jour ?",
    "text_en_2": "Which day?",
    "options_fr_2": "Lundi\nMardi",
    "options_en_2": "Monday\nTuesday",
}


def with_role(role):
    person = PersonFactory(employed_from=date(2020, 1, 1))
    grant_role(person=person, role=role, by=person)
    return person


@pytest.fixture
def training(db):
    return with_role(Role.TRAINING_MANAGER)


@pytest.fixture
def officer(db):
    return with_role(Role.DATA_PROTECTION_OFFICER)


def approved(training, officer):
    save_own_questions(questions=[SCALE, CHOICE], by=training)
    submit_own_questions()
    review_own_questions(version=questions_in_hand().version, by=officer, is_approved=True)


# --- Written and read -----------------------------------------------------------------------------------


def test_what_is_typed_is_previewed_in_each_language_and_handed_to_the_officer(
    client, training, officer
):
    client.force_login(training)
    assert client.post(EDIT, TYPED | {"options_fr_1": "Oui"}).url == PAGE  # hidden by the scale
    page = client.get(PAGE, headers=ENGLISH).content.decode()
    for words in ("Les réunions sont utiles.", "Tuesday", "Strongly agree"):
        assert words in page
    assert "Lundi\nMardi" in client.get(EDIT).content.decode()

    client.post(SUBMIT)
    client.post(SUBMIT)
    assert questions_in_hand().state == DraftState.SUBMITTED
    assert OutgoingMail.objects.get(kind=QUESTIONS_TO_READ).person == officer
    assert DECISION not in client.get(PAGE).content.decode()
    client.force_login(officer)
    assert DECISION in client.get(PAGE).content.decode()


def test_what_waits_stands_on_the_first_screen_with_how_many_they_are(client, training, officer):
    pages = ("/", LIST, reverse("wagtailadmin_home"))
    client.force_login(officer)
    for page in pages[:2]:
        assert WAITING not in client.get(page, headers=ENGLISH).content.decode()

    save_own_questions(questions=[SCALE, CHOICE], by=training)
    submit_own_questions()
    for page, words in zip(pages, (WAITING, WAITING, "2 waiting"), strict=True):
        assert words in client.get(page, headers=ENGLISH).content.decode()
    client.force_login(PersonFactory(employed_from=date(2020, 1, 1)))
    assert WAITING not in client.get("/", headers=ENGLISH).content.decode()

    for is_approved, words in ((False, "has returned your questions"), (True, "has approved your")):
        OwnQuestions.objects.update(state=DraftState.SUBMITTED)
        review_own_questions(version=1, by=officer, is_approved=is_approved, remark="Un mot.")
        client.force_login(training)
        for page in ("/", LIST):
            text = client.get(page, headers=ENGLISH).content.decode()
            assert words in text
            assert "Un mot." in text
        assert f"by {officer} on" in client.get(PAGE, headers=ENGLISH).content.decode()
        client.force_login(officer)
        assert WAITING not in client.get("/", headers=ENGLISH).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text_en_1": ""}, "Write it in each language."),
        ({"options_fr_2": "Lundi"}, "Write two to six answers, one a line."),
        ({"options_fr_2": "Lundi\nMardi\nJeudi"}, "Write as many answers in each language."),
        ({"options_en_2": "Monday\nMonday"}, "An answer stands there twice."),
        ({"options_en_2": f"Monday\n{'x' * 81}"}, "An answer has 80 characters at most."),
        ({"text_en_2": "meetings are useful."}, "This is question 1 again."),
        (dict.fromkeys(TYPED, ""), "Write at least one question."),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(client, training, changed, said):
    client.force_login(training)
    page = client.post(EDIT, TYPED | changed, headers=ENGLISH)

    assert page.status_code == 200
    assert said in page.content.decode()
    assert not OwnQuestions.objects.exists()


def test_each_error_leads_to_its_question_and_language(client, training):
    client.force_login(training)
    typed = TYPED | {"text_en_1": "", "options_en_2": "Monday", "options_fr_2": "Lundi"}
    page = client.post(EDIT, typed, headers=ENGLISH).content.decode()

    summary = re.findall(r'<a\s+href="#([\w]+)"\s*>(Question|Answers|How)([^:]*):', page)
    assert summary == [
        ("id_text_en_1", "Question", " 1 (English)"),
        ("id_options_fr_2", "Answers", " to question 2 (French)"),
        ("id_options_en_2", "Answers", " to question 2 (English)"),
    ]
    for target, _first, _rest in summary:
        assert page.count(f'id="{target}"') == 1


def test_the_officer_approves_after_reading_or_returns_with_a_word(client, training, officer):
    save_own_questions(questions=[SCALE], by=training)
    submit_own_questions()
    client.force_login(officer)
    for sent, error in (
        ({"decision": "approve", "remark": "Bien, mais…"}, "id_confirmed"),
        ({"decision": "return"}, "id_remark"),
    ):
        page = client.post(PAGE, sent | {"version": 1}).content.decode()
        assert f'href="#{error}"' in page
        assert sent.get("remark", "") in page
    assert questions_in_hand().state == DraftState.SUBMITTED

    client.post(PAGE, {"decision": "return", "version": 1, "remark": "Trop vague."})
    assert questions_in_hand().state == DraftState.RETURNED
    assert OutgoingMail.objects.get(kind=QUESTIONS_READ).person == training
    client.force_login(training)
    for page in (PAGE, EDIT):
        assert "Trop vague." in client.get(page).content.decode()
    client.post(EDIT, TYPED)
    client.post(SUBMIT)
    client.force_login(officer)
    client.post(PAGE, {"decision": "approve", "version": 1, "confirmed": "1"})
    assert questions_in_hand().state == DraftState.SUBMITTED  # of words that were changed since
    client.post(PAGE, {"decision": "approve", "version": 2, "confirmed": "1"})
    assert questions_in_hand().state == DraftState.APPROVED


def test_nobody_approves_their_own_questions(training):
    grant_role(person=training, role=Role.DATA_PROTECTION_OFFICER, by=training)
    save_own_questions(questions=[SCALE], by=training)
    save_own_questions(questions=[SCALE], by=PersonFactory())  # the same words: no other author
    submit_own_questions()
    with pytest.raises(ValidationError) as error:
        review_own_questions(version=1, by=training, is_approved=True)
    assert error.value.code == "author"
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnQuestions.objects.update(read_by=training)


def test_what_is_changed_after_approval_is_to_be_read_again(training, officer):
    PersonFactory(employed_from=date(2020, 1, 1))
    approved(training, officer)
    save_own_questions(questions=[SCALE], by=training)

    assert questions_in_hand().read_by is None
    with pytest.raises(ValidationError) as error:
        open_now(QUESTIONS)
    assert error.value.code == "unread"
    assert not SurveyRound.objects.exists()


def test_staff_neither_write_nor_read_what_is_not_asked_yet(client, training, officer):
    approved(training, officer)
    client.force_login(PersonFactory(employed_from=date(2020, 1, 1)))
    assert [client.get(address).status_code for address in (PAGE, EDIT)] == [404, 404]
    assert [client.post(address).status_code for address in (EDIT, SUBMIT, PAGE)] == [404] * 3
    client.force_login(officer)
    assert [client.post(address).status_code for address in (EDIT, SUBMIT, OPENING)] == [404] * 3
    client.force_login(training)
    assert client.post(PAGE).status_code == 404


# --- Asked ----------------------------------------------------------------------------------------------


def test_approved_questions_are_asked_once_a_quarter_and_never_change(training, officer):
    day = date(2026, 10, 5)
    approved(training, officer)
    asked = open_round(survey=QUESTIONS, closes_on=day, today=day)
    with pytest.raises(DatabaseError), transaction.atomic():
        SurveyEdition.objects.filter(pk=asked.edition_id).update(words={})
    close_round(survey_round=asked, today=day)

    approved(training, officer)
    with pytest.raises(ValidationError) as error:
        open_round(survey=QUESTIONS, closes_on=date(2026, 12, 31), today=date(2026, 12, 31))
    assert error.value.code == "quarter"
    assert questions_in_hand() is not None
    again = open_round(survey=QUESTIONS, closes_on=date(2027, 1, 1), today=date(2027, 1, 1))
    assert again.edition.number == 2
    assert OwnQuestions.objects.filter(edition=None).count() == 0


def test_they_are_offered_answered_and_counted_without_a_row(client, training, officer):
    reader = PersonFactory(employed_from=date(2020, 1, 1))
    approved(training, officer)
    client.force_login(training)
    assert OPENING in client.get(LIST).content.decode()
    client.post(OPENING, {"closes_on": str(today() + timedelta(days=9))})
    assert [asked.survey for asked in surveys_waiting(reader, today())] == [QUESTIONS]
    assert "from the next one on" in client.get(PAGE, headers=ENGLISH).content.decode()

    client.force_login(reader)
    assert ASK in client.get("/").content.decode()
    UNDER_SUBJECT.note(reader, current_notices(["surveys"])[0])
    assert "Which day?" in client.get(ASK, headers=ENGLISH).content.decode()
    page = client.post(ASK, {"q-q1": "2", "q-q2": "o2"}, headers=ENGLISH).content.decode()
    assert "kept nowhere else" in page
    assert reverse("adoption:keep_copy") not in page
    assert not SurveyAnswers.objects.exists()
    counts = BallotBox.objects.get().counts
    assert (counts["q1"]["2"], counts["q2"]) == (1, {"o1": 0, "o2": 1})
    assert "already" in client.get(ASK, headers=ENGLISH).content.decode()


def test_their_figures_are_those_that_the_rule_gives_the_barometer(client, training, officer):
    """One mechanism: the same answers on a scale come out as the same cells."""
    load_surveys()
    staff = sixty_people()
    approved(training, officer)
    rounds = {survey: open_now(survey) for survey in (BAROMETER, QUESTIONS)}
    for number, person in enumerate(staff[:40]):
        value = "45"[number % 2]
        answer_survey(person=person, survey=BAROMETER, answers=all_of(value))
        answer_survey(person=person, survey=QUESTIONS, answers={"q1": value})
    for asked in rounds.values():
        close_round(survey_round=asked)

    assert shown("q1", rounds[QUESTIONS]) == shown("wish", rounds[BAROMETER])
    client.force_login(staff[0])
    results = [
        reverse(f"adoption:survey_{name}", args=[rounds[QUESTIONS].uuid])
        for name in ("results", "table")
    ]
    page, file = (client.get(address, headers=ENGLISH).content.decode() for address in results)
    assert "Meetings are useful." in page
    assert len(file.splitlines()) == 1 + 6 + 3


def test_who_wrote_and_who_read_is_exported_and_erased(training, officer):
    approved(training, officer)
    (holding,) = (each for each in holdings() if each.model == "adoption.OwnQuestions")
    for person in (training, officer):
        assert len(holding.export(person)) == 1
        assert holding.erase(person) == 1
        assert holding.export(person) == []
