"""Forms on the page of a pair."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ambassadors.help.actions.pairs import validate_session_day
from ambassadors.help.enums import Discretion, Fit, Format, Rhythm, Useful
from ambassadors.help.forms.mutual_help import SessionFieldsForm, TopicField, capitalised
from ambassadors.help.models.follow_up import GOAL_LENGTH, MOST_GOALS, NOTES_LENGTH, WORDS_LENGTH
from cms.models import PortalService


WARNING = _("Write nothing about health, beliefs or the private life of anybody.")


class PartForm(forms.Form):
    """Base of several forms on one page: the ids of each begin with its own name."""

    part = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id=f"{self.part}_%s", **kwargs)


class TopicChoice(forms.ModelChoiceField):
    label_from_instance = TopicField.label_from_instance


class PairSessionForm(PartForm, SessionFieldsForm):
    """Record a session of this pair in twenty seconds."""

    part = "session"
    topic = TopicChoice(
        label=_("About what?"),
        queryset=PortalService.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    field_order = ("minutes", "exact_minutes", "topic", "outcome", "held_on")

    def __init__(self, *args, topics, pair=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.pair = pair
        keys = [topic.pk for topic in topics]
        self.fields["topic"].queryset = PortalService.objects.filter(pk__in=keys)
        if keys:
            self.fields["topic"].initial = keys[0]
        else:
            del self.fields["topic"]

    def clean(self):
        cleaned = super().clean()
        if self.pair and (day := cleaned.get("held_on")):
            validate_session_day(self.pair, day)
        return cleaned


class PlanForm(PartForm):
    """Agree on rhythm, format, discretion and goals: current goals first, then suggestions, then one's own."""

    part = "plan"
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    rhythm = forms.ChoiceField(label=_("How often do you meet?"), widget=forms.RadioSelect)
    format = forms.ChoiceField(label=_("How?"), widget=forms.RadioSelect)
    goals = forms.MultipleChoiceField(
        label=_("What do you want to get to?"),
        help_text=_("Up to three."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    own_goal = forms.CharField(
        label=_("Or in your own words"), required=False, max_length=GOAL_LENGTH, help_text=WARNING
    )
    discretion = forms.ChoiceField(
        label=_("What stays between the two of you?"), widget=forms.RadioSelect
    )

    def __init__(self, *args, plan, suggestions, **kwargs):
        initial = {
            "version": plan.version,
            "rhythm": plan.rhythm,
            "format": plan.format,
            "goals": plan.goals,
            "discretion": plan.discretion,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["rhythm"].choices = capitalised(Rhythm.choices)
        self.fields["format"].choices = capitalised(Format.choices)
        self.fields["discretion"].choices = capitalised(Discretion.choices)
        # Keep a goal that was sent although the other person has removed it meanwhile.
        sent = self.data.getlist("goals")[:MOST_GOALS] if self.is_bound else []
        goals = dict.fromkeys([*plan.goals, *suggestions, *(goal[:GOAL_LENGTH] for goal in sent)])
        self.fields["goals"].choices = [(goal, goal) for goal in goals]

    def clean(self):
        cleaned = super().clean()
        goals = [*cleaned.get("goals", []), cleaned.pop("own_goal", "") or ""]
        cleaned["goals"] = [goal for goal in goals if goal]
        if len(cleaned["goals"]) > MOST_GOALS:
            self.add_error("goals", ValidationError(_("Three goals at most."), code="too_many"))
        return cleaned


class NotesForm(PartForm):
    part = "notes"
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("What you both want to find again"),
        required=False,
        max_length=NOTES_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=WARNING,
    )

    def __init__(self, *args, notebook, **kwargs):
        initial = {"version": notebook.version, "text": notebook.text}
        super().__init__(*args, initial=initial, **kwargs)


class FitForm(PartForm):
    part = "fit"
    answer = forms.ChoiceField(label=_("Does this pair suit you?"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(value, capfirst(label)) for value, label in Fit.choices]


class FeedbackForm(PartForm):
    part = "feedback"
    useful = forms.TypedChoiceField(
        label=_("Was it useful to you?"),
        choices=Useful.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    learnt = forms.CharField(
        label=_("What did you learn?"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=WARNING,
    )
    may_be_told = forms.BooleanField(
        label=_("It may be proposed as a good practice, without a name, if we both agree"),
        required=False,
    )
    thanks = forms.CharField(
        label=_("A word of thanks"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
