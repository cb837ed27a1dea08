from django import forms
from django.utils.translation import gettext_lazy as _

from adoption.usage.models import PortalToken
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
