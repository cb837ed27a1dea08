from django import forms

from learning.enums import CertificateDetail


class ShareCertificateForm(forms.Form):
    shows = forms.MultipleChoiceField(choices=CertificateDetail, required=False)
