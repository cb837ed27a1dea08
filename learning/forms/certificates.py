from django import forms

from learning.enums import Shown


class ShareCertificateForm(forms.Form):
    shows = forms.MultipleChoiceField(choices=Shown, required=False)
