"""Form to propose a practice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ambassadors.practices.actions import PracticeParts, practice_parts_of
from ambassadors.practices.queries import services_of_open_portals
from people.models import Job


def _area(label, help_text=""):
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input"}),
    )


class ServiceField(forms.ModelChoiceField):
    def label_from_instance(self, service):
        return service.name_here


class PracticeForm(forms.Form):
    title = forms.CharField(label=_("A title in a few words"), max_length=90)
    situation = _area(_("The situation"), _("What was difficult, and for whom?"))
    done = _area(_("What was done"))
    changed = _area(_("What it changed"), _("Also what it did not change."))
    begin = _area(_("How to begin"), _("What would you tell a team that wants to try?"))
    portal_service = ServiceField(
        label=_("Service of the portal"),
        queryset=None,
        required=False,
        empty_label=_("None in particular"),
    )
    job = forms.ModelChoiceField(
        label=_("Job"), queryset=Job.objects.order_by("name"), required=False, empty_label=_("All")
    )
    is_signed = forms.TypedChoiceField(
        label=_("Shown with your name?"),
        choices=[("no", _("No, without a name")), ("yes", _("Yes, with my name"))],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["portal_service"].queryset = services_of_open_portals().select_related("portal")

    def action_arguments(self) -> dict:
        """Return the arguments of `propose_practice` and `propose_again`."""
        cleaned = self.cleaned_data
        names = ("situation", "done", "changed", "begin")
        return {
            "title": cleaned["title"],
            "parts": PracticeParts(**{name: cleaned[name] for name in names}),
            "portal_service": cleaned["portal_service"],
            "job": cleaned["job"],
            "is_signed": cleaned["is_signed"],
        }


def initial_values(page, proposal) -> dict:
    """Return the form's initial values from the author's page."""
    parts = practice_parts_of(page)
    return {
        "title": page.title,
        "situation": parts.situation,
        "done": parts.done,
        "changed": parts.changed,
        "begin": parts.begin,
        "portal_service": page.portal_service_id,
        "job": page.job_id,
        "is_signed": "yes" if proposal.is_signed else "no",
    }
