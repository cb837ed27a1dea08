"""A table to fill in: its headings and an example of each kind that fits in a row."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from quizzes.file_questions import FileQuestion
from quizzes.specs import (
    FULL,
    Choice,
    Essay,
    Information,
    Matching,
    MultipleChoice,
    NumberAnswer,
    Numeric,
    Pair,
    Rich,
    ShortText,
    SingleChoice,
    Spec,
    TextAnswer,
    TrueFalse,
    numbered_pairs,
    with_ids,
)
from quizzes.tables.writer import table_rows


def template_rows() -> Iterator[list[str]]:
    title, category = _("Example, to be replaced"), _("My category")
    return table_rows(
        FileQuestion(spec=spec, title=f"{title} ({number})", category=category)
        for number, spec in enumerate(_examples(), start=1)
    )


def _examples() -> Iterator[Spec]:
    explanation = Rich(_("An explanation shown to everybody after the answer."))
    half = FULL / 2
    yield SingleChoice(
        text=Rich(_("Which of these answers is right?")),
        general_feedback=explanation,
        choices=with_ids(
            [
                Choice(text=Rich(_("This one")), fraction=FULL, feedback=Rich(_("Yes."))),
                Choice(text=Rich(_("That one")), feedback=Rich(_("No."))),
            ]
        ),
    )
    yield MultipleChoice(
        text=Rich(_("Which two of these answers are right?")),
        choices=with_ids(
            Choice(text=Rich(text), fraction=worth)
            for text, worth in (
                (_("This one"), half),
                (_("That one"), half),
                (_("Not this one, which costs points"), -half),
            )
        ),
    )
    yield TrueFalse(text=Rich(_("Is this sentence true?")), answer=True)
    yield ShortText(
        text=Rich(_("Which word is asked for?")),
        answers=(TextAnswer(text=_("word")), TextAnswer(text=_("wor*"), fraction=half)),
    )
    yield Numeric(
        text=Rich(_("How much is it, give or take a half?")),
        answers=(NumberAnswer(value=FULL / 8, tolerance=half / FULL),),
        wrong_feedback=Rich(_("Count again.")),
    )
    yield Matching(
        text=Rich(_("Which country does each city belong to?")),
        pairs=numbered_pairs(
            [
                Pair(prompt=Rich("Paris"), answer=_("France")),
                Pair(prompt=Rich("Rome"), answer=_("Italy")),
            ]
        ),
        distractors=(_("Spain"),),
    )
    yield Essay(text=Rich(_("What do you think of it?")))
    yield Information(text=Rich(_("A text to read between two questions.")))
