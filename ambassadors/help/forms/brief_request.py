"""Form to ask for help by situation: three taps and a line."""

from itertools import groupby

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Format, Urgency
from ambassadors.help.forms.mutual_help import capitalised, line_field
from ambassadors.help.queries.direct_matching import competences_of_ambassadors
from ambassadors.help.queries.situations import shown_situations, subject_of
from ambassadors.help.wording import COMPETENCE_PREFIX
from ambassadors.practices.queries import services_of_open_portals


ANY = "any"


class BriefRequestForm(forms.Form):
    """Ask in which situation, by when and how; or about what, where somebody knows it.

    `about` is the key of a service, or of a competence with a letter before it. It goes before what the
    situation stands for.
    """

    situation = forms.ChoiceField(
        label=_("What is it about?"), required=False, widget=forms.RadioSelect
    )
    line = line_field()
    about = forms.ChoiceField(label=_("About which service?"), required=False)
    how = forms.ChoiceField(label=_("How?"), initial=ANY, widget=forms.RadioSelect)
    by_when = forms.ChoiceField(
        label=_("By when?"), initial=Urgency.DAYS, choices=(), widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.situations = {str(situation.pk): situation for situation in shown_situations()}
        self.services = {str(service.pk): service for service in services_of_open_portals()}
        self.competences = {
            f"{COMPETENCE_PREFIX}{competence.pk}": competence
            for competence in competences_of_ambassadors()
        }
        self.fields["situation"].choices = [
            (key, situation.words_here) for key, situation in self.situations.items()
        ]
        if not self.situations:
            del self.fields["situation"]
            self.fields["about"].label = _("What about?")
        self.fields["about"].choices = [("", _("Choose")), *self._topics()]
        self.fields["how"].choices = [
            *capitalised(Format.choices),
            (ANY, _("It does not matter")),
        ]
        self.fields["by_when"].choices = capitalised(Urgency.choices)

    @classmethod
    def of(cls, help_request, data=None):
        """Return the form with what a request says now."""
        formats = help_request.formats
        topic = help_request.topics.first() if help_request.situation is None else None
        initial = {
            "situation": str(help_request.situation_id or ""),
            "line": help_request.line,
            "about": str(topic.pk) if topic else "",
            "how": formats[0] if len(formats) == 1 else ANY,
            "by_when": help_request.urgency,
        }
        return cls(data, initial=initial)

    @property
    def has_topics(self):
        return bool(self.services or self.competences)

    @property
    def is_about_shown(self):
        """Whether the list of services stands open: nothing else says what about, or one was chosen."""
        return not self.situations or bool(self["about"].value()) or bool(self["about"].errors)

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

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("situation") and not cleaned.get("about") and not self.errors:
            if self.situations:
                self.add_error("situation", _("Choose what happens to you, or “something else”."))
            else:
                self.add_error("about", _("Choose at least one topic."))
        return cleaned

    def action_arguments(self):
        """Return the arguments of `send_request`."""
        about, how = self.cleaned_data["about"], self.cleaned_data["how"]
        situation = self.situations.get(self.cleaned_data.get("situation", ""))
        service, competence = self.services.get(about), self.competences.get(about)
        topics, competences = ([service] if service else []), ([competence] if competence else [])
        if situation is not None and not about:
            subject = subject_of(situation)
            topics, competences = subject.topics, subject.competences
        return {
            "situation": situation,
            "line": self.cleaned_data["line"],
            "topics": topics,
            "competences": competences,
            "formats": Format.values if how == ANY else [how],
            "urgency": Urgency(self.cleaned_data["by_when"]),
        }


class LineForm(forms.Form):
    """Change the line alone, while a colleague is asked."""

    line = line_field()

    def action_arguments(self):
        return {"line": self.cleaned_data["line"]}
