"""The forms by which a release of a portal is declared and corrected."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.enums import ServiceChange
from cms.languages import in_source_language
from cms.models import Portal, PortalRelease, PortalService
from core.dates import today
from core.guidance import MARK
from learning.actions.releases import DeclaredRelease
from learning.models import ModulePage
from learning.queries.releases import module_of_portal


SAME = ""
MOST_NEW = 10
FARTHEST = timedelta(days=366)


class ReleaseWordsForm(forms.ModelForm):
    """The words of a release, and its day until it has opened; a day sent after it has is for the action to judge."""

    class Meta:
        model = PortalRelease
        fields: tuple[str, ...] = ("released_on", "words")
        widgets = {
            "words": forms.Textarea(attrs={"rows": 5}),
            "released_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        day = self.instance.released_on
        if day and day <= today() and "released_on" not in self.data:
            del self.fields["released_on"]

    def clean_words(self):
        words = self.cleaned_data["words"]
        if MARK in words:
            raise ValidationError(_("Leave out the sign %(mark)s.") % {"mark": MARK})
        return words

    def clean_released_on(self):
        day = self.cleaned_data["released_on"]
        is_kept = day == self.initial.get("released_on")
        if not is_kept and not today() <= day <= today() + FARTHEST:
            raise ValidationError(_("Choose a day from today on, within a year."))
        return day


class ReleaseForm(ReleaseWordsForm):
    """A new release with what it changes: a field for each service of the portal."""

    new_services = forms.CharField(
        label=gettext_lazy("Services that appear"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One a line. Each is added to the portal’s list of services."),
    )
    screens = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("Screens that change"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "They take this version on its day; what shows an older one is listed then."
        ),
    )
    module = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Module of the lesson"),
        empty_label=None,
    )

    class Meta(ReleaseWordsForm.Meta):
        fields = ("version", "released_on", "words")
        help_texts = {
            "version": gettext_lazy("Such as 2026.2, or a date."),
            "words": gettext_lazy(
                "As you would say it to a colleague. Everybody reads it, and the drafts begin with it."
            ),
        }

    def __init__(self, *args, portal: Portal, **kwargs):
        super().__init__(*args, instance=PortalRelease(portal=portal), **kwargs)
        self.portal = portal
        self.services = list(portal.services.order_by("sort_order", "pk"))
        self.fields["screens"].queryset = portal.screens.order_by("sort_order", "pk")
        self.fields["module"].queryset = in_source_language(ModulePage.objects.all()).order_by(
            "title", "pk"
        )
        self.fields["module"].initial = module_of_portal(portal)
        known = (ServiceChange.CHANGES, ServiceChange.GOES)  # what the list has is there already
        changes = [(change.value, capfirst(change.label)) for change in known]
        for service in self.services:
            self.fields[_field(service)] = forms.ChoiceField(
                label=service.name,
                choices=[(SAME, gettext_lazy("As it was")), *changes],
                required=False,
            )

    @property
    def service_fields(self) -> list[Any]:
        return [self[_field(service)] for service in self.services]

    def clean_new_services(self) -> list[str]:
        names = list(dict.fromkeys(_lines(self.cleaned_data["new_services"])))
        longest = PortalService._meta.get_field("name").max_length or 0
        known = {service.name.casefold() for service in self.services}
        for number, name in enumerate(names, start=1):
            if len(name) > longest or MARK in name:
                raise ValidationError(
                    _("Line %(number)s: a name has %(most)s characters at most, without %(mark)s.")
                    % {"number": number, "most": longest, "mark": MARK}
                )
            if name.casefold() in known:
                raise ValidationError(
                    _("“%(name)s” is a service of this portal already: say below what happens.")
                    % {"name": name}
                )
        if len(names) > MOST_NEW:
            raise ValidationError(_("%(most)s new services at most.") % {"most": MOST_NEW})
        return names

    @property
    def declaration(self) -> DeclaredRelease:
        """Return what valid data declare."""
        given = self.cleaned_data
        happens = {service: given[_field(service)] for service in self.services}
        return DeclaredRelease(
            portal=self.portal,
            version=given["version"],
            released_on=given["released_on"],
            words=given["words"],
            module=given["module"],
            changes={service: ServiceChange(what) for service, what in happens.items() if what},
            new=given["new_services"],
            screens=list(given["screens"]),
        )


def _field(service: PortalService) -> str:
    return f"service-{service.pk}"


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if name := " ".join(line.split()):
            yield name
