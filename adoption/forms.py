from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from adoption.actions.targets import FARTHEST
from adoption.enums import TargetIndicator
from adoption.models import PortalToken
from adoption.models.saved_views import LONGEST_NAME
from adoption.periods import Month
from cms.models import Portal


class TokenForm(forms.ModelForm):
    class Meta:
        model = PortalToken
        fields = ["portal", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["portal"] = forms.ModelChoiceField(
            label=_("Portal"), queryset=Portal.objects.open()
        )


class TargetForm(forms.Form):
    """`teams`: those to choose from. `latest`: the latest published month, from which the target leaves."""

    team = forms.TypedChoiceField(label=_("Group"), coerce=int)
    indicator = forms.ChoiceField(
        label=_("What is to be reached"), choices=TargetIndicator, widget=forms.RadioSelect
    )
    percent = forms.IntegerField(
        label=_("Target, in per cent"),
        min_value=1,
        max_value=100,
        help_text=_("Of those of whom something is known, like the rates on these pages."),
    )
    by = forms.TypedChoiceField(label=_("By the month"), coerce=Month.parse)

    def __init__(self, *args: Any, teams: Sequence[Any], latest: Month, **kwargs: Any):
        super().__init__(*args, **kwargs)
        months = [latest.shifted(ahead) for ahead in range(1, FARTHEST + 1)]
        self.fields["team"].choices = [(each.pk, each.name) for each in teams]
        self.fields["by"].choices = [
            (str(month), date_format(month.first_day, "F Y")) for month in months
        ]
        self.fields["indicator"].initial = TargetIndicator.USED
        self.fields["by"].initial = str(latest.shifted(6))


class ViewForm(forms.Form):
    name = forms.CharField(label=_("Name of the view"), max_length=LONGEST_NAME)
    is_default = forms.BooleanField(label=_("Open the page with this view"), required=False)
