from django import forms

from ambassadors.help.models import Ambassador, HelpRequest


class ReassignForm(forms.Form):
    """Choose a request among those that the reader may see, and any active ambassador."""

    request = forms.ModelChoiceField(queryset=HelpRequest.objects.none())
    ambassador = forms.ModelChoiceField(queryset=Ambassador.objects.none())

    def __init__(self, *args, requests, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["request"].queryset = requests
        self.fields["ambassador"].queryset = Ambassador.objects.active()
