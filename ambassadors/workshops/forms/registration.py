"""Form to select people for a list: by a rule in force, or by team and job."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.dates import today
from learning.criteria.registry import get_criterion
from learning.enums import RuleState
from learning.models import AssignmentRule
from learning.queries.assignments import people_meeting
from people.models import Person


PLACES = ("team", "job", "family", "site", "partner")


class PickForm(forms.Form):
    """Select by rule, team or job; rules about achievements are left out: a list of names would reveal them."""

    rule = forms.ModelChoiceField(
        label=_("People whom a rule of assignment meets"),
        queryset=AssignmentRule.objects.none(),
        required=False,
        empty_label=_("No rule"),
    )

    def __init__(self, *args, welcomes_partners: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.welcomes_partners = welcomes_partners
        self.fields["rule"].queryset = AssignmentRule.objects.filter(
            state=RuleState.IN_FORCE, uses_results=False
        ).order_by("title", "pk")
        for kind in PLACES:
            field = get_criterion(kind).field()
            field.required = False
            field.label = capfirst(field.label)
            self.fields[kind] = field

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("rule", *PLACES)):
            raise forms.ValidationError(_("Say who: a rule, or at least one place."), code="nobody")
        return cleaned

    def people(self) -> QuerySet[Person]:
        """Return the people who meet all that was selected; partners' learners where they are welcome."""
        day, cleaned = today(), self.cleaned_data
        rule = cleaned["rule"]
        everybody = Person.objects.employed_on(day)
        picked = people_meeting(rule, on=day) if rule else everybody
        if not (self.welcomes_partners and (rule or cleaned["partner"])):
            picked = picked.staff()
        condition = Q()
        for kind in PLACES:
            if cleaned[kind]:
                condition &= get_criterion(kind).matching(cleaned[kind], day)
        return picked.filter(condition, is_active=True).order_by("pk")
