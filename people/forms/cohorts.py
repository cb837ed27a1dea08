import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Cohort, Person


MOST_NUMBERS = 5000
SEPARATORS = re.compile(r"[\s,;]+")


class CohortForm(forms.ModelForm):
    class Meta:
        model = Cohort
        fields = ["name"]


class StaffNumbersForm(forms.Form):
    numbers = forms.CharField(
        label=gettext_lazy("Staff numbers"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Copied from a sheet: one a line, or with commas between them."),
    )

    def clean_numbers(self):
        """Return the people of all the numbers, or what is wrong and nobody."""
        text = self.cleaned_data["numbers"]
        numbers = list(dict.fromkeys(filter(None, SEPARATORS.split(text))))
        if len(numbers) > MOST_NUMBERS:
            raise ValidationError(_("5,000 at a time at most."))
        people: dict[str, Person] = {}
        for start in range(0, len(numbers), 500):
            part = Person.objects.staff().filter(staff_number__in=numbers[start : start + 500])
            people |= {person.staff_number: person for person in part}
        missing = [number for number in numbers if number not in people]
        if missing:
            text = ngettext(
                "%(count)s number is nobody’s, and nobody was added: %(numbers)s",
                "%(count)s numbers are nobody’s, and nobody was added: %(numbers)s",
                len(missing),
            )
            raise ValidationError(
                text % {"count": len(missing), "numbers": ", ".join(missing[:10])}
            )
        return list(people.values())
