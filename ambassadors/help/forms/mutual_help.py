from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Format, MatchingObjective, Outcome, Slot, Urgency
from ambassadors.help.models import Ambassador, HelpRequest
from ambassadors.help.models.network import LINE_LENGTH
from ambassadors.help.queries.direct_matching import (
    ambassadors_listed_to,
    colleagues_with_name,
    competences_of_ambassadors,
)
from ambassadors.practices.queries import services_of_open_portals
from cms.models import PortalService
from core.dates import today
from quizzes.models import Competence


CAPACITY = range(21)
OUTCOMES = [
    (Outcome.MEET_AGAIN.value, _("We meet again")),
    (Outcome.ACQUIRED.value, _("It is learnt: our pair ends")),
]
MINUTES = [
    ("15", _("15 min")),
    ("30", _("30 min")),
    ("45", _("45 min")),
    ("60", _("1 h")),
]
LONGEST_SESSION = 480


def capitalised(choices):
    return [(value, capfirst(label)) for value, label in choices]


def line_field():
    return forms.CharField(
        label=_("In one line, what is it about?"),
        required=False,
        max_length=LINE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "This line is read by the colleague who is asked, and nobody else. No name of a member of the "
            "public."
        ),
    )


class TopicField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, service):
        return service.name_here


class HowAndWhenForm(forms.Form):
    """Topics, formats and slots: the fields that requests and offers share."""

    topics = TopicField(
        queryset=PortalService.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one topic.")},
    )
    formats = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one way.")},
    )
    slots = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one time.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = services_of_open_portals()
        self.fields["formats"].choices = capitalised(Format.choices)
        self.fields["slots"].choices = capitalised(Slot.choices)


class CompetenceField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, competence):
        return competence.name


class HelpForm(HowAndWhenForm):
    """Ask for help on services, or on competences that some ambassador has: one of either is enough."""

    competences = CompetenceField(
        queryset=Competence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Or something digital, beside the portal"),
    )
    urgency = forms.ChoiceField(
        label=_("By when?"),
        initial=Urgency.WHENEVER,
        required=False,
        widget=forms.RadioSelect,
    )
    line = line_field()
    ruled_out = forms.ModelMultipleChoiceField(
        queryset=Ambassador.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Somebody whom you would rather not meet"),
        help_text=_("They will not know. Those who agreed to be named are listed."),
    )
    ruled_out_name = forms.CharField(
        label=_("Somebody else: first and last name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Whether they help others is not told. Everybody of that name is left out."),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].label = _("What would you like help with?")
        offered = competences_of_ambassadors()
        self.fields["competences"].queryset = offered
        self.fields["topics"].required = not offered.exists()
        self.fields["formats"].label = _("How would you like to be helped?")
        self.fields["slots"].label = _("When are you free?")
        self.fields["urgency"].choices = capitalised(Urgency.choices)
        self.person = person
        self.fields["ruled_out"].queryset = ambassadors_listed_to(person)

    @staticmethod
    def initial_of(help_request):
        """Return what a request says now."""
        ruled_out = help_request.ruled_out.values("pk")
        return {
            "topics": [topic.pk for topic in help_request.topics.all()],
            "competences": [competence.pk for competence in help_request.competences.all()],
            "formats": help_request.formats,
            "slots": help_request.slots,
            "urgency": help_request.urgency,
            "line": help_request.line,
            "ruled_out": Ambassador.objects.filter(person__in=ruled_out).values_list(
                "pk", flat=True
            ),
        }

    def clean_urgency(self):
        return Urgency(self.cleaned_data["urgency"] or Urgency.WHENEVER)

    def clean_ruled_out(self):
        return [ambassador.person for ambassador in self.cleaned_data["ruled_out"]]

    def clean_ruled_out_name(self):
        typed = self.cleaned_data["ruled_out_name"]
        people = list(colleagues_with_name(typed, apart_from=self.person)) if typed else []
        if typed and not people:
            raise forms.ValidationError(
                _("No colleague has this name: write the first and the last name."), code="nobody"
            )
        return people

    def clean(self):
        cleaned = super().clean()
        asks_nothing = not cleaned.get("topics") and not cleaned.get("competences")
        if asks_nothing and "topics" not in self.errors:
            self.add_error("topics", _("Choose at least one topic."))
        typed = cleaned.pop("ruled_out_name", [])
        if "ruled_out" in cleaned:
            cleaned["ruled_out"] = [*dict.fromkeys([*cleaned["ruled_out"], *typed])]
        return cleaned


class OfferForm(HowAndWhenForm):
    capacity = forms.IntegerField(
        label=_("How many people at once?"),
        min_value=CAPACITY.start,
        max_value=CAPACITY[-1],
        initial=2,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
        help_text=_("You can change it at any time, or pause without giving a reason."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].label = _("What do you know well?")
        self.fields["formats"].label = _("How would you like to help?")
        self.fields["slots"].label = _("When are you free?")


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(
        label=_("People followed at once"), min_value=CAPACITY.start, max_value=CAPACITY[-1]
    )
    is_paused = forms.BooleanField(label=_("Pause, without giving a reason"), required=False)


class SessionFieldsForm(forms.Form):
    """Length, outcome and day of a session: each answer is one tap; a number that is typed goes before a
    tap."""

    minutes = forms.TypedChoiceField(
        label=_("How long?"),
        choices=MINUTES,
        coerce=int,
        initial="30",
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    exact_minutes = forms.IntegerField(
        label=_("Or the exact number of minutes"),
        required=False,
        min_value=1,
        max_value=LONGEST_SESSION,
        widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
    )
    outcome = forms.ChoiceField(
        label=_("And then?"), initial=Outcome.MEET_AGAIN, widget=forms.RadioSelect
    )
    held_on = forms.DateField(
        label=_("Which day?"),
        initial=today,
        widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}, format="%Y-%m-%d"),
    )
    held_on.widget.attrs["data-today"] = ""  # on a page that a device kept since another day

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = OUTCOMES

    def clean(self):
        cleaned = super().clean()
        exact = cleaned.pop("exact_minutes", None)
        if exact:
            cleaned["minutes"] = exact
        elif not cleaned.get("minutes") and not self.errors:
            self.add_error("minutes", _("Say how long it was."))
        return cleaned


class SessionForm(SessionFieldsForm):
    """Record a session with one of the people followed now, given by the uuid of the pair; nobody is chosen
    beforehand."""

    pair = forms.ChoiceField(
        label=_("With whom?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say with whom.")},
    )
    field_order = ("pair", "minutes", "exact_minutes", "outcome", "held_on")

    def __init__(self, *args, followed, **kwargs):
        super().__init__(*args, **kwargs)
        self.pairs = {str(card.pair.uuid): card.pair for card in followed}
        self.fields["pair"].choices = [(str(card.pair.uuid), str(card.person)) for card in followed]

    def clean_pair(self):
        return self.pairs[self.cleaned_data["pair"]]

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > today():
            raise forms.ValidationError(_("This day is still to come."), code="to_come")
        return day


class RoundForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    mode = forms.ChoiceField(
        label=_("What matters most"), initial=MatchingObjective.BEST_FIT, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = capitalised(MatchingObjective.choices)


class ReassignForm(forms.Form):
    """Choose a request among those that the reader may see, and any active ambassador."""

    request = forms.ModelChoiceField(queryset=HelpRequest.objects.none())
    ambassador = forms.ModelChoiceField(queryset=Ambassador.objects.none())

    def __init__(self, *args, requests, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["request"].queryset = requests
        self.fields["ambassador"].queryset = Ambassador.objects.active()
