from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import PersonalDevice


class DeviceNameForm(forms.Form):
    """The name that its owner gives a device; none brings back its browser and system."""

    name = forms.CharField(
        label=_("Name of this device"),
        required=False,
        max_length=PersonalDevice._meta.get_field("name").max_length,
    )
