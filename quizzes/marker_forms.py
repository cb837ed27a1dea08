"""The forms of those who mark, and of authors who correct a key."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.html import plain_text
from quizzes.models import EssayMark, Question, QuestionVersion, Quiz
from quizzes.queries.marking import QueueRow
from quizzes.values.grids import GridLine
from quizzes.values.texts import Rich, TextFormat


class QueueFilter(forms.Form):
    """Offers what waits; another choice in the address is none."""

    def __init__(self, *args: Any, rows: Iterable[QueueRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(rows)
        of_quizzes = Quiz.objects.filter(pk__in={row.quiz.pk for row in listed})
        of_questions = Question.objects.filter(pk__in={row.question.pk for row in listed})
        self.fields["quiz"] = forms.ModelChoiceField(
            of_quizzes.order_by("title", "pk"),
            label=_("Quiz"),
            required=False,
            empty_label=_("All quizzes"),
        )
        self.fields["question"] = forms.ModelChoiceField(
            of_questions.order_by("title", "pk"),
            label=_("Question"),
            required=False,
            empty_label=_("All questions"),
        )

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in ("quiz", "question")}


QUICK_MARKS = [(percent, f"{percent} %") for percent in (0, 25, 50, 75, 100)]  # no-break space


class MarkForm(forms.Form):
    """One number for each line of the grid. `seen`: the mark that the page showed, 0 for none."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, lines: Sequence[GridLine], mark: EssayMark | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = [f"percent-{number}" for number, _line in enumerate(lines)]
        for name, line in zip(self.names, lines, strict=True):
            self.fields[name] = self.share_field(line)
        self.fields["comment"] = forms.CharField(
            label=_("Comment to the learner"),
            help_text=_("What is good, what is missing. It is shown as you write it."),
            required=False,
            max_length=5000,
            initial=mark.comment if mark else "",
            widget=forms.Textarea(attrs={"rows": 6}),
        )
        if mark:
            self.fields["reason"] = forms.CharField(
                label=_("Why the mark is changed"),
                help_text=_("The learner reads it."),
                max_length=300,
            )
        self.initial["seen"] = mark.number if mark else 0

    def share_field(self, line: GridLine) -> forms.Field:
        return forms.IntegerField(
            label=_label(line),
            help_text=_help(line),
            min_value=0,
            max_value=100,
            initial=line.percent,
        )

    @property
    def percents(self) -> list[int]:
        return [self.cleaned_data[name] for name in self.names]


class QuickMarkForm(MarkForm):
    """The same beside nine others: a click for each line; empty where it is left for later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, mark=None, **kwargs)
        self.fields["comment"].widget.attrs["rows"] = 2

    def share_field(self, line: GridLine) -> forms.Field:
        return forms.TypedChoiceField(
            label=_label(line),
            help_text=_help(line),
            choices=QUICK_MARKS,
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a percentage here too.")},
        )

    @property
    def is_begun(self) -> bool:
        """Return whether a mark is chosen: a comment alone waits for one."""
        return any(self.data.get(self.add_prefix(name)) for name in self.names)

    @property
    def lines(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names]


def _help(line: GridLine) -> str:
    return plain_text(Rich(line.help, TextFormat.HTML))


def _label(line: GridLine) -> Any:
    if not line.title:
        return _("Share of the points (%)")
    share = f"{line.share.normalize():f}"
    return _("%(criterion)s, out of %(share)s %% of the points: reached (%%)") % {
        "criterion": line.title,
        "share": share,
    }


class RemarkForm(forms.Form):
    """Which earlier versions are marked again, and whether a score may fall."""

    only_raises = forms.BooleanField(
        label=_("Never lower anybody’s score"), required=False, initial=True
    )

    def __init__(self, *args: Any, readable: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = QuestionVersion.objects.filter(pk__in=list(readable))
        self.fields["versions"] = forms.ModelMultipleChoiceField(
            listed.order_by("-number"),
            label=_("Versions"),
            error_messages={"required": _("Choose one version at least.")},
        )
