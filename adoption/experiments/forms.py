from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from adoption.experiments.actions.experiments import ExperimentPlan, refuse_distant_month
from adoption.experiments.enums import ExperimentDecision, ExperimentKind
from adoption.experiments.models import LONGEST, OWNERS, Experiment
from adoption.foundation.periods import Month
from cms.models import Portal
from core.collation import fold_text
from people.models import Team


class ExperimentForm(forms.Form):
    """Form of an experiment; populations are typed one a line, which works for five teams or five thousand."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=ExperimentKind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("A title in a few words"), max_length=120)
    hypothesis = forms.CharField(
        label=_("Hypothesis"),
        help_text=_("What do you expect, of whom, and why?"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    portal = forms.ModelChoiceField(label=_("Portal"), queryset=None, empty_label=None)
    starts = forms.CharField(
        label=_("First month"),
        help_text=_("As in 2026-03. A whole month: the one after, where it begins within one."),
        max_length=7,
    )
    months = forms.IntegerField(
        label=_("For how many months"), min_value=1, max_value=LONGEST, initial=3
    )
    target = forms.IntegerField(
        label=_("Target, in points of the usage rate"),
        min_value=1,
        max_value=100,
        required=False,
    )
    teams = forms.CharField(
        label=_("Teams"),
        help_text=_(
            "One a line, by name or code; all below it takes part too. Where a team begins later, its first"
            " month after a semicolon: “Reception; 2026-05”. Leave it empty for the effect of the ambassadors."
        ),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    follows = forms.ModelChoiceField(
        label=_("Goes on from"),
        help_text=_(
            "The attempt of which this one is the sequel, so that what was learnt stays together."
        ),
        queryset=None,
        required=False,
        to_field_name="uuid",
        empty_label=_("None: it is a first attempt"),
    )
    sponsor = forms.CharField(
        label=_("Sponsor"),
        help_text=_("As in “head physician of the division”."),
        max_length=100,
        required=False,
    )
    trade_owner = forms.CharField(
        label=_("Who answers for it in the trade"), max_length=100, required=False
    )
    it_owner = forms.CharField(label=_("Who answers for it in IT"), max_length=100, required=False)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def __init__(self, *args, held: Experiment | None = None, **kwargs):
        """`held`: the experiment being changed or continued."""
        super().__init__(*args, **kwargs)
        self.fields["portal"].queryset = Portal.objects.open()
        earlier = Experiment.objects.tried().order_by("-starts_on", "-pk")
        self.fields["follows"].queryset = earlier.filter(pk__lt=held.pk) if held else earlier

    @property
    def owner_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in OWNERS]

    @property
    def has_owner(self) -> bool:
        """Return whether the fold of the owners stands open: one of them is filled in, or wrong."""
        return any(field.value() or field.errors for field in self.owner_fields)

    def clean_starts(self):
        month = _month(self.cleaned_data["starts"])
        refuse_distant_month(month)
        return month

    def clean(self):
        cleaned = super().clean()
        if "starts" in cleaned and "teams" in cleaned:
            try:
                cleaned["teams"] = _teams(cleaned["teams"], cleaned["starts"])
            except forms.ValidationError as error:
                self.add_error("teams", error)
        return cleaned

    def plan(self) -> ExperimentPlan:
        names = ("title", "hypothesis", "portal", "starts", "months", "target", "teams", "follows")
        return ExperimentPlan(
            kind=ExperimentKind(self.cleaned_data["kind"]),
            **{name: self.cleaned_data[name] for name in (*names, *OWNERS)},
        )


def initial_form_values(held: Experiment, *, since: str = "") -> dict[str, Any]:
    """Initial values from an experiment. `since`: for a sequel, the month in which all of it begins."""
    starts = str(Month.containing(held.starts_on))
    return {
        "kind": held.kind,
        "title": held.title,
        "hypothesis": held.hypothesis,
        "portal": held.portal,
        "starts": since or starts,
        "months": held.months,
        "target": held.target,
        **{name: getattr(held, name) for name in OWNERS},
        "teams": _written_teams(held, "" if since else starts),
        "follows": held.follows.uuid if held.follows else None,
    }


def _written_teams(held: Experiment, starts: str) -> str:
    """No month where all begin at once."""
    every = list(held.teams.select_related("team"))
    lines = []
    for treated, written in zip(
        every, team_text_lines([treated.team for treated in every]), strict=True
    ):
        month = str(Month.containing(treated.starts_on))
        lines.append(f"{written}; {month}" if starts and month != starts else written)
    return "\n".join(lines)


def team_text_lines(teams: Sequence[Team]) -> list[str]:
    """Write teams as `_teams` parses them: by name where it is unique and holds no semicolon."""
    names = Counter(fold_text(name) for name in Team.objects.open().values_list("name", flat=True))
    return [
        team.name if names[fold_text(team.name)] == 1 and ";" not in team.name else team.code
        for team in teams
    ]


def teams_named_in(text: str, teams: Sequence[Team]) -> list[Team]:
    """Return the teams that have a line in the text, by code or by unique name."""
    lines = {fold_text(line.partition(";")[0]) for line in text.splitlines()}
    called = zip(teams, team_text_lines(teams), strict=True)
    return [team for team, name in called if lines & {fold_text(team.code), fold_text(name)}]


def _month(text: str) -> Month:
    try:
        return Month.parse(text.strip())
    except ValueError as error:
        raise forms.ValidationError(_("Write the month as in 2026-03.")) from error


def _teams(text: str, starts: Month) -> dict[Team, Month]:
    """Parse teams by code, else by a name that one team alone has."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return {}
    by_code, by_name = {}, {}
    for team in Team.objects.open():
        by_code[fold_text(team.code)] = team
        by_name.setdefault(fold_text(team.name), []).append(team)
    found = {}
    for line in lines:
        written, _semicolon, later = line.partition(";")
        key = fold_text(written)
        teams = by_name.get(key, [])
        team = by_code.get(key) or (teams[0] if len(teams) == 1 else None)
        if team is None:
            message = (
                _("Several teams have this name; write the code of the one that is meant: %(line)s")
                if teams
                else _("There is no such team: %(line)s")
            )
            raise forms.ValidationError(message, params={"line": line})
        found[team] = _month(later) if later.strip() else starts
    return found


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            choice for choice in ExperimentDecision.choices if choice[0] != ExperimentDecision.OPEN
        ],
        widget=forms.RadioSelect,
    )
    learnt = forms.CharField(
        label=_("What was learnt"),
        help_text=_("Also what did not work: it spares others the same attempt."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    longer = forms.IntegerField(
        label=_("With “extend”: how many months longer"),
        help_text=_(
            "It is then evaluated once those are published, and its page says that it was made longer."
        ),
        min_value=1,
        max_value=LONGEST,
        required=False,
    )

    def __init__(self, *args: Any, may_extend: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not may_extend:
            del self.fields["longer"]


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)


class NoteForm(forms.Form):
    """Form of one text. `label`: its question."""

    text = forms.CharField(max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
