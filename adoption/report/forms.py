from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.contacts.queries.contacts import Channel
from adoption.dashboards.words.group_table import column_title
from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED, Definition
from adoption.report.custom_words import month_choices
from adoption.report.enums import ReportSchedule
from adoption.report.models import (
    CHANNEL_RANGE_MESSAGE,
    LONGEST_NAME,
    MOST_MINUTES,
    CommitteeDecision,
    ContactTime,
)
from adoption.report.queries.custom_groups import ReportGroup
from adoption.report.report_months import ReportMonths


COLUMNS: tuple[Definition, ...] = (USED, ACCOUNT, HABIT, KNOWN)
MOST_ROWS = 500


class DecisionForm(forms.ModelForm):
    class Meta:
        model = CommitteeDecision
        fields = ("text", "owner", "due_on")


class SettledDecisionForm(DecisionForm):
    class Meta(DecisionForm.Meta):
        fields = (*DecisionForm.Meta.fields, "state")


RANGE_FIELDS = {
    "contact_time_is_plausible": "minutes_low",
    "contact_time_hour_cost_is_a_range": "hour_cost_low",
    "contact_time_ambassador_minutes_is_a_range": "ambassador_minutes_low",
}  # field beside which a constraint of ContactTime is said to be broken


class ContactTimeForm(forms.ModelForm):
    """Fields of what the estimate rests on, with two more of each channel: empty where its contacts take the same time."""

    class Meta:
        model = ContactTime
        fields = (
            "minutes_low",
            "minutes_high",
            "basis",
            "hour_cost_low",
            "hour_cost_high",
            "ambassador_minutes_low",
            "ambassador_minutes_high",
        )

    def __init__(self, *args: Any, channels: Sequence[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = channels
        self.fields["minutes_high"].required = True
        for channel in channels:
            known = self.instance.channel_minutes.get(channel.key, ("", ""))
            for end, minutes in zip(("low", "high"), known, strict=True):
                self.fields[f"{end}_{channel.key}"] = forms.IntegerField(
                    label=channel.name,
                    min_value=1,
                    max_value=MOST_MINUTES,
                    required=False,
                    initial=minutes,
                )

    def rows(self) -> Iterator[tuple[str, dict[str, forms.BoundField]]]:
        """Ranges to be filled in: for each, its two fields by what they are called."""
        ranges = {
            _("Minutes for a contact"): ("minutes_low", "minutes_high"),
            **{
                _("Minutes for a contact: %(channel)s") % {"channel": channel.name}: (
                    f"low_{channel.key}",
                    f"high_{channel.key}",
                )
                for channel in self.channels
            },
            _("Minutes a week agreed for an ambassador"): (
                "ambassador_minutes_low",
                "ambassador_minutes_high",
            ),
            _("What an hour costs, in euros"): ("hour_cost_low", "hour_cost_high"),
        }
        for name, (low, high) in ranges.items():
            yield name, {_("at least"): self[low], _("at most"): self[high]}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._refuse_what_is_no_range(given)
        by_channel = {}
        for channel in self.channels:
            low, high = (given.pop(f"{end}_{channel.key}", None) for end in ("low", "high"))
            if low is not None or high is not None:
                by_channel[channel.key] = [low, high]
                self._refuse_disorder(channel, low, high)
        return given | {"channel_minutes": by_channel}

    def _refuse_disorder(self, channel: Channel, low: int | None, high: int | None) -> None:
        names = [f"low_{channel.key}", f"high_{channel.key}"]
        if any(name in self.errors for name in names) or (low and high and low <= high):
            return
        self.add_error(names[0], CHANNEL_RANGE_MESSAGE)

    def _refuse_what_is_no_range(self, given: dict[str, Any]) -> None:
        """Say beside its first number that a range is none: the model would say it of the whole form."""
        noted = ContactTime(**{name: given.get(name) for name in self.Meta.fields})
        for constraint in ContactTime._meta.constraints:
            low = RANGE_FIELDS[constraint.name]
            if {low, low.replace("low", "high")} & self.errors.keys():
                continue
            try:
                constraint.validate(ContactTime, noted)
            except ValidationError as error:
                self.add_error(low, error.messages)


class CustomReportForm(forms.Form):
    """Choices of what is published and nothing else. Its names are those of the page's address."""

    groupe = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one group."),
            "invalid_choice": gettext_lazy(
                "A group that was chosen is no longer published. The others are still ticked."
            ),
        },
    )
    mois = forms.ChoiceField(
        label=gettext_lazy("Months"),
        error_messages={
            "required": gettext_lazy("Choose the months."),
            "invalid_choice": gettext_lazy(
                "Nothing is published for these months: choose among those listed."
            ),
        },
    )
    colonne = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one column."),
            "invalid_choice": gettext_lazy(
                "A column that was chosen does not exist: choose among those listed."
            ),
        },
    )

    def __init__(
        self, data: Any, *, groups: Sequence[ReportGroup], published: Sequence[date]
    ) -> None:
        super().__init__(data)
        self.groups, self.published = {group.key: group for group in groups}, published
        self.fields["groupe"].choices = [(group.key, group.name) for group in groups]
        self.fields["mois"].choices = month_choices(published)
        self.fields["colonne"].choices = [(step.code, column_title(step)) for step in COLUMNS]

    def clean_groupe(self) -> list[ReportGroup]:
        """Return the groups in the order of the list."""
        chosen = set(self.cleaned_data["groupe"])
        return [group for key, group in self.groups.items() if key in chosen]

    def clean_mois(self) -> ReportMonths:
        return ReportMonths.parse(self.cleaned_data["mois"])

    def clean_colonne(self) -> list[Definition]:
        return [step for step in COLUMNS if step.code in self.cleaned_data["colonne"]]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if "groupe" in chosen and "mois" in chosen:
            rows = len(chosen["groupe"]) * len(chosen["mois"].among(self.published))
            if rows > MOST_ROWS:
                text = _(
                    "That makes %(rows)s rows; a report has %(most)s at most. Choose fewer groups or months."
                )
                self.add_error("groupe", text % {"rows": rows, "most": MOST_ROWS})
        return chosen


class SavedReportForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the report"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Give the report a name.")},
    )
    schedule = forms.ChoiceField(
        label=gettext_lazy("Tell me when it has new figures"),
        choices=ReportSchedule.choices,
        widget=forms.RadioSelect,
        initial=ReportSchedule.NEVER,
    )
