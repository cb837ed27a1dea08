"""Drafts a matching round; people see nothing of it before it is published in the administration."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.help.actions.rounds import draft_round, redraft_round
from ambassadors.help.enums import MatchingObjective
from ambassadors.help.models import MatchingRound
from ambassadors.help.queries.rounds import RoundPlan, plan_round, unmet_by_reason
from ambassadors.help.reasons import displayed_reason
from ambassadors.help.wording import unmet_in_words
from core.commands import ImportCommand
from core.reports import ImportReport
from core.typography import format_percent


LONGEST_TITLE = 120


@dataclass(slots=True)
class RoundReport(ImportReport):
    """Report of a round. Pairs count as created; `unmet`: requests without a proposal, by reason."""

    unmet: dict[str, int] = field(default_factory=dict)
    gap: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return ImportReport.as_dict(self) | {"unmet": self.unmet, "gap": self.gap}


class Command(ImportCommand):
    purpose = gettext_lazy(
        "Draft a matching round. ROUND is the key or the title of a draft, which is then drafted "
        "afresh, or the title of a new one. A round that is published is refused."
    )
    takes_file = False
    nothing_done = gettext_lazy("No round was drafted: the lines above say why.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", metavar="ROUND", help=_("a title, or the key of a draft"))
        parser.add_argument(
            "--mode",
            choices=MatchingObjective.values,
            help=_("best fit overall, or most people helped first"),
        )
        super().add_arguments(parser)

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        name = options["round"].strip()
        if not 0 < len(name) <= LONGEST_TITLE:
            message = _("A title has from 1 to %(most)s characters.") % {"most": LONGEST_TITLE}
            raise CommandError(message, returncode=2)
        known = find_round(name)
        if known is not None and not known.is_draft:
            report = RoundReport()
            report.refuse(0, _("This round is already published."), _("a new title"))
            return report
        mode = MatchingObjective(
            options["mode"] or (known.mode if known else MatchingObjective.BEST_FIT)
        )
        if options["dry_run"]:
            return plan_report(plan_round(mode=mode, redrafted=known))
        return draft_and_report(name, mode, known)


def draft_and_report(
    name: str, mode: MatchingObjective, known: MatchingRound | None
) -> RoundReport:
    try:
        if known is None:
            matching_round = draft_round(title=name, mode=mode)
        else:
            matching_round = redraft_round(matching_round=known, mode=mode)
    except ValidationError as error:
        report = RoundReport()
        report.refuse(0, " ".join(error.messages))
        return report
    report = RoundReport(
        created=matching_round.pairs.count(),
        unmet=unmet_by_reason(matching_round),
        gap=matching_round.gap or 0.0,
        applied=True,
    )
    return add_notes(report)


def plan_report(plan: RoundPlan) -> RoundReport:
    result = plan.result
    unmet = Counter(str(displayed_reason(seeker.reason)) for seeker in result.unassigned)
    return add_notes(RoundReport(created=len(result.pairs), unmet=dict(unmet), gap=result.gap))


def add_notes(report: RoundReport) -> RoundReport:
    for code, count in sorted(report.unmet.items()):
        report.notes.append(f"{count} × {unmet_in_words(code)}")
    if report.created and report.gap:
        gap = format_percent(report.gap * 100, 2)
        report.notes.append(_("At most %(gap)s below the best possible.") % {"gap": gap})
    elif report.created:
        report.notes.append(_("No other choice fits better."))
    return report


def find_round(name: str) -> MatchingRound | None:
    """Return a round by key, else the latest draft of that title, else the latest round of that title."""
    rounds = MatchingRound.objects.all()
    by_key = rounds.filter(pk=int(name)).first() if name.isascii() and name.isdigit() else None
    titled = rounds.filter(title=name)
    return by_key or titled.drafts().first() or titled.first()
