from django import forms
from django.utils.translation import gettext_lazy as _

from adoption.dashboards.models import LONGEST_NAME


class ViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the view"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give the view a name.")},
    )
    is_default = forms.BooleanField(label=_("Open the page with this view"), required=False)
