"""Form to ask for help in three fields."""

from itertools import groupby

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Format, Urgency
from ambassadors.help.forms.mutual_help import capitalised
from ambassadors.help.queries.direct_matching import competences_of_ambassadors
from ambassadors.help.wording import COMPETENCE_PREFIX
from ambassadors.practices.queries import services_of_open_portals


ANY = "any"


class BriefRequestForm(forms.Form):
    """Ask what about, how and by when; `about` is the key of a service, or of a competence with a letter
    before it."""

    about = forms.ChoiceField(
        label=_("What about?"), error_messages={"required": _("Choose at least one topic.")}
    )
    how = forms.ChoiceField(label=_("How?"), initial=ANY, widget=forms.RadioSelect)
    by_when = forms.ChoiceField(
        label=_("By when?"), initial=Urgency.DAYS, choices=(), widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.services = {str(service.pk): service for service in services_of_open_portals()}
        self.competences = {
            f"{COMPETENCE_PREFIX}{competence.pk}": competence
            for competence in competences_of_ambassadors()
        }
        self.fields["about"].choices = [("", _("Choose")), *self._topics()]
        self.fields["how"].choices = [
            *capitalised(Format.choices),
            (ANY, _("It does not matter")),
        ]
        self.fields["by_when"].choices = capitalised(Urgency.choices)

    @property
    def has_topics(self):
        return bool(self.services or self.competences)

    def _topics(self):
        """Return the choices: services under the name of their portal, competences last."""
        groups = [
            (portal.name_here, [(str(service.pk), service.name_here) for service in services])
            for portal, services in groupby(
                self.services.values(), key=lambda service: service.portal
            )
        ]
        if self.competences:
            known = [(key, competence.name) for key, competence in self.competences.items()]
            groups.append((capfirst(_("digital competences")), known))
        return groups

    def action_arguments(self):
        """Return the arguments of `send_request`."""
        about, how = self.cleaned_data["about"], self.cleaned_data["how"]
        service, competence = self.services.get(about), self.competences.get(about)
        return {
            "topics": [service] if service else [],
            "competences": [competence] if competence else [],
            "formats": Format.values if how == ANY else [how],
            "urgency": Urgency(self.cleaned_data["by_when"]),
        }
