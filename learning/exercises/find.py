"""Find it: what is suspicious, or to be seen, in a message or on a picture."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.blocks.basic import RichTextBlock
from learning.exercises.base import (
    FEEDBACK_FEATURES,
    SHOW,
    ExerciseAnswer,
    ExerciseBlock,
    ExerciseFeedback,
)
from quizzes.values.marks import State
from quizzes.values.spots import SpotVerdict, judge_spots, spot_segments, state_of_spots


class SpotBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("spot"),
        max_length=200,
        help_text=_("In a message, its very words; on a picture, what is there."),
    )
    is_wanted = blocks.BooleanBlock(label=_("is to be found"), required=False)
    left = blocks.IntegerBlock(
        label=_("from the left, in %"), min_value=0, max_value=100, required=False
    )
    top = blocks.IntegerBlock(
        label=_("from the top, in %"), min_value=0, max_value=100, required=False
    )
    feedback = RichTextBlock(
        label=_("what to say to it"),
        features=FEEDBACK_FEATURES,
        help_text=_("Why it should alert, or why it is harmless."),
    )


class FindBlock(ExerciseBlock):
    title = blocks.CharBlock(
        label=_("question"),
        max_length=160,
        help_text=_("Such as “Three things in this message should alert you. Which?”"),
    )
    message = blocks.TextBlock(
        label=_("message"),
        required=False,
        max_length=1500,
        help_text=_("The text in which to look. Leave it empty to look on a picture."),
    )
    image = ImageBlock(label=_("picture"), required=False)
    spots = blocks.ListBlock(SpotBlock(), label=_("spots"), min_num=2, max_num=9)

    kind_icon = "search"

    class Meta:
        icon = "search"
        label = _("find it")
        template = "learning/exercises/find.html"

    def problems(self, value):
        if bool(value["message"]) == bool(value["image"]):
            return {"message": _("Give a message or a picture: one of the two.")}
        if not any(spot["is_wanted"] for spot in value["spots"]):
            return {"spots": _("Say of one spot at least that it is to be found.")}
        lost = self._lost_spots(value)
        if lost and value["message"]:
            return {
                "spots": format_lazy(
                    _("Not in the message, or inside another spot: {spots}."),
                    spots=", ".join(f"“{text}”" for text in lost),
                )
            }
        if lost:
            return {"spots": _("Say of each spot where it stands on the picture, in %.")}
        return {}

    def _lost_spots(self, value):
        """Return the words of each spot that has no place."""
        if value["message"]:
            texts = [spot["text"] for spot in value["spots"]]
            there = {number for _text, number in spot_segments(value["message"], texts)}
            return [text for number, text in enumerate(texts, 1) if number not in there]
        return [
            spot["text"] for spot in value["spots"] if spot["left"] is None or spot["top"] is None
        ]

    def answer(self, value, data, *, prefix):
        spots, sent = value["spots"], data.getlist("spot") if data else []
        chosen = {number for number in range(1, len(spots) + 1) if str(number) in sent}
        verdicts = judge_spots([bool(spot["is_wanted"]) for spot in spots], chosen)
        state = state_of_spots(verdicts) if data is not None else None
        is_told = state is State.RIGHT or bool(data and SHOW in data)
        shown = [
            ShownSpot(number, spot, number in chosen, _told(verdict, state, is_told=is_told))
            for number, (spot, verdict) in enumerate(zip(spots, verdicts, strict=True), 1)
        ]
        segments = spot_segments(value["message"] or "", [spot["text"] or "" for spot in spots])
        feedback = _feedback(state, verdicts, is_told=is_told) if state else None
        return ExerciseAnswer(
            {"segments": segments, "spots": shown, "image": value["image"]},
            feedback,
            can_show=feedback is not None and not is_told,
        )


@dataclass(frozen=True, slots=True)
class ShownSpot:
    """A spot on a page. `verdict` is None while nothing is said of it."""

    number: int
    value: Any
    is_chosen: bool
    verdict: SpotVerdict | None


def _told(verdict: SpotVerdict, state: State | None, *, is_told: bool) -> SpotVerdict | None:
    """Return what is said of a spot: of those not pointed at, nothing while the reader looks."""
    if state is None or (not is_told and verdict in (SpotVerdict.MISSED, SpotVerdict.LEFT)):
        return None
    return verdict


def _feedback(
    state: State, verdicts: list[SpotVerdict], *, is_told: bool
) -> ExerciseFeedback | None:
    found = verdicts.count(SpotVerdict.FOUND)
    total = found + verdicts.count(SpotVerdict.MISSED)
    if is_told and state is State.UNANSWERED:
        return ExerciseFeedback(state, gettext("Here is the explanation."))
    if state is State.UNANSWERED:
        return ExerciseFeedback(state, gettext("Tick what you would point at, then check."))
    if state is State.RIGHT:
        return ExerciseFeedback(
            state,
            ngettext("You have found it.", "You have found all %(total)s.", total)
            % {"total": total},
        )
    message = ngettext("%(found)s found of %(total)s.", "%(found)s found of %(total)s.", found) % {
        "found": found,
        "total": total,
    }
    if not is_told and found < total:
        message = gettext("%(found)s Look again, or see the answer.") % {"found": message}
    return ExerciseFeedback(state, message)
