from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Domain, Ease, HelpKind, Responsibility
from ambassadors.help.models import Ambassador
from cms.models import Portal, PortalService


RANKS = (
    ("first", _("First choice")),
    ("second", _("Second choice")),
    ("third", _("Third choice")),
)


def _choices(choices):
    return [("", _("I would rather not say")), *((v, capfirst(text)) for v, text in choices)]


class ServiceField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, service):
        return service.name_here


class LevelsForm(forms.Form):
    """Self-declared values that some kinds of help need."""

    ease = forms.TypedChoiceField(
        label=_("With digital tools"), required=False, coerce=int, empty_value=None
    )
    responsibility = forms.TypedChoiceField(
        label=_("At work"), required=False, coerce=int, empty_value=None
    )
    domain = forms.ChoiceField(label=_("I work in"), required=False)
    exchange = ServiceField(
        queryset=PortalService.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ease"].choices = _choices(Ease.choices)
        self.fields["responsibility"].choices = _choices(Responsibility.choices)
        self.fields["domain"].choices = _choices(Domain.choices)
        followed = Portal.objects.open().values("pk")
        self.fields["exchange"].queryset = PortalService.objects.filter(
            portal__in=followed
        ).order_by("portal__name", "sort_order", "pk")


class RequestWishesForm(LevelsForm):
    """Choose a kind of help and up to three ambassadors, best first."""

    kind = forms.ChoiceField(
        label=_("What kind of help?"), initial=HelpKind.COACHING, widget=forms.RadioSelect
    )
    first = forms.ModelChoiceField(queryset=Ambassador.objects.none(), required=False)
    second = forms.ModelChoiceField(queryset=Ambassador.objects.none(), required=False)
    third = forms.ModelChoiceField(queryset=Ambassador.objects.none(), required=False)
    field_order = ("kind", "ease", "responsibility", "domain", "exchange")

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(v, capfirst(text)) for v, text in HelpKind.choices]
        self.fields["exchange"].label = _("What could you teach in return?")
        others = Ambassador.objects.active().exclude(person=person).select_related("person")
        choices = [
            ("", _("Nobody in particular")),
            *((ambassador.pk, str(ambassador)) for ambassador in others),
        ]
        for name, label in RANKS:
            self.fields[name].label = label
            self.fields[name].queryset = others
            self.fields[name].choices = choices

    def action_arguments(self):
        """Return the arguments of `set_request_aim`."""
        arguments = dict(self.cleaned_data)
        wishes = [arguments.pop(name) for name, _label in RANKS]
        return arguments | {"wishes": [wish for wish in wishes if wish]}


class OfferedHelpForm(LevelsForm):
    kinds = forms.MultipleChoiceField(
        label=_("What kinds of help?"), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("kinds", "ease", "responsibility", "domain", "exchange")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(v, capfirst(text)) for v, text in HelpKind.choices]
        self.fields["exchange"].label = _("What would you like to learn in return?")
