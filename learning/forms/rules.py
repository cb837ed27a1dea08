from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.dates import today
from learning.actions.rules import mandatory_results_error
from learning.criteria.registry import Criterion
from learning.enums import DueRule, ExemptionReason
from learning.models import AssignmentRule, Path
from learning.reminders import parse_days


MOST_REMINDERS, FARTHEST = 4, 365


class DaysField(forms.CharField):
    """A field of “14, 3” for the list [14, 3]."""

    def clean(self, value):
        text = super().clean(value)
        try:
            days = parse_days(text)
        except ValueError:
            days = [0]
        if any(not 1 <= day <= FARTHEST for day in days):
            raise ValidationError(_("Write numbers of days from 1 to 365, such as 14, 3."))
        if len(days) > MOST_REMINDERS:
            raise ValidationError(_("Four reminders at most: more of them are read by nobody."))
        return days

    def prepare_value(self, value):
        return ", ".join(str(day) for day in value) if isinstance(value, list) else value


class RuleForm(forms.ModelForm):
    """The path, the days and the reminders of a rule. Whom it is for is asked one condition at a time."""

    path = forms.ModelChoiceField(
        Path.objects.offered(), label=_("Training path"), empty_label=_("Choose a path")
    )
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For the same day for everybody."),
    )
    due_days = forms.IntegerField(
        label=_("Days after the assignment"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("For a number of days: each person has their own."),
    )
    remind_before = DaysField(
        label=_("Reminders before the day"),
        required=False,
        help_text=_("Days before, such as 14, 3. Whoever has finished gets none."),
    )
    remind_after = DaysField(
        label=_("Reminders after the day"),
        required=False,
        help_text=_("Days after, such as 3, 10."),
    )

    class Meta:
        model = AssignmentRule
        fields = [
            "title",
            "path",
            "is_mandatory",
            "due",
            "due_on",
            "due_days",
            "remind_before",
            "remind_after",
            "tells_manager",
        ]
        widgets = {"due": forms.RadioSelect}
        help_texts = {
            "title": _(
                "Whoever is assigned reads it as the reason: “You joined the front office”."
            ),
            "is_mandatory": _(
                "Managers see whether mandatory training is done, and the date. Nothing more. "
                "Otherwise the path is proposed, and nobody sees who follows it."
            ),
            "tells_manager": _(
                "Says how many of the team are late, without a name. The manager’s list has the names."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.replaces_id:
            for name in ("path", "is_mandatory"):
                self.fields[name].disabled = True
            self.fields["path"].queryset = Path.objects.filter(pk=self.instance.path_id)

    def clean_due_on(self):
        day, former = self.cleaned_data["due_on"], self.instance.replaces
        is_kept = former is not None and former.due_on == day
        if day and day < today() and not is_kept:
            raise ValidationError(_("This day has passed: choose today or later."))
        return day

    def clean(self):
        """Clear a day that another choice makes useless; ask for one that is missing."""
        values = super().clean()
        due = values.get("due")
        for name, kind in (("due_on", DueRule.FIXED), ("due_days", DueRule.RELATIVE)):
            if due != kind:
                values[name] = None
            elif values.get(name) is None and name not in self.errors:
                self.add_error(name, _("Say which."))
        if not values.get("is_mandatory"):
            self._refuse_what_is_for_mandatory(values)
        elif self.instance.uses_results:
            self.add_error("is_mandatory", mandatory_results_error().message)
        return values

    def _refuse_what_is_for_mandatory(self, values: dict[str, Any]) -> None:
        if values.get("due") not in (DueRule.NONE, None):
            self.add_error("due", _("Only mandatory training has a day to meet."))
        if values.get("tells_manager"):
            self.add_error("tells_manager", _("Of a suggestion, managers are told nothing."))


class CriterionForm(forms.Form):
    """A form of `values` as this kind of criterion asks for them."""

    is_excluded = forms.TypedChoiceField(
        label=_("Who"),
        choices=[("", _("those")), ("1", _("all but those"))],
        required=False,
        coerce=bool,
        empty_value=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, asked: Criterion, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["values"] = field = asked.field()
        field.label = capfirst(field.label)
        self.order_fields(["values", "is_excluded"])


class ExemptionForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=ExemptionReason.choices,
        widget=forms.RadioSelect,
        help_text=_("The person reads it; their manager reads only that they are exempted."),
    )
