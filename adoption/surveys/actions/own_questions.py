"""Questions that a training manager adds: written, read by the data protection officer, and then asked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from adoption.surveys.enums import DraftState, QuestionKind, SurveyKind
from adoption.surveys.mails import QUESTIONS_READ, QUESTIONS_TO_READ
from adoption.surveys.models import OwnQuestions, SurveyEdition
from adoption.surveys.queries import questions_in_hand, were_questions_asked
from adoption.surveys.texts import Option, Question, Survey
from core.dates import today
from people.actions.mails import Letter, enqueue_mails
from people.enums import Role
from people.models import Person


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question as it is typed: its text and options by language; a scale has its own options."""

    kind: QuestionKind
    texts: Mapping[str, str]
    options: Mapping[str, Sequence[str]]


def save_own_questions(*, questions: Sequence[WrittenQuestion], by: Person) -> None:
    """Store the questions in hand; whoever approved others has to read these.

    Raises ValidationError when they were opened meanwhile.
    """
    words = {code: _survey(questions, code).as_json() for code, _name in settings.LANGUAGES}
    fresh = {"words": words, "state": DraftState.DRAFT, "written_by": by, "read_by": None}
    held, is_new = OwnQuestions.objects.get_or_create(edition=None, defaults=fresh)
    if is_new or held.words == json.loads(json.dumps(words)):
        return
    # Unchanged words keep their author, who may not approve them.
    changed = OwnQuestions.objects.filter(pk=held.pk, edition=None).update(
        **fresh, version=F("version") + 1, read_at=None
    )
    if not changed:
        raise ValidationError(_("They have been opened meanwhile: what was changed is not kept."))


def _survey(questions: Sequence[WrittenQuestion], language: str) -> Survey:
    with override(language):
        scale = [
            Option(str(place), str(text))
            for place, text in enumerate(
                (
                    _("Strongly disagree"),
                    _("Rather disagree"),
                    _("Neither agree nor disagree"),
                    _("Rather agree"),
                    _("Strongly agree"),
                ),
                start=1,
            )
        ]
        return Survey(
            title=pgettext("survey", "Questions of our organisation"),
            introduction=_(
                "Your answers are kept without your name. Only figures of the whole organisation are published, "
                "when enough people were asked. An answer that has been sent can no longer be taken back."
            ),
            closing=_("Thank you. A frank answer helps more than a polite one."),
            no_answer=_("I would rather not answer"),
            questions=tuple(
                Question(
                    f"q{number}",
                    question.texts[language],
                    tuple(
                        scale
                        if question.kind == QuestionKind.SCALE
                        else _options(question.options[language])
                    ),
                )
                for number, question in enumerate(questions, start=1)
            ),
        )


def _options(texts: Sequence[str]) -> list[Option]:
    return [Option(f"o{number}", text) for number, text in enumerate(texts, start=1)]


@transaction.atomic
def submit_own_questions() -> None:
    """Hand the questions to the data protection officers, with a mail. Raises ValidationError."""
    questions = questions_in_hand()
    if questions is None or not _change(questions, DraftState.DRAFT, state=DraftState.SUBMITTED):
        raise ValidationError(_("There is nothing new to read."), code="state")
    officers = Person.objects.employed_on(today()).filter(is_active=True)
    letters = [
        Letter(
            person=officer,
            key=f"{questions.uuid} {questions.version} {officer.uuid}",
            path=reverse("adoption:own_questions"),
        )
        for officer in officers.with_role(Role.DATA_PROTECTION_OFFICER)
    ]
    enqueue_mails(kind=QUESTIONS_TO_READ, letters=letters)


@transaction.atomic
def review_own_questions(*, version: int, by: Person, is_approved: bool, remark: str = "") -> None:
    """Approve the version that was read, or return it with a word. Raises ValidationError."""
    if not is_approved and not remark:
        raise ValidationError(_("Say in a word what should change."), code="remark")
    questions = questions_in_hand()
    if questions is not None and questions.written_by_id == by.pk:
        raise ValidationError(_("Somebody else than who wrote them reads them."), code="author")
    if (
        questions is None
        or questions.version != version
        or not _change(
            questions,
            DraftState.SUBMITTED,
            state=DraftState.APPROVED if is_approved else DraftState.RETURNED,
            remark=remark,
            read_by=by,
            read_at=Now(),
        )
    ):
        raise ValidationError(_("The questions have changed: read them again."), code="state")
    if questions.written_by is None:
        return
    letter = Letter(
        person=questions.written_by,
        key=f"{questions.uuid} {questions.version}",
        path=reverse("adoption:own_questions"),
    )
    enqueue_mails(kind=QUESTIONS_READ, letters=[letter])


def _change(questions: OwnQuestions, before: DraftState, **values: object) -> bool:
    """Whether the questions, still of this version and in this state, were changed."""
    same = OwnQuestions.objects.filter(pk=questions.pk, version=questions.version, state=before)
    return bool(same.filter(edition=None).update(**values))


def freeze_own_questions(on: date) -> SurveyEdition:
    """Make an edition, which never changes, of the approved questions. Raises ValidationError.

    Within the transaction of the round that asks it: one a quarter.
    """
    questions = OwnQuestions.objects.select_for_update().filter(edition=None).first()
    if questions is None or questions.state != DraftState.APPROVED:
        raise ValidationError(
            _("The data protection officer has not approved these questions."), code="unread"
        )
    if were_questions_asked(on):
        raise ValidationError(_("Questions of your own are asked once a quarter."), code="quarter")
    latest = SurveyEdition.objects.filter(survey=SurveyKind.QUESTIONS).first()
    edition = SurveyEdition.objects.create(
        survey=SurveyKind.QUESTIONS,
        number=latest.number + 1 if latest else 1,
        words=questions.words,
    )
    OwnQuestions.objects.filter(pk=questions.pk).update(edition=edition)
    return edition
