"""The lines of a workshop's result on one page, and the answer of whoever reviews them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.job_changes.actions import Line
from ambassadors.job_changes.enums import ChangeKind
from ambassadors.job_changes.models import LONGEST_WORDS, JobChange
from ambassadors.job_changes.queries import Courses, courses, kit_choices
from ambassadors.practices.actions import validate_anonymous_texts
from cms.models.releases import PortalRelease
from core.collation import fold_text
from core.dates import months_after, today
from core.typography import day_text


MOST_LINES = 40
MONTHS_AHEAD = 36
BLANK = tuple(
    ChangeKind
)  # the empty lines of a first draft, one of each kind, and those of “more lines”
DATALIST = "cours"
FOLDED = ("starts_on", "release", "course", "kit")


class LineForm(forms.Form):
    """A line. Emptied of its task or ticked to be removed, it is taken out."""

    words = forms.CharField(
        label=gettext_lazy("The task"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"), choices=ChangeKind, widget=forms.RadioSelect
    )
    becomes = forms.CharField(
        label=gettext_lazy("What it becomes"), max_length=LONGEST_WORDS, required=False
    )
    starts_on = forms.TypedChoiceField(
        label=gettext_lazy("From which month"),
        required=False,
        coerce=date.fromisoformat,
        empty_value=None,
    )
    release = forms.ModelChoiceField(
        label=gettext_lazy("Release of a portal"),
        queryset=None,
        required=False,
        empty_label="—",
    )
    course = forms.CharField(
        label=gettext_lazy("Lesson or module that prepares for it"),
        help_text=gettext_lazy("Type a word of its title, then choose."),
        required=False,
        widget=forms.TextInput(attrs={"list": DATALIST, "autocomplete": "off"}),
    )
    kit = forms.ChoiceField(label=gettext_lazy("Kit that prepares for it"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Remove this line"), required=False)

    def __init__(self, *args, courses: Courses, months, releases, kits, **kwargs):
        super().__init__(*args, **kwargs)
        self.courses = courses
        self.fields["starts_on"].choices = _with_chosen(months, self.initial.get("starts_on"))
        self.fields["release"].queryset = PortalRelease.objects.all()
        self.fields["release"].choices = [("", "—"), *releases]
        self.fields["kit"].choices = [("", "—"), *kits]

    def clean_course(self):
        typed = self.cleaned_data["course"]
        if not typed:
            return None
        key = self.courses.keys.get(fold_text(typed))
        if key is None:
            message = _(
                "No lesson or module is called that: choose one of the list, or leave this empty."
            )
            raise ValidationError(message, code="unknown")
        return key

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("remove"):
            self.errors.clear()
            return cleaned
        words, becomes = cleaned.get("words", ""), cleaned.get("becomes", "")
        if not words and becomes and not self.initial.get("words"):
            self.add_error("words", _("Say which task this is about."))
        if becomes and cleaned.get("kind") == ChangeKind.COMES:
            self.add_error(
                "becomes", _("A task that comes becomes nothing else: leave this empty.")
            )
        try:
            validate_anonymous_texts({"words": words, "becomes": becomes})
        except ValidationError as error:
            self.add_error(None, error)
        return cleaned

    @property
    def is_written(self) -> bool:
        """Return whether it says a task, saved or not yet: its page folds it."""
        return bool(self["words"].value())

    @property
    def kind_label(self) -> str:
        return str(dict(ChangeKind.choices).get(self["kind"].value(), ""))

    @property
    def has_folded_error(self) -> bool:
        return any(self[name].errors for name in FOLDED)

    @property
    def preview(self) -> str:
        """Return what stands in the part that is folded at first."""
        chosen = [(self.fields[name], self[name].value()) for name in FOLDED]
        shown = [
            dict(getattr(one, "choices", ())).get(value, value) for one, value in chosen if value
        ]
        return ", ".join(str(text) for text in shown)

    def line(self) -> Line | None:
        cleaned = self.cleaned_data
        if cleaned.get("remove") or not cleaned.get("words"):
            return None
        names = ("words", "becomes", "starts_on", "release", "course")
        return Line(
            kind=ChangeKind(cleaned["kind"]),
            kit=UUID(cleaned["kit"]) if cleaned["kit"] else None,
            **{name: cleaned[name] for name in names},
        )


class BaseLines(forms.BaseFormSet):
    def course_labels(self) -> list[str]:
        known: Courses = self.form_kwargs["courses"]
        return list(known.labels.values())

    def has_written(self) -> bool:
        return any(form.is_written for form in self.forms)

    def lines(self) -> list[Line]:
        return [line for form in self.forms if (line := form.line())]


def lines_formset(data: Any, changes: Iterable[JobChange]) -> BaseLines:
    """Return the form of these lines and an empty one; where there are none, an empty one of each kind."""
    known = courses()
    filled = [_shown_line(change, known) for change in changes]
    blank = [{"kind": kind} for kind in (BLANK[:1] if filled else BLANK)]
    formset = forms.formset_factory(
        LineForm, BaseLines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES
    )
    releases = PortalRelease.objects.select_related("portal").order_by("-released_on", "-pk")
    offered = {
        "courses": known,
        "months": [(day.isoformat(), day_text(day, "F Y")) for day in _months()],
        "releases": [(str(release.pk), str(release)) for release in releases],
        "kits": kit_choices(),
    }
    return formset(data, initial=[*filled, *blank][:MOST_LINES], form_kwargs=offered)


def with_more_lines(data: Any) -> Any:
    """Return what was sent with an empty line of each kind more, as far as there may be."""
    longer = data.copy()
    typed = longer.get("form-TOTAL_FORMS", "")
    count = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else MOST_LINES
    for place, kind in zip(range(count, MOST_LINES), BLANK, strict=False):
        longer[f"form-{place}-kind"] = kind
        longer["form-TOTAL_FORMS"] = place + 1
    return longer


def _shown_line(change: JobChange, known: Courses) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "words": change.words,
        "becomes": change.becomes,
        "starts_on": change.starts_on.isoformat() if change.starts_on else "",
        "release": str(change.release_id or ""),
        "course": known.labels.get(change.course, "") if change.course else "",
        "kit": str(change.kit or ""),
    }


def _months() -> list[date]:
    first = today().replace(day=1)
    return [months_after(first, step) for step in range(MONTHS_AHEAD + 1)]


def _with_chosen(months: list[tuple[str, str]], chosen: str) -> list[tuple[str, Any]]:
    """Return the months to choose from, with one that was chosen and lies beyond them."""
    beyond = chosen and chosen not in dict(months)
    more = [(chosen, day_text(date.fromisoformat(chosen), "F Y"))] if beyond else []
    return [("", _("No date yet")), *more, *months]


class ReturnForm(forms.Form):
    remark = forms.CharField(label=gettext_lazy("What is to be reworked"), max_length=300)
