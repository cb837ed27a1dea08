"""What comes next: the targets in force, and what the teams plan."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.report.blocks import Decision, Section, Table
from adoption.report.queries.edition import Edition
from adoption.targets import words as target_words
from adoption.targets.queries.targets import TargetProgress
from adoption.targets.trajectory import Verdict
from adoption.team_actions.words import team_action_counts_text


MOST_TARGETS = 12
NEEDS_DECISION = {Verdict.UNLIKELY, Verdict.MISSED}


def section(edition: Edition) -> Section:
    aims, organisation = edition.aims, edition.organisation
    return Section(
        title=_("Next steps"),
        findings=tuple(filter(None, (_planned(edition),))),
        paragraphs=tuple(filter(None, (_not_listed(aims),))),
        tables=(_targets(aims[:MOST_TARGETS], organisation),) if aims else (),
        decisions=tuple(
            _decision(aim, organisation) for aim in aims if aim.outlook.verdict in NEEDS_DECISION
        ),
    )


def _targets(aims: list[TargetProgress], organisation: str) -> Table:
    """Where each target stands, in words: its rates are on its own page, and the organisation's in the first table."""
    return Table(
        _("Targets in force, in the order of the organisation."),
        (_("Group"), _("Target"), pgettext("target", "In words")),
        [
            (
                target_words.population_name(aim.target, organisation),
                target_words.target_text(aim.target, aim.outlook.course.size),
                capfirst(target_words.verdict_text(aim.outlook)),
            )
            for aim in aims
        ],
    )


def _planned(edition: Edition) -> str:
    counts = edition.actions
    return team_action_counts_text(edition.month, *counts) if any(counts) else ""


def _not_listed(aims: list[TargetProgress]) -> str:
    if not aims:
        return _("No target is set for this portal.")
    number = len(aims) - MOST_TARGETS
    if number <= 0:
        return ""
    text = ngettext(
        "One more target is on the page of all targets.",
        "%(n)s more targets are on the page of all targets.",
        number,
    )
    return text % {"n": number}


def _decision(aim: TargetProgress, organisation: str) -> Decision:
    words = {
        "group": target_words.population_name(aim.target, organisation),
        "target": target_words.target_text(aim.target, aim.outlook.course.size),
    }
    if aim.outlook.verdict == Verdict.MISSED:
        question = _("%(group)s: set another target in place of “%(target)s”, or leave it there?")
    else:
        question = _("%(group)s: do more for “%(target)s”, give it more time, or lower it?")
    verdict = capfirst(target_words.verdict_text(aim.outlook))
    return Decision(question % words, f"{verdict}.", f"target:{aim.target.uuid}")
