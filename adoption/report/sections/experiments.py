"""Experiments, their effects, and pending decisions."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.experiments.enums import EvaluationOutcome, ExperimentDecision
from adoption.experiments.models import Experiment
from adoption.experiments.words import experiments as words
from adoption.report.blocks import Decision, Section, Table
from adoption.report.queries.edition import MOST_EXPERIMENTS, Edition


TELLING = {EvaluationOutcome.ROSE, EvaluationOutcome.FELL}


def section(edition: Edition) -> Section | None:
    """Experiments begun by the report's month, the latest first; None without any."""
    experiments = edition.experiments
    if not experiments:
        return None
    shown = experiments[:MOST_EXPERIMENTS]
    return Section(
        title=_("What was tried, and what it did"),
        findings=tuple(filter(None, (_finding(shown),))),
        paragraphs=(
            _(
                "Each attempt is compared, before and after, with the teams that did not take part. Results are worked out once, rounded to whole points, and protected by added chance, which the intervals take into account."
            ),
            *_learnt(shown),
            *_more(experiments),
        ),
        tables=(_table(shown),),
        decisions=tuple(map(_decision, filter(_waits, shown))),
    )


def _finding(shown: list[Experiment]) -> str:
    """How many were worked out, and of how many the effect is sure; the table says which."""
    worked_out = sum(words.evaluation_of(each) is not None for each in shown)
    if not worked_out:
        return ""
    text = ngettext(
        "Of what was tried, %(out)s result is out; a clear effect: %(clear)s.",
        "Of what was tried, %(out)s results are out; a clear effect: %(clear)s.",
        worked_out,
    )
    return text % {"out": worked_out, "clear": sum(map(_is_telling, shown))}


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
        reason=words.target_verdict_text(experiment) or _("Its result is out."),
        key=f"experiment:{experiment.uuid}",
    )


def _learnt(shown: list[Experiment]) -> list[str]:
    return [
        _("Learnt from “%(title)s”: %(learnt)s")
        % {"title": experiment.title, "learnt": " ".join(experiment.learnt.split())}
        for experiment in shown
        if experiment.learnt
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


def _table(shown: list[Experiment]) -> Table:
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
                experiment.title,
                words.months_text(experiment),
                words.finding(experiment),
                capfirst(experiment.get_decision_display()),
            )
            for experiment in shown
        ),
    )
