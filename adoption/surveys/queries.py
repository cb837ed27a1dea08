"""Read a person's open surveys and kept answers, and the published figures of closed rounds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import get_language, pgettext

from adoption.foundation.periods import Quarter
from adoption.foundation.rates import Measure
from adoption.surveys.barriers import NEVER_PASSED_OVER
from adoption.surveys.enums import DIMENSIONS, DraftState, SurveyKind
from adoption.surveys.models import (
    OwnQuestions,
    SurveyEdition,
    SurveyFigure,
    SurveyRound,
    SurveyToken,
)
from adoption.surveys.policies import (
    barometer_copies_visible_to,
    may_review_questions,
    may_run_surveys,
    survey_answers_visible_to,
    survey_tokens_visible_to,
)
from adoption.surveys.sealing import decrypt_for_owner
from adoption.surveys.texts import SILENCE, Question, Survey
from adoption.usage.policies import may_declare, objections_visible_to
from cms.languages import source_language
from core.dates import today as current_day
from learning.outline import ModuleRow
from learning.queries.modules import module_row_by_slug, modules_by_barrier
from people.models import Person
from people.queries.facts import Fact
from people.queries.joined import BETWEEN, JoinedTexts


# --- Who is asked ----------------------------------------------------------------------------------------


def people_asked(on: date) -> QuerySet[Person]:
    """Everybody employed on the day that a round opens, with an identity proved before."""
    return Person.objects.staff().employed_on(on).proven_before(on)


def people_to_mail(opened_on: date) -> QuerySet[Person]:
    """People asked who may sign in and have an address, whatever they answered or object to."""
    addressed = people_asked(opened_on).filter(is_active=True)
    return addressed.exclude(email=None).exclude(email="").order_by("pk")


def questions_in_hand() -> OwnQuestions | None:
    """The questions of a training manager that no round has asked yet."""
    people = ("written_by", "read_by")
    return OwnQuestions.objects.select_related(*people).filter(edition=None).first()


@dataclass(frozen=True, slots=True)
class QuestionsInHand:
    """The questions in hand, and what this person may do with them now."""

    questions: OwnQuestions | None
    may_write: bool
    is_to_submit: bool = False
    is_to_review: bool = False
    is_to_revise: bool = False
    is_to_open: bool = False

    @property
    def is_answered(self) -> bool:
        return self.is_to_revise or self.is_to_open


def questions_for(person: Person, on: date) -> QuestionsInHand | None:
    """Return the questions in hand; None to whoever neither writes nor reviews them."""
    may_write, may_review = may_run_surveys(person), may_review_questions(person)
    if not handles_questions(person):
        return None
    held = questions_in_hand()
    if held is None:
        return QuestionsInHand(None, may_write)
    return QuestionsInHand(
        held,
        may_write,
        is_to_submit=may_write and held.state == DraftState.DRAFT,
        is_to_review=may_review
        and held.state == DraftState.SUBMITTED
        and held.written_by_id != person.pk,
        is_to_revise=may_write and held.state == DraftState.RETURNED,
        is_to_open=may_write and held.state == DraftState.APPROVED and not were_questions_asked(on),
    )


def handles_questions(person: Person) -> bool:
    return may_run_surveys(person) or may_review_questions(person)


def questions_to_review(person: Person, on: date) -> int:
    """Return how many questions wait for this person to review them."""
    held = questions_for(person, on)
    return held.questions.number if held and held.questions and held.is_to_review else 0


def may_open_questions(on: date) -> bool:
    """Whether questions are approved, and none were asked in this quarter."""
    approved = OwnQuestions.objects.filter(edition=None, state=DraftState.APPROVED)
    return approved.exists() and not were_questions_asked(on)


def were_questions_asked(on: date) -> bool:
    """Whether a round of this quarter has asked questions of one's own."""
    asked = SurveyRound.objects.filter(survey=SurveyKind.QUESTIONS)
    return asked.filter(opened_on__gte=Quarter.containing(on).first_day).exists()


# --- One's own ------------------------------------------------------------------------------------------


