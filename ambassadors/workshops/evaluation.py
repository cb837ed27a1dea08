"""Define the four questions about a session, at each of the two times, and add up their counts.

Stored counts use the codes: a question whose meaning changes needs another code.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ambassadors.workshops.enums import Wave


LEAST_ANSWERS = 5  # from which results are shown
# From "no" to "yes".
ANSWER_LABELS: dict[int, Any] = {
    1: _("No"),
    2: _("Rather not"),
    3: _("Rather yes"),
    4: _("Yes"),
}
QUESTIONS: dict[Wave, dict[str, Any]] = {
    Wave.HOT: {
        "useful": _("What I saw will be of use in my work."),
        "clear": _("The explanations were clear."),
        "pace": _("The pace suited me."),
        "able": _("I feel able to show it to somebody else."),
    },
    Wave.COLD: {
        "used": _("I have used what I saw in my work."),
        "shown": _("I have shown it to somebody: a colleague, or somebody of the public."),
        "eased": _("It has made a part of my work easier."),
        "advised": _("I would advise a colleague to come."),
    },
}


def add_answers(
    counts: Mapping[str, list[int]], answers: Mapping[str, int]
) -> dict[str, list[int]]:
    """Return the counts with one more answer to each question: how many chose each value, in order."""
    return {
        question: [
            number + (position == value)
            for position, number in enumerate(
                counts.get(question, [0] * len(ANSWER_LABELS)), start=1
            )
        ]
        for question, value in sorted(answers.items())
    }
