"""Dialogue: somebody speaks, the reader answers, and sees what follows from it."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import previews
from cms.blocks.basic import PLAIN_FEATURES, RichTextBlock
from learning.exercises.base import (
    FEEDBACK_FEATURES,
    SHOW,
    ExerciseAnswer,
    ExerciseBlock,
    ExerciseFeedback,
)
from learning.exercises.questions import problems_in_words, rich_of
from quizzes.kinds.scenario import FEWEST_REPLIES, MOST_REPLIES, Reply, Scenario, Scene
from quizzes.scenario_map import map_of
from quizzes.values.marks import State
from quizzes.values.texts import Rich


class Effect(models.TextChoices):
    """The effects of a reply on the conversation, shown in its consequence and never in colour alone."""

    HELPS = "helps", _("it helps")
    DELAYS = "delays", _("it neither helps nor harms")
    HARMS = "harms", _("it makes things worse")


POINTS = {Effect.HELPS: Decimal(2), Effect.DELAYS: Decimal(1), Effect.HARMS: Decimal(0)}
ENDINGS = {
    State.RIGHT: _("The conversation ends well."),
    State.PARTLY: _("The conversation ends, not in the shortest way."),
    State.WRONG: _("The conversation ends badly. Other words would have helped."),
}


class ReplyBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("what the reader may say"), max_length=300)
    effect = blocks.ChoiceBlock(label=_("effect"), choices=Effect.choices, default=Effect.HELPS)
    next = blocks.CharBlock(
        label=_("next turn"),
        max_length=40,
        required=False,
        help_text=_("The key of the turn that follows; empty, the conversation ends."),
    )
    consequence = RichTextBlock(
        label=_("what follows"),
        features=FEEDBACK_FEATURES,
        help_text=_("What the person does, and why."),
    )


class TurnBlock(blocks.StructBlock):
    key = blocks.CharBlock(
        label=_("key"), max_length=40, help_text=_("A short name; readers do not see it.")
    )
    said = RichTextBlock(label=_("what the person says or does"), features=FEEDBACK_FEATURES)
    replies = blocks.ListBlock(
        ReplyBlock(), label=_("replies"), min_num=FEWEST_REPLIES, max_num=MOST_REPLIES
    )


class DialogueBlock(ExerciseBlock):
    title = blocks.CharBlock(label=_("title"), max_length=160)
    situation = RichTextBlock(
        label=_("situation"), features=PLAIN_FEATURES, help_text=_("Who speaks, where, and why.")
    )
    turns = blocks.ListBlock(
        TurnBlock(),
        label=_("turns"),
        min_num=1,
        max_num=12,
        help_text=_("It begins with the first. Replies lead forward only."),
    )

    kind_icon = "message-circle"
    has_own_buttons = True

    class Meta:
        icon = "comment"
        label = _("dialogue")
        description = _("A conversation in which each reply leads further.")
        synonyms = _("role play, scenario, branches")
        preview_value = staticmethod(previews.dialogue)
        template = "learning/exercises/dialogue.html"

    def problems(self, value):
        return problems_in_words(_scenario(value), "turns")

    def answer(self, value, data, *, prefix):
        scenario = _scenario(value)
        path = data.get("path", "").split() if data is not None else []
        if data is not None and "back" in data:
            path = path[:-1]
        elif data is not None:
            path += data.getlist("choice")[:1]
        response = scenario.cleaned({"path": path})
        steps, ahead = scenario.walk(response.get("path", []))
        is_over = bool(steps) and ahead is None
        parts = scenario.parts({}, response, is_explained=is_over, tells=True)
        mark = scenario.earned(response)
        return ExerciseAnswer(
            {
                "situation": value["situation"],
                "parts": parts,
                "map": map_of(scenario) if data and SHOW in data and scenario.scenes else None,
                "path": " ".join(response.get("path", [])),
            },
            ExerciseFeedback(mark.state, str(ENDINGS[mark.state])) if is_over else None,
            is_over=is_over,
        )


def _scenario(value) -> Scenario:
    """Return the dialogue as the bank’s case with branches, which judges and plays it."""
    scenes = tuple(
        Scene(
            code=turn["key"] or "",
            text=rich_of(turn["said"]),
            replies=tuple(
                Reply(
                    text=Rich(reply["text"] or ""),
                    points=POINTS[Effect(reply["effect"] or Effect.DELAYS)],
                    next=reply["next"] or "",
                    feedback=rich_of(reply["consequence"]),
                )
                for reply in turn["replies"]
            ),
        )
        for turn in value["turns"]
    )
    return Scenario(text=rich_of(value["situation"]), scenes=scenes).numbered()