def open_tokens(person: Person, today: date) -> QuerySet[SurveyToken]:
    answerable = SurveyRound.objects.answerable(today)
    return survey_tokens_visible_to(person).filter(round__in=answerable)


def waiting_tokens(person: Person, today: date) -> QuerySet[SurveyToken]:
    """Tokens to offer; none to people who object to being counted."""
    waiting = open_tokens(person, today).filter(is_spent=False, is_put_away=False)
    return waiting.exclude(Exists(objections_visible_to(person))).order_by()


def open_token(person: Person, survey: str, today: date) -> SurveyToken | None:
    tokens = open_tokens(person, today).filter(round__survey=survey)
    return tokens.select_related("round__edition").first()


# The baseline comes first.
TO_OFFER = (SurveyKind.HABITS, SurveyKind.BAROMETER, SurveyKind.QUESTIONS)


def surveys_waiting(person: Person, today: date) -> list[SurveyRound]:
    """Rounds to offer. One query."""
    tokens = waiting_tokens(person, today).select_related("round__edition")
    rounds = [token.round for token in tokens]
    return sorted(rounds, key=lambda survey_round: TO_OFFER.index(SurveyKind(survey_round.survey)))


@dataclass(frozen=True, slots=True)
class OfferedSurvey:
    """A survey that the first screen offers."""

    survey: SurveyKind
    closes_on: date
    title: str


def surveys_offered(joined: str | None) -> list[OfferedSurvey]:
    """Read the fact OFFERED_SURVEYS."""
    lines = [line.split(" ", 2) for line in joined.split(BETWEEN)] if joined else []
    offered = [
        OfferedSurvey(SurveyKind(survey), date.fromisoformat(closes_on), title)
        for survey, closes_on, title in lines
    ]
    return sorted(offered, key=lambda each: TO_OFFER.index(each.survey))


def _offered_surveys(person: Person) -> Subquery:
    languages = dict.fromkeys(((get_language() or "")[:2], source_language()))
    titles = [
        KeyTextTransform("title", KeyTransform(language, "round__edition__words"))
        for language in languages
    ]
    title = Coalesce(*titles, Value(""), output_field=TextField())
    lines = Concat(
        "round__survey", Value(" "), Cast("round__closes_on", CharField()), Value(" "), title,
        output_field=TextField(),
    )  # fmt: skip
    own = waiting_tokens(person, current_day()).values("subject")
    return Subquery(own.values(all=JoinedTexts(lines, BETWEEN)))


HAS_QUESTIONS, OFFERED_SURVEYS = "has_own_questions", "offered_surveys"
SURVEY_FACTS = (
    Fact(
        HAS_QUESTIONS,
        lambda person: Exists(OwnQuestions.objects.filter(edition=None)),
        concerns=handles_questions,
    ),
    Fact(OFFERED_SURVEYS, _offered_surveys, concerns=may_declare),
)


def suggested_module(question: Question, person: Person) -> ModuleRow | None:
    """Module of a statement; if it is missing, the first that answers the same barrier."""
    found = module_row_by_slug(person, question.module)
    barrier = DIMENSIONS.get(question.dimension)
    if found is not None or barrier is None:
        return found
    return next(iter(modules_by_barrier(person, [barrier]).get(barrier, [])), None)


def least_agreed_statements(survey: Survey, answers: dict[str, str]) -> list[Question]:
    """The first statement not agreed with, and the fear for one’s job, never left out."""
    low = [question for question in survey.questions if _is_low(question, answers)]
    return [
        question
        for question in low
        if question is low[0] or question.dimension == NEVER_PASSED_OVER
    ]


