"""The monthly question as the first screen and the logbook show it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from adoption.foundation.words.months import month_text
from adoption.usage.queries.own_use import (
    MonthlyQuestion,
    OwnUse,
    next_question,
    open_questions,
)
from adoption.usage.words.answers import ANSWERS
from cms.models import Portal


def question_cards(own: OwnUse, on: date, *, is_first_screen: bool = True) -> dict[str, Any] | None:
    """Return what `panels/declaration.html` shows; None for whoever objects to being counted, or has none.

    `is_first_screen`: one question, however many tools ask; once all are answered, the answers, which may be
    changed. The logbook shows every question that has no answer.
    """
    asked = [] if own.is_objecting else open_questions(own, on)
    shown = _on_first_screen(asked) if is_first_screen else [q for q in asked if q.answer is None]
    if not shown:
        return None
    return {
        "questions": [
            {
                "portal": question.portal,
                "month": str(question.month),
                "month_name": month_text(question.month),
                "text": question_text(
                    question.portal, "" if question.is_current else month_text(question.month)
                ),
                "is_answered": question.answer is not None,
            }
            for question in shown
        ],
        "answers": ANSWERS,
        "notice": own.notice,
        "names_portal": len(asked) > 1,
    }


def _on_first_screen(asked: Sequence[MonthlyQuestion]) -> Sequence[MonthlyQuestion]:
    question = next_question(asked)
    return asked if question is None else [question]


def question_text(portal: Portal, month_name: str) -> str:
    """Ask of a month, or of this one where it is not named."""
    if not month_name:
        return _("This month, have you used %(tool)s?") % {"tool": portal.noun}
    return _("In %(month)s, have you used %(tool)s?") % {"month": month_name, "tool": portal.noun}
