from django import forms
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import WorkshopPlanning
from ambassadors.help.forms.mutual_help import CompetenceField, OfferForm
from ambassadors.help.models.joining import LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES
from ambassadors.help.queries.direct_matching import assessed_competences
from ambassadors.help.queries.messages import report_readers
from ambassadors.sent_values import uuid_or_none
from learning.models import Path
from people.models import Person
from quizzes.models import Competence


class MinutesField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(
            label=_("How many minutes a week?"),
            min_value=LEAST_MINUTES,
            max_value=MOST_MINUTES,
            widget=forms.NumberInput(attrs={"class": "input--short"}),
            **kwargs,
        )


class ApplicationForm(OfferForm):
    minutes_a_week = MinutesField(
        initial=USUAL_MINUTES,
        help_text=_("All in all: with colleagues, and to prepare. Your manager agrees to it."),
    )


class ChangedOfferForm(OfferForm):
    """Change an ambassador's offer; minutes may never have been agreed."""

    competences = CompetenceField(
        queryset=Competence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Digital competences that you can pass on"),
    )
    may_be_chosen = forms.BooleanField(
        label=_("Colleagues who ask for help may see my name and choose me"),
        required=False,
        help_text=_(
            "They see your name, your job, your site and why you would fit. Never how many people you help. "
            "You still answer yes or no."
        ),
    )
    minutes_a_week = MinutesField(
        required=False,
        help_text=_("Less holds at once. For more, your manager is asked first."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["competences"].queryset = assessed_competences()


class CharterForm(forms.Form):
    """Accept the charter; `version` is the one that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_named = forms.BooleanField(
        label=_("Name me on the page of the ambassadors, with my site and my topics."),
        required=False,
    )
    is_thanked = forms.BooleanField(
        label=_("Thank me there by name, once a year, in the month in which I began."),
        required=False,
    )


class NominationForm(forms.Form):
    """Choose one colleague among those found, and a number of minutes."""

    person = forms.ModelChoiceField(
        label=_("Which colleague?"),
        queryset=Person.objects.none(),
        to_field_name="uuid",
        error_messages={"required": _("Choose a colleague.")},
        empty_label=_("Choose a colleague"),
    )
    minutes_a_week = MinutesField(initial=USUAL_MINUTES)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people

    def offer(self, people):
        """List only these people and the one already chosen: an organisation is too long a list."""
        field = self.fields["person"]
        listed = {str(person.uuid): str(person) for person in people}
        chosen = uuid_or_none(str(self["person"].value()))
        before = field.queryset.filter(uuid=chosen) if chosen else []
        listed = {str(person.uuid): str(person) for person in before} | listed
        field.choices = [("", field.empty_label), *listed.items()]


class NetworkForm(forms.Form):
    path = forms.ModelChoiceField(
        label=_("The ambassadors’ own path"),
        queryset=Path.objects.filter(is_retired=False).order_by("title", "pk"),
        required=False,
        empty_label=_("None"),
        help_text=_("Whoever becomes an ambassador follows it, as something proposed."),
    )
    reports_to = forms.ModelChoiceField(
        label=_("Who reads messages that are reported"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("A data protection officer"),
        help_text=_(
            "Whoever reports a colleague’s message is told this name first. They read the messages that "
            "were chosen, and nothing else."
        ),
    )
    workshop_planning = forms.ChoiceField(
        label=_("Workshops that ambassadors plan are announced"), choices=WorkshopPlanning
    )
    has_new_charter = forms.BooleanField(
        label=_("What the charter promises has changed"),
        required=False,
        help_text=_("Each ambassador is shown it at the next visit and accepts it again."),
    )
    takes_lesson_questions = forms.BooleanField(
        label=_("Questions may be asked at the end of a lesson"),
        required=False,
        help_text=_(
            "Ambassadors of the topic and editors answer; editors put what comes without a name in other words first. "
            "Without it, questions and answers are hidden."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reports_to"].queryset = report_readers().order_by("last_name", "pk")
