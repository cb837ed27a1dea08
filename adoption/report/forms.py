from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.dashboards.words.group_table import column_title
from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED, Definition
from adoption.report.custom_words import month_choices
from adoption.report.enums import ReportSchedule
from adoption.report.models import LONGEST_NAME, CommitteeDecision, ContactTime
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


class ContactTimeForm(forms.ModelForm):
    class Meta:
        model = ContactTime
        fields = ("minutes", "basis")


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
