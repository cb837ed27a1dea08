"""Seed the habits baseline a year ago and lately, past barometers and questions, and an open barometer."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from adoption.surveys.actions.own_questions import WrittenQuestion, save_own_questions
from adoption.surveys.actions.rounds import close_round, open_round
from adoption.surveys.enums import DraftState, QuestionKind, SurveyKind
from adoption.surveys.models import (
    BallotBox,
    BallotPlace,
    OwnQuestions,
    SurveyAnswers,
    SurveyRound,
)
from adoption.surveys.texts import Question
from adoption.usage.models import PortalLink
from adoption.usage.pseudonyms import subject_of
from core.dates import months_before
from demo.generation.dice import Dice
from demo.generation.model import Demo
from demo.generation.months import first_day
from people.enums import Role
from people.models import Person, Position


DAYS = 13
ANSWERING = (0.46, 0.58, 0.63)  # of those asked, round after round
SKIPPED = 0.04
WRITING = (Role.TRAINING_MANAGER, Role.DATA_PROTECTION_OFFICER)


def seed_surveys(demo: Demo, today: date) -> None:
    """Open, answer and publish the rounds, oldest first."""
    start = first_day(demo.months[0]) + timedelta(days=7)
    for turn, day in enumerate((start, months_before(today, 1))):
        if turn == 0 or day > start + timedelta(days=60):
            _habits(turn, day)
    for turn, months in enumerate((9, 6, 3)):
        day = months_before(today, months)
        if day > start:
            _anonymous(demo, SurveyKind.BAROMETER, turn, day)
    if (day := months_before(today, 4)) > start:
        _write_questions(demo, day)
        _anonymous(demo, SurveyKind.QUESTIONS, 0, day)
    open_round(survey=SurveyKind.BAROMETER, closes_on=today + timedelta(days=9), today=today)
    SurveyRound.objects.open().update(announced_on=today)


def _habits(turn: int, day: date) -> None:
    asked, people = _opened(SurveyKind.HABITS, day, turn)
    dice = Dice("habits", turn)
    questions = asked.edition.text.questions
    linked = set(
        PortalLink.objects.filter(linked_on__lte=day).order_by().values_list("subject", flat=True)
    )
    rows = []
    for person in people:
        subject = subject_of(person)
        answers = {
            each.key: _picked(each, 0.42 + 0.1 * turn, dice)
            for each in questions
            if not dice.chance(SKIPPED)
        }
        if subject in linked:
            answers |= _of_the_linked(answers)
        rows.append(SurveyAnswers(round=asked, subject=subject, answers=answers))
    SurveyAnswers.objects.bulk_create(rows, batch_size=500)
    close_round(survey_round=asked, today=day + timedelta(days=DAYS))


def _of_the_linked(answers: dict[str, str]) -> dict[str, str]:
    """Correct answers of linked people: they do not say that they have no account, nor never tried."""
    said = {"portal_account": "has"}
    if answers.get("portal_for_oneself") in {"never", "not_concerned"}:
        said["portal_for_oneself"] = "once_or_twice"
    if answers.get("portal_last_time") == "never_tried":
        said["portal_last_time"] = "helped"
    return said


def _write_questions(demo: Demo, day: date) -> None:
    """Questions that were written and approved before that day."""
    by = {role: Person.objects.with_role(role).order_by("pk").first() for role in WRITING}
    questions = [
        WrittenQuestion(
            QuestionKind(question.kind),
            {"fr": question.text.fr, "en": question.text.en},
            {"fr": question.options_fr, "en": question.options_en} if question.options_fr else {},
        )
        for question in demo.campaign.words.survey_questions
    ]
    save_own_questions(questions=questions, by=by[Role.TRAINING_MANAGER])
    OwnQuestions.objects.filter(edition=None).update(
        state=DraftState.APPROVED,
        read_by=by[Role.DATA_PROTECTION_OFFICER],
        read_at=make_aware(datetime.combine(day, time(9))) - timedelta(days=3),
    )


def _anonymous(demo: Demo, survey: SurveyKind, turn: int, day: date) -> None:
    """Count answers as the action does: into the boxes, without a row for any of them."""
    asked, people = _opened(survey, day, turn)
    dice, agreement = Dice(survey.value, turn), demo.campaign.invented.agreement
    questions = asked.edition.text.questions
    held = Position.objects.primary().held_on(day).order_by("started_on", "pk")
    team_of = dict(held.values_list("person", "team"))
    box_of: dict[int | None, int] = dict(
        BallotPlace.objects.filter(box__round=asked).values_list("team", "box")
    )
    counts: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for person in people:
        box = box_of.get(team_of.get(person.pk), box_of[None])
        for question in questions:
            first, step = agreement.get(question.key, (0.5, 0.0))
            if not dice.chance(SKIPPED):
                counts[box][question.key][_picked(question, first + step * turn, dice)] += 1
    boxes = list(BallotBox.objects.filter(round=asked))
    for opened in boxes:
        given = {key: Counter(kept) + counts[opened.pk][key] for key, kept in opened.counts.items()}
        opened.counts = {key: {**opened.counts[key], **given[key]} for key in opened.counts}
    BallotBox.objects.bulk_update(boxes, ["counts"], batch_size=500)
    close_round(survey_round=asked, today=day + timedelta(days=DAYS))


def _opened(survey: SurveyKind, day: date, turn: int) -> tuple[SurveyRound, Sequence[Person]]:
    asked = open_round(survey=survey, closes_on=day + timedelta(days=DAYS), today=day)
    dice = Dice(survey.value, "who", turn)
    staff = Person.objects.staff().employed_on(day).order_by("staff_number")
    return asked, [person for person in staff if dice.chance(ANSWERING[turn])]


def _picked(question: Question, leaning: float, dice: Dice) -> str:
    """Pick one of the options, about as far along them as `leaning`."""
    values = question.values
    place = leaning + (dice.middling() - 0.5) * 1.3
    return values[min(len(values) - 1, max(0, int(place * len(values))))]
