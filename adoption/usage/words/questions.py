"""The monthly question as the first screen and the logbook show it."""

from datetime import date
from typing import Any

from adoption.foundation.words.months import month_text
from adoption.usage.queries.own_use import OwnUse, open_questions
from adoption.usage.words.answers import ANSWERS


def question_cards(own: OwnUse, on: date, *, answered: bool = True) -> dict[str, Any] | None:
    """Return what `panels/declaration.html` shows; None for whoever objects to being counted, or has none.

    `answered`: with those that have an answer already, which may be changed.
    """
    asked = [] if own.is_objecting else open_questions(own, on)
    shown = [question for question in asked if answered or question.answer is None]
    if not shown:
        return None
    return {
        "questions": [
            {
                "portal": question.portal,
                "month": str(question.month),
                "month_name": month_text(question.month),
                "is_current": question.is_current,
                "is_answered": question.answer is not None,
            }
            for question in shown
        ],
        "answers": ANSWERS,
        "notice": own.notice,
        "names_portal": len(asked) > 1,
    }
