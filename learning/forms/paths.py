"""Checks in the form of a path what no single table can."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.forms import ShortNameForm
from learning.enums import Need


class PathForm(ShortNameForm):
    """A form that checks that modules and choices agree with one another."""

    def clean(self):
        values = super().clean()
        entries, choices = self._rows("entries"), self._rows("choices")
        if entries is None or choices is None:
            return values
        self._check_needed(entries)
        self._check_choices(entries, choices)
        if not values.get("placement_quiz"):
            for form in entries:
                if form.cleaned_data.get("granted_from"):
                    form.add_error(
                        "granted_from", _("Choose the placement quiz of the path first.")
                    )
        return values

    def _rows(self, name):
        """Return the rows that stay; None when one of them is wrong, and says so itself."""
        formset = self.formsets[name]
        if not formset.is_valid():
            return None
        gone = formset.deleted_forms
        return [form for form in formset.forms if form not in gone and form.cleaned_data]

    def _check_needed(self, entries):
        if entries and all(form.cleaned_data["need"] == Need.OPTIONAL for form in entries):
            self.add_error(
                None, _("A path asks for one module at least: all of these are optional.")
            )

    def _check_choices(self, entries, choices):
        named = Counter(form.cleaned_data["choice"] for form in entries)
        declared = {form.cleaned_data["name"] for form in choices}
        for form in entries:
            name = form.cleaned_data["choice"]
            if name and name not in declared:
                missing = _("No choice of this path is named “%(name)s”: add it below.")
                form.add_error("choice", missing % {"name": name})
        for form in choices:
            name, needed = form.cleaned_data["name"], form.cleaned_data["needed"]
            if not named[name]:
                form.add_error("name", _("No module of this path bears the name of this choice."))
            elif needed > named[name]:
                too_many = ngettext(
                    "Only %(number)s module bears the name of this choice.",
                    "Only %(number)s modules bear the name of this choice.",
                    named[name],
                )
                form.add_error("needed", too_many % {"number": named[name]})
