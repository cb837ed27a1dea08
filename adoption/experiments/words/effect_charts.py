"""Words of the charts and tables of evaluations, and of the list as a file."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.experiments.charts import EffectLine
from adoption.experiments.enums import EvaluationOutcome
from adoption.experiments.models import Evaluation, Experiment
from adoption.experiments.words import experiments as words


PUBLISHED_OUTCOMES = {EvaluationOutcome.ROSE, EvaluationOutcome.FELL, EvaluationOutcome.CHANCE}
Row = tuple[str, ...]


def effect_lines(experiments: Sequence[Experiment]) -> tuple[EffectLine, ...]:
    """Lines of the experiments with a published effect, in the given order, none left out for its result."""
    return tuple(
        _line(experiment.title, experiment.evaluation)
        for experiment in experiments
        if has_published_effect(experiment)
    )


def evaluation_lines(evaluation: Evaluation) -> tuple[EffectLine, ...]:
    """Line of the effect, where published, and of the placebo; none where nothing was computed."""
    if evaluation.early is None or evaluation.estimate is None:
        return ()
    low, high = evaluation.early_low or 0, evaluation.early_high or 0
    early = EffectLine(
        _("Before the start"),
        _effect_text(evaluation.early, low, high),
        evaluation.early,
        low,
        high,
        True,
    )
    if EvaluationOutcome(evaluation.outcome) not in PUBLISHED_OUTCOMES:
        return (early,)
    return _line(_("Since the start"), evaluation), early


def has_published_effect(experiment: Experiment) -> bool:
    evaluation = words.evaluation_of(experiment)
    return (
        evaluation is not None
        and evaluation.estimate is not None
        and EvaluationOutcome(evaluation.outcome) in PUBLISHED_OUTCOMES
    )


def effects_title(lines: Sequence[EffectLine]) -> str:
    """What all lines together say, and no more."""
    rose, fell = sum(line.low > 0 for line in lines), sum(line.high < 0 for line in lines)
    size = {"rose": rose, "fell": fell, "all": len(lines)}
    if not rose and not fell:
        text = ngettext(
            "One evaluation is told, and it cannot be told apart from chance.",
            "None of %(all)s evaluations can be told apart from chance.",
            len(lines),
        )
    elif not fell:
        text = ngettext(
            "Use rose more than in comparable teams in the one evaluation that is told.",
            "Use rose more than in comparable teams in %(rose)s of %(all)s evaluations.",
            len(lines),
        )
    else:
        text = ngettext(
            "Use rose less than in comparable teams in the one evaluation that is told.",
            "Of %(all)s evaluations, use rose more than in comparable teams in %(rose)s, and less in %(fell)s.",
            len(lines),
        )
    return text % size


def list_chart_subtitle() -> str:
    return _(
        "Points of the usage rate beside comparable teams. The dot is the estimate, the line holds the truth"
        " in 95 cases of 100; a hollow dot cannot be told apart from chance."
    )


def experiment_chart_subtitle() -> str:
    return _(
        "Points of the usage rate beside comparable teams; each line holds the truth in 95 cases of 100."
        " Dashed: the same of the months before, where nothing should be found."
    )


def table_headings(first: str = "") -> Row:
    return first or _("Experiment"), _("Estimate"), _("At least"), _("At most"), _("Reading")


def table_rows(lines: Sequence[EffectLine]) -> tuple[Row, ...]:
    return tuple(
        (
            line.name,
            words.signed_points(line.estimate),
            words.signed_points(line.low),
            words.signed_points(line.high),
            _reading(line),
        )
        for line in lines
    )


def file_headings() -> Row:
    return (
        _("Experiment"),
        _("Kind"),
        _("Portal"),
        _("First month"),
        _("Months"),
        _("Hypothesis"),
        _("Target"),
        _("What it did"),
        _("Estimate"),
        _("At least"),
        _("At most"),
        pgettext("decision", "Decision"),
        _("Decided on"),
        _("What was learnt"),
        _("Follows"),
        _("Withdrawn on"),
        *map(str, words.OWNER_LABELS.values()),
    )


def file_row(experiment: Experiment) -> tuple[object, ...]:
    """What list and page show, with numbers as numbers: a negative one must not be read as a formula."""
    shown = experiment.evaluation if has_published_effect(experiment) else None
    numbers = (shown.estimate, shown.low, shown.high) if shown else (None, None, None)
    return (
        experiment.title,
        capfirst(experiment.get_kind_display()),
        experiment.portal.name_here,
        f"{experiment.starts_on:%Y-%m}",
        experiment.months,
        experiment.hypothesis,
        experiment.target or "",
        words.finding(experiment),
        *("" if number is None else number for number in numbers),
        capfirst(experiment.get_decision_display()),
        str(experiment.decided_on or ""),
        experiment.learnt,
        experiment.follows.title if experiment.follows else "",
        str(experiment.withdrawn_on or ""),
        *(getattr(experiment, name) for name in words.OWNER_LABELS),
    )


def _line(name: str, evaluation: Evaluation) -> EffectLine:
    estimate, low, high = evaluation.estimate or 0, evaluation.low or 0, evaluation.high or 0
    return EffectLine(name, _effect_text(estimate, low, high), estimate, low, high)


def _effect_text(estimate: int, low: int, high: int) -> str:
    return f"{words.signed_points(estimate)} ({words.interval_text(low, high)})"


def _reading(line: EffectLine) -> str:
    if line.is_early:
        return (
            _("They were moving apart")
            if line.is_sure
            else _("Nothing stands out, as it should be")
        )
    if line.low > 0:
        return _("Rose more")
    return _("Rose less") if line.high < 0 else _("Cannot be told apart from chance")
