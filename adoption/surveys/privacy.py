"""Holdings of survey answers, under a name that only the person's session can compute.

An answer to the barometer is in no holding: nothing leads from anybody to it.
"""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from adoption.surveys.actions.answers import forget_survey_answers
from adoption.surveys.enums import SurveyKind
from adoption.surveys.models import BarometerCopy, OwnQuestions, SurveyAnswers, SurveyToken
from adoption.surveys.policies import survey_tokens_visible_to
from adoption.surveys.queries import own_answers
from adoption.surveys.retention import ANSWERS, COPIES
from adoption.usage.privacy import OwnHolding
from adoption.usage.pseudonyms import subject_of
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows, register_holding
from people.queries.own_rows import OwnRows
from people.retention_registry import retention_text


HEADINGS = (  # of rows under no field’s name
    gettext_noop("Survey"),
    gettext_noop("Opened on"),
    gettext_noop("Question"),
    gettext_noop("Answer"),
)


def register() -> None:
    for holding in _holdings():
        register_holding(holding)


def _holdings() -> Iterator[Holding]:
    """Tokens come first: an answer being sent waits for them, and is then erased with the others."""
    yield OwnHolding(
        model=SurveyToken._meta.label,
        title=_("The surveys that you are asked"),
        purpose=_("So that you answer once, and are not asked again."),
        retention=_("Until the survey closes."),
        source=_("Passerelle itself when a survey opens, and you when you answer or put it away."),
        export=OwnRows(_tokens, subject_of, tell=_token_rows),
        erase=lambda person: delete_rows(SurveyToken.objects.filter(subject=subject_of(person))),
    )
    yield OwnHolding(
        model=SurveyAnswers._meta.label,
        title=_("What you answered about your digital habits"),
        purpose=_("To count groups, and to show you where you started from."),
        retention=retention_text(ANSWERS),
        source=_("You, when you answer a survey."),
        export=lambda person: _export(person, SurveyKind.HABITS),
        erase=lambda person: forget_survey_answers(person=person),
    )
    yield OwnHolding(
        model=BarometerCopy._meta.label,
        title=_("What you kept of your answers to the barometer"),
        purpose=_("For you to read again. It is counted nowhere."),
        retention=retention_text(COPIES),
        source=_("You, when you choose to keep a copy."),
        export=lambda person: _export(person, SurveyKind.BAROMETER),
        erase=lambda person: delete_rows(BarometerCopy.objects.filter(subject=subject_of(person))),
    )
    yield Holding(
        model=OwnQuestions._meta.label,
        title=_("Questions that you wrote for a survey, or read before they were asked"),
        purpose=_("To know who wrote them, and who approved or returned them."),
        recipients=_(
            "Nobody on a page: training managers and data protection officers read them without a name."
        ),
        retention=_("As long as the questions; your name goes when you are erased."),
        source=_("You, when you write or read them."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            OwnQuestions.objects.filter(Q(written_by=person) | Q(read_by=person))
            .order_by("pk")
            .values("state", "remark", "read_at", "words")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=_forget_author,
    )


def _forget_author(person: Person) -> int:
    written = OwnQuestions.objects.filter(written_by=person).update(written_by=None)
    return written + OwnQuestions.objects.filter(read_by=person).update(read_by=None)


def _tokens(person: Person) -> QuerySet[SurveyToken]:
    return survey_tokens_visible_to(person).select_related("round").order_by("pk")


def _token_rows(tokens: list[SurveyToken]) -> Rows:
    return [
        {
            "survey": token.round.get_survey_display(),
            "opened_on": token.round.opened_on,
            "is_spent": token.is_spent,
            "is_put_away": token.is_put_away,
        }
        for token in tokens
    ]


def _export(person: Person, survey: SurveyKind) -> Rows:
    return [
        {
            "survey": own.round.get_survey_display(),
            "opened_on": own.round.opened_on,
            "question": question,
            "answer": answer,
        }
        for own in own_answers(person)
        if own.round.survey == survey
        for question, answer in own.lines
    ]
