"""Experiments, their effects, and pending decisions."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.experiments.enums import EvaluationOutcome, ExperimentDecision
from adoption.experiments.models import Experiment
from adoption.experiments.words import experiments as words
from adoption.report.blocks import Decision, Section, Table
from adoption.report.queries.edition import MOST_EXPERIMENTS, Edition


MOST_FINDINGS = 5  # the table has them all
TELLING = {EvaluationOutcome.ROSE, EvaluationOutcome.FELL}


def section(edition: Edition) -> Section | None:
    """Experiments begun by the report's month, the latest first; None without any."""
    found = edition.experiments
    if not found:
        return None
    shown = found[:MOST_EXPERIMENTS]
    return Section(
        title=_("What was tried, and what it did"),
        findings=tuple(_finding(each) for each in shown if _is_telling(each))[:MOST_FINDINGS],
        paragraphs=(_basis(), *_learnt(shown), *_more(found)),
        tables=(_table(shown),),
        decisions=tuple(_decision(each) for each in shown if _waits(each)),
    )


def _finding(experiment: Experiment) -> str:
    found = words.finding(experiment)
    return _("“%(title)s”: %(finding)s") % {
        "title": experiment.title,
        "finding": found[:1].lower() + found[1:],
    }


def _is_telling(experiment: Experiment) -> bool:
    evaluation = words.evaluation_of(experiment)
    return evaluation is not None and EvaluationOutcome(evaluation.outcome) in TELLING


def _waits(experiment: Experiment) -> bool:
    is_open = experiment.decision == ExperimentDecision.OPEN
    return is_open and words.evaluation_of(experiment) is not None


def _decision(experiment: Experiment) -> Decision:
    return Decision(
        asked=_("What was tried in “%(title)s”: extend it, adapt it or stop it?")
        % {"title": experiment.title},
        reason=" ".join(
            each
            for each in (words.finding(experiment), words.target_verdict_text(experiment))
            if each
        ),
    )


def _basis() -> str:
    return _(
        "Each attempt is compared, before and after, with the teams that did not take part. Results are worked out once, rounded to whole points, and protected by added chance, which the intervals take into account."
    )


def _learnt(shown: list[Experiment]) -> list[str]:
    return [
        _("Learnt from “%(title)s”: %(learnt)s")
        % {"title": each.title, "learnt": " ".join(each.learnt.split())}
        for each in shown
        if each.learnt
    ]


def _more(found: list[Experiment]) -> list[str]:
    if len(found) <= MOST_EXPERIMENTS:
        return []
    return [
        ngettext(
            "The latest %(count)s only; the others stand on the page of experiments.",
            "The latest %(count)s only; the others stand on the page of experiments.",
            MOST_EXPERIMENTS,
        )
        % {"count": MOST_EXPERIMENTS}
    ]


def _table(shown: list[Experiment]) -> Table:
    return Table(
        caption=_(
            "What was tried on this portal, in points of the usage rate beside comparable teams"
        ),
        headings=(
            _("Experiment"),
            _("Months"),
            _("Hypothesis"),
            _("What it did"),
            pgettext("decision", "Decision"),
        ),
        rows=tuple(
            (
                each.title,
                words.months_text(each),
                " ".join(each.hypothesis.split()),
                words.finding(each),
                capfirst(each.get_decision_display()),
            )
            for each in shown
        ),
    )
