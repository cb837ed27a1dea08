from django import forms

from ambassadors.help.models import Ambassador, HelpRequest


class ReassignForm(forms.Form):
    """Whom, and to whom: of the requests that the reader may see, of all who are ambassadors."""

    request = forms.ModelChoiceField(queryset=HelpRequest.objects.none())
    ambassador = forms.ModelChoiceField(queryset=Ambassador.objects.none())

    def __init__(self, *args, requests, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["request"].queryset = requests
        self.fields["ambassador"].queryset = Ambassador.objects.active()