def _is_low(question: Question, answers: dict[str, str]) -> bool:
    """Whether the answer lies in the lower part of its scale."""
    values = question.values
    return answers.get(question.key) in values[: (len(values) + 1) // 2]


@dataclass(frozen=True, slots=True)
class OwnRoundAnswers:
    """A person's answers to a round, or their copy: each question with the words of their answer."""

    round: SurveyRound
    survey: Survey
    answers: dict[str, str]

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [
            (question.text, question.text_of(self.answers[question.key]))
            for question in self.survey.questions
            if question.key in self.answers
        ]


def own_answers(person: Person) -> list[OwnRoundAnswers]:
    """A person's answers, the latest first; two queries. Copies that cannot be decrypted are left out."""
    found = [
        OwnRoundAnswers(row.round, row.round.edition.text, row.answers)
        for row in survey_answers_visible_to(person).select_related("round__edition")
    ]
    for copy in barometer_copies_visible_to(person).select_related("round__edition"):
        words = decrypt_for_owner(bytes(copy.sealed), person=person, context=str(copy.round.uuid))
        if words is not None:
            survey = copy.round.edition.text
            keys = [question.key for question in survey.questions]
            given = survey.accepted(dict(zip(keys, json.loads(words), strict=True)))
            found.append(OwnRoundAnswers(copy.round, survey, given))
    return sorted(
        found, key=lambda answers: (answers.round.opened_on, answers.round.pk), reverse=True
    )


# --- What is out ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OptionShare:
    """An answer option: how many chose it, now and in the round before; `option` is empty for no answer."""

    option: str
    text: str
    measure: Measure
    before: Measure


@dataclass(frozen=True, slots=True)
class Distribution:
    question: Question
    shares: tuple[OptionShare, ...]

    @property
    def is_hidden(self) -> bool:
        return all(share.measure.is_hidden for share in self.shares)

    @property
    def answered(self) -> Measure:
        """Number of people who chose an option: everybody asked but those without an answer."""
        silence = self.shares[0].measure
        if silence.low is None or silence.high is None:
            return Measure()
        asked = silence.population
        return Measure(asked - silence.high, asked - silence.low, asked)

    @property
    def is_low(self) -> bool:
        """Whether, in a barometer, surely more people did not agree than did."""
        options = self.shares[1:]
        half = (len(options) + 1) // 2
        if not self.question.talking_point or self.is_hidden:
            return False
        lower = sum(share.measure.low or 0 for share in options[:half])
        upper = sum(
            (share.measure.population if share.measure.high is None else share.measure.high)
            for share in options[half:]
        )
        return lower > upper


def published_rounds() -> QuerySet[SurveyRound]:
    return SurveyRound.objects.exclude(publication=None).select_related("publication")


def round_before(survey_round: SurveyRound) -> SurveyRound | None:
    """The last round that asked the same; questions of one's own are others each time."""
    if survey_round.survey == SurveyKind.QUESTIONS:
        return None
    earlier = published_rounds().filter(
        survey=survey_round.survey, opened_on__lt=survey_round.opened_on
    )
    return earlier.first()


def distributions(survey_round: SurveyRound, before: SurveyRound | None) -> list[Distribution]:
    """Distributions by question, in the order asked. One query."""
    rounds = [asked_round.pk for asked_round in (survey_round, before) if asked_round is not None]
    rows = SurveyFigure.objects.filter(publication__round__in=rounds).order_by("pk")
    known = {
        (row.publication.round_id, row.question, row.option): (
            Measure() if row.low is None else Measure(row.low, row.high, row.population)
        )
        for row in rows.select_related("publication")
    }
    survey = survey_round.edition.text
    then = before.pk if before else 0
    return [
        Distribution(
            question,
            tuple(
                OptionShare(
                    option,
                    text,
                    known.get((survey_round.pk, question.key, option), Measure()),
                    known.get((then, question.key, option), Measure()),
                )
                for option, text in _options(question)
            ),
        )
        for question in survey.questions
    ]


def _options(question: Question) -> Sequence[tuple[str, str]]:
    options = [(option.key, option.text) for option in question.options]
    return [(SILENCE, pgettext("survey", "No answer")), *options]


def surveys_to_open(on: date) -> set[str]:
    """Surveys that are loaded, and the questions of one's own if they may be asked."""
    loaded = SurveyEdition.objects.exclude(survey=SurveyKind.QUESTIONS).order_by()
    own = {SurveyKind.QUESTIONS.value} if may_open_questions(on) else set()
    return set(loaded.values_list("survey", flat=True).distinct()) | own
