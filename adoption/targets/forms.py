from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adoption.foundation.periods import Month
from adoption.foundation.words.months import month_text
from adoption.targets.actions import FARTHEST
from adoption.targets.enums import TargetIndicator
from core.typography import NO_BREAK_SPACE


@dataclass(frozen=True, slots=True)
class GroupChoices:
    """Teams to choose from; `is_cut`: more exist than can be listed."""

    listed: Sequence[Any]
    is_cut: bool

    def team(self, pk: int) -> Any:
        return next(team for team in self.listed if team.pk == pk)


class TargetForm(forms.Form):
    """Form of a target. `latest`: the latest published month, where the trajectory starts."""

    team = forms.TypedChoiceField(label=_("Group"), coerce=int)
    indicator = forms.ChoiceField(
        label=_("What is to be reached"), choices=TargetIndicator, widget=forms.RadioSelect
    )
    percent = forms.IntegerField(
        label=_("Target, in per cent"),
        min_value=1,
        max_value=100,
        help_text=_("Of the whole group. Of fewer than 50 people the pages say how many that is."),
    )
    by = forms.TypedChoiceField(label=_("By the month"), coerce=Month.parse)

    def __init__(self, *args: Any, groups: GroupChoices, latest: Month, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.groups = groups
        months = [latest.shifted(ahead) for ahead in range(1, FARTHEST + 1)]
        self.fields["team"].choices = [
            (team.pk, f"{NO_BREAK_SPACE * 3 * (team.depth - 1)}{team.name}")
            for team in groups.listed
        ]
        if groups.is_cut:
            self.fields["team"].help_text = _(
                "The groups nearest the top are listed. For another one, open its own page: a link leads here."
            )
        self.fields["by"].choices = [(str(month), month_text(month)) for month in months]
        self.fields["indicator"].initial = TargetIndicator.USED
        self.fields["by"].initial = str(latest.shifted(6))
