"""Experiments, their effects, and pending decisions."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.experiments.enums import EvaluationOutcome, ExperimentDecision
from adoption.experiments.models import Evaluation, Experiment
from adoption.experiments.queries.evaluation_facts import last_month_of
from adoption.experiments.words import experiments as words
from adoption.foundation.periods import last_closed_month
from adoption.report.blocks import Decision, Section, Table
from adoption.report.queries.edition import MOST_EXPERIMENTS, Edition
from core.site_settings import value_of


TELLING = {EvaluationOutcome.ROSE, EvaluationOutcome.FELL}


@dataclass(frozen=True, slots=True)
class KnownExperiment:
    """An experiment as known with the report's month: no result of later months, no decision of a later report."""

    experiment: Experiment
    result: str
    evaluation: Evaluation | None
    decision: ExperimentDecision
    learnt: str


def section(edition: Edition) -> Section | None:
    """Experiments begun by the report's month, the latest first; None without any."""
    experiments = edition.experiments
    if not experiments:
        return None
    shown = [_as_known(tried, edition) for tried in experiments[:MOST_EXPERIMENTS]]
    return Section(
        title=_("What was tried, and what it did"),
        findings=tuple(filter(None, (_finding(shown),))),
        paragraphs=(
            _(
                "Each attempt is compared, before and after, with the teams that did not take part. Results are worked out once, rounded to whole points, and protected by added chance, which the intervals take into account."
            ),
            *_learnt(shown),
            *_owners(shown),
            *_more(experiments),
        ),
        tables=(_table(shown),),
        decisions=tuple(map(_decision, filter(_waits, shown))),
    )


def _as_known(experiment: Experiment, edition: Edition) -> KnownExperiment:
    is_out = last_month_of(experiment) <= edition.month
    day = experiment.decided_on
    is_decided = day is not None and (
        edition.is_latest or last_closed_month(day, value_of("MONTH_CLOSING_DAY")) <= edition.month
    )
    return KnownExperiment(
        experiment,
        words.finding(experiment) if is_out else words.awaited_text(experiment),
        words.evaluation_of(experiment) if is_out else None,
        ExperimentDecision(experiment.decision) if is_decided else ExperimentDecision.OPEN,
        " ".join(experiment.learnt.split()) if is_decided else "",
    )


def _finding(shown: list[KnownExperiment]) -> str:
    """How many were worked out, and of how many the effect is sure; the table says which."""
    worked_out = sum(tried.evaluation is not None for tried in shown)
    if not worked_out:
        return ""
    text = ngettext(
        "Of what was tried, %(out)s result is out; a clear effect: %(clear)s.",
        "Of what was tried, %(out)s results are out; a clear effect: %(clear)s.",
        worked_out,
    )
    return text % {"out": worked_out, "clear": sum(map(_is_telling, shown))}


def _is_telling(known: KnownExperiment) -> bool:
    evaluation = known.evaluation
    return evaluation is not None and EvaluationOutcome(evaluation.outcome) in TELLING


def _waits(known: KnownExperiment) -> bool:
    return known.evaluation is not None and known.decision == ExperimentDecision.OPEN


def _decision(known: KnownExperiment) -> Decision:
    experiment = known.experiment
    return Decision(
        asked=_("What was tried in “%(title)s”: extend it, adapt it or stop it?")
        % {"title": experiment.title},
        reason=words.target_verdict_text(experiment) or _("Its result is out."),
        key=f"experiment:{experiment.uuid}",
    )


def _learnt(shown: list[KnownExperiment]) -> list[str]:
    return [
        _("Learnt from “%(title)s”: %(learnt)s")
        % {"title": known.experiment.title, "learnt": known.learnt}
        for known in shown
        if known.learnt
    ]


def _owners(shown: list[KnownExperiment]) -> list[str]:
    """Who stands behind each; nothing of one of which nobody said."""
    return [
        _("Behind “%(title)s”: %(owners)s.")
        % {
            "title": known.experiment.title,
            "owners": ", ".join(f"{who} ({label[:1].lower()}{label[1:]})" for label, who in facts),
        }
        for known in shown
        if (facts := words.owner_facts(known.experiment))
    ]


def _more(experiments: list[Experiment]) -> list[str]:
    if len(experiments) <= MOST_EXPERIMENTS:
        return []
    return [
        ngettext(
            "The latest %(count)s only; the others stand on the page of experiments.",
            "The latest %(count)s only; the others stand on the page of experiments.",
            MOST_EXPERIMENTS,
        )
        % {"count": MOST_EXPERIMENTS}
    ]


def _table(shown: list[KnownExperiment]) -> Table:
    return Table(
        caption=_(
            "What was tried on this portal, in points of the usage rate beside comparable teams"
        ),
        headings=(
            _("Experiment"),
            _("Months"),
            _("What it did"),
            pgettext("decision", "Decision"),
        ),
        rows=tuple(
            (
                known.experiment.title,
                words.months_text(known.experiment),
                known.result,
                capfirst(str(known.decision.label)),
            )
            for known in shown
        ),
    )
