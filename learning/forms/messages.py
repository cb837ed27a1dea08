"""Forms of messages: what one says in French and in English, whom it is for, when it leaves."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.actions.messages import TEXTS, Population
from learning.criteria.population import population_criterion
from learning.enums import PopulationKind
from learning.message_templates import blanks_left, template_words
from learning.models import Message
from learning.queries.messages import FIRST_NAME
from people.mail.registry import has_stray_braces, placeholder_names


EVERYBODY = "everybody"
LANGUAGES = ("fr", "en")


class MessageForm(forms.ModelForm):
    """The words in two languages, of which one may be left empty, and the conditions on whom it is for."""

    class Meta:
        model = Message
        fields = TEXTS
        widgets = {
            "text_fr": forms.Textarea(attrs={"rows": 10, "lang": "fr"}),
            "text_en": forms.Textarea(attrs={"rows": 10, "lang": "en"}),
            "subject_fr": forms.TextInput(attrs={"lang": "fr"}),
            "subject_en": forms.TextInput(attrs={"lang": "en"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self._chosen()
        for kind in PopulationKind:
            self.fields[kind] = field = population_criterion(kind).field()
            field.required, field.label = False, capfirst(field.label)
            field.initial = chosen.get(kind)
        self.fields[EVERYBODY] = forms.BooleanField(
            label=gettext_lazy("All staff"),
            required=False,
            initial=self.instance.pk is not None and not chosen,
        )

    def _chosen(self) -> Population:
        if self.instance.pk is None:
            return {}
        return {row.kind: row.values for row in self.instance.criteria.all()}

    @property
    def conditions(self) -> list[Any]:
        """Return each condition with its name, and whether it is open: chosen, or to be put right."""
        fields = [
            (self[kind], capfirst(population_criterion(kind).label)) for kind in PopulationKind
        ]
        return [(field, name, bool(field.value()) or bool(field.errors)) for field, name in fields]

    def clean(self):
        values = super().clean()
        for name in TEXTS:
            for problem in placeholder_problems(values.get(name, "")):
                self.add_error(name, problem)
        begun = [language for language in LANGUAGES if not self._is_untouched(values, language)]
        if any(values.get(f"text_{language}") for language in begun):
            for language in set(LANGUAGES) - set(begun):
                values |= {f"subject_{language}": "", f"text_{language}": ""}
        for language in LANGUAGES:
            self._refuse_half(values, language)
        if not any(values.get(name) for name in TEXTS) and not self.errors:
            self.add_error("subject_fr", _("Write it in French, in English or in both."))
        self._check_population(values)
        return values

    def _is_untouched(self, values: dict[str, Any], language: str) -> bool:
        """Whether the words are those of the template, with all that is to be filled in."""
        words = [values.get(f"{part}_{language}") or "" for part in ("subject", "text")]
        template = self.instance.template
        stood = [text.split() for text in template_words(template, language)]
        has_blanks = bool(blanks_left(template, language, *words))
        return has_blanks and [text.split() for text in words] == stood

    def _refuse_half(self, values: dict[str, Any], language: str) -> None:
        names = (f"subject_{language}", f"text_{language}")
        written = [name for name in names if values.get(name)]
        if len(written) == 1 and not any(name in self.errors for name in names):
            missing = next(name for name in names if name not in written)
            self.add_error(missing, _("Write both subject and text in this language, or neither."))

    def _check_population(self, values: dict[str, Any]) -> None:
        if any(kind in self.errors for kind in PopulationKind):
            return
        if self.population and values.get(EVERYBODY):
            self.add_error(EVERYBODY, _("Choose all staff, or conditions: not both."))
        elif not self.population and not values.get(EVERYBODY):
            self.add_error(
                EVERYBODY, _("Say whom it is for: tick all staff, or choose a condition.")
            )

    @property
    def population(self) -> Population:
        """Return the values by kind of condition; empty for all staff."""
        chosen = {kind.value: self.cleaned_data.get(kind) for kind in PopulationKind}
        return {kind: values for kind, values in chosen.items() if values}

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in TEXTS}


def placeholder_problems(text: str) -> Iterator[str]:
    """Yield what is wrong with braces in a text: in which line, and what is expected there."""
    for number, line in enumerate(text.splitlines(), start=1):
        for name in sorted(placeholder_names(line) - set(FIRST_NAME)):
            yield _(
                "Line %(number)s: nothing is filled in for {%(name)s}. Write {first_name} or {prenom} for the first name."
            ) % {"number": number, "name": name}
        if has_stray_braces(line):
            yield _(
                "Line %(number)s: a brace stands alone. Write {first_name} or {prenom}, and no other brace."
            ) % {"number": number}


class SendLaterForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label=gettext_lazy("Hour"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean(self):
        """Refuse an hour that the clock skips, or has twice."""
        values = super().clean()
        if not self.errors:
            moment = datetime.combine(values["day"], values["hour"])
            try:
                values["send_at"] = from_current_timezone(moment)
            except ValidationError as error:
                self.add_error("hour", error)
        return values
