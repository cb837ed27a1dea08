"""What an author fills in for an order, a text with gaps and a scenario; and the form of every kind."""

from dataclasses import replace
from itertools import chain, repeat
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.author_forms import FORMS as OTHER_FORMS
from quizzes.author_forms import QuestionForm
from quizzes.author_forms.typed import TypedTextForm
from quizzes.author_rows import area
from quizzes.gap_notation import read_gaps, write_gaps
from quizzes.problems import MESSAGES, Problem
from quizzes.reply_notation import SHOWN, UnreadableReply, WrittenReply, read_replies, write_replies
from quizzes.specs import (
    EMPTY,
    Kind,
    OrderGrading,
    OrderItem,
    Reply,
    Scene,
    ordered_items,
    with_reply_ids,
)


class ItemRow(forms.Form):
    text = area(_("Item"))


class OrderingForm(QuestionForm):
    kind = Kind.ORDERING
    row_class = ItemRow
    row_name = _("Place")

    grading = forms.ChoiceField(
        label=_("What the answer is worth"),
        choices=[
            (OrderGrading.PLACES, _("the share of items that stand in their place")),
            (OrderGrading.NEIGHBOURS, _("the share of items that are followed by the right one")),
            (OrderGrading.ALL_OR_NOTHING, _("everything or nothing")),
        ],
        help_text=_("Write the items below in the right order. Each learner gets them mixed."),
    )

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return super().initial_of(spec) | {"grading": spec.grading.value}

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [{"text": item.text.text} for item in spec.items]

    def parts(self) -> dict[str, Any]:
        items = ordered_items(OrderItem(text=self.written(row["text"])) for row in self.filled())
        return {"items": items, "grading": OrderGrading(self.cleaned_data["grading"])}


class GapRow(forms.Form):
    feedback = area(_("What to say to it"))


class BlanksForm(TypedTextForm):
    kind = Kind.BLANKS
    row_class = GapRow
    row_name = _("Gap")

    text = area(
        _("The text with its gaps"),
        required=True,
        rows=6,
        help_text=_(
            "Write each gap in double brackets: [[right answer|another right answer]]. With wrong "
            "answers, marked by ~, the learner chooses from a list: [[right|~wrong|~wrong]]. An * "
            "stands for any characters. A backslash makes a sign plain: \\|, \\~, \\], \\[[. What "
            "you write below for a gap, in the order of the text, is said once it was answered."
        ),
    )

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return super().initial_of(spec) | {"text": write_gaps(spec.text, spec.gaps)}

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [{"feedback": gap.feedback.text} for gap in spec.gaps]

    def clean_text(self) -> str:
        for problem in read_gaps(self.cleaned_data["text"]).problems:
            raise ValidationError(_said(problem), code=problem.code)
        return self.cleaned_data["text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            for number, text in enumerate(self._feedback(), start=1):
                if text.strip() and number > len(self.parts()["gaps"]):
                    raise ValidationError(
                        _("There is something to say to gap %(number)s, which is not in the text."),
                        code="gap",
                        params={"number": number},
                    )
        return cleaned

    def rich(self, name: str) -> Any:
        if name != "text":
            return super().rich(name)
        return self.written(read_gaps(self.cleaned_data["text"]).text)

    def _feedback(self) -> list[str]:
        return [row.cleaned_data.get("feedback", "") for row in self.rows]

    def parts(self) -> dict[str, Any]:
        said = [self.written(text) for text in self._feedback()]
        gaps = read_gaps(self.cleaned_data["text"]).gaps
        filled = zip(gaps, chain(said, repeat(EMPTY)), strict=False)
        return super().parts() | {
            "gaps": tuple(replace(gap, feedback=feedback) for gap, feedback in filled)
        }


class SceneRow(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=40,
        help_text=_("A short name by which answers lead to this scene; learners do not see it."),
    )
    text = area(_("What happens, what the person says"))
    replies = area(
        _("Answers"),
        rows=4,
        help_text=_(
            "One a line: answer | points | code of the next scene | what to say to it. Without a "
            "next scene the story ends. A line that begins with a space goes on with the one before."
        ),
    )

    def clean_replies(self) -> tuple[WrittenReply, ...]:
        try:
            return tuple(read_replies(self.cleaned_data["replies"]))
        except UnreadableReply as error:
            scene = self.cleaned_data.get("code", "")
            problem = Problem("reply_unreadable", {"scene": scene, "text": str(error)[:SHOWN]})
            raise ValidationError(_said(problem), code=problem.code) from error


class ScenarioForm(QuestionForm):
    kind = Kind.SCENARIO
    row_class = SceneRow
    row_name = _("Scene")

    text = area(
        _("The case"),
        required=True,
        rows=4,
        help_text=_(
            "Who asks for what, and what the learner has to do. It stays in view. The story begins "
            "with the first scene below."
        ),
    )

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [
            {"code": one.code, "text": one.text.text, "replies": write_replies(one.replies)}
            for one in spec.scenes
        ]

    def parts(self) -> dict[str, Any]:
        return {
            "scenes": tuple(
                Scene(
                    code=row["code"],
                    text=self.written(row["text"]),
                    replies=with_reply_ids(self._reply(one) for one in row["replies"]),
                )
                for row in self.filled()
                if row["code"] or row["text"] or row["replies"]
            )
        }

    def _reply(self, one: WrittenReply) -> Reply:
        return Reply(
            text=self.written(one.text),
            points=one.points,
            next=one.next,
            feedback=self.written(one.feedback),
        )


def _said(problem: Problem) -> str:
    return gettext(MESSAGES[problem.code]) % problem.params


FORMS: dict[Kind, type[QuestionForm]] = OTHER_FORMS | {
    form.kind: form for form in (OrderingForm, BlanksForm, ScenarioForm)
}
