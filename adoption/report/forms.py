from django import forms

from adoption.report.models import CommitteeDecision, ContactTime


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
