"""Words of an evaluation: no more than it shows."""

from collections.abc import Sequence
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from adoption.experiments.enums import EvaluationOutcome
from adoption.experiments.evaluation.design import FEWEST_BEFORE, FEWEST_PEOPLE, FEWEST_TEAMS
from adoption.experiments.evaluation.power import SEEN_EARLY
from adoption.experiments.models import MOST_OVER_A_MONTH, Evaluation, Experiment
from adoption.experiments.queries.evaluation_facts import last_month_of
from adoption.experiments.queries.experiments import ConcurrentExperiment, concurrent_experiments
from adoption.foundation.periods import Month
from adoption.foundation.words.months import month_text
from core.dates import today


TONES = {
    EvaluationOutcome.ROSE: ("good", "circle-check"),
    EvaluationOutcome.FELL: ("bad", "circle-x"),
    EvaluationOutcome.NOT_PARALLEL: ("warn", "triangle-alert"),
}


OWNER_LABELS = {
    "sponsor": gettext_lazy("Sponsor"),
    "trade_owner": gettext_lazy("In the trade"),
    "it_owner": gettext_lazy("In IT"),
}


def owner_facts(experiment: Experiment) -> list[tuple[str, str]]:
    """Return who stands behind it, each with what for; [] where nobody said."""
    return [
        (str(label), getattr(experiment, name))
        for name, label in OWNER_LABELS.items()
        if getattr(experiment, name)
    ]


def finding(experiment: Experiment) -> str:
    """One sentence: the effect, or why it is unknown, or when it will be known."""
    if experiment.withdrawn_on is not None:
        return _("It was withdrawn before it began, and is not evaluated.")
    evaluation = evaluation_of(experiment)
    if evaluation is None:
        return _waiting(experiment)
    return outcome_text(evaluation)


def evaluation_of(experiment: Experiment) -> Evaluation | None:
    return getattr(experiment, "evaluation", None)


def outcome_text(evaluation: Evaluation) -> str:
    outcome = EvaluationOutcome(evaluation.outcome)
    if outcome == EvaluationOutcome.ROSE:
        return _rose(evaluation)
    if outcome == EvaluationOutcome.FELL:
        return _fell(evaluation)
    if outcome == EvaluationOutcome.CHANCE:
        return _(
            "Nothing can be told apart from chance: the usage rate may have moved by anything between %(low)s"
            " and %(high)s points beside comparable teams."
        ) % {"low": signed_points(evaluation.low or 0), "high": signed_points(evaluation.high or 0)}
    return refusal_text(outcome)


def _rose(evaluation: Evaluation) -> str:
    points = evaluation.estimate or 0
    sentence = ngettext(
        "The usage rate rose %(points)s point more than in comparable teams, between %(low)s and %(high)s.",
        "The usage rate rose %(points)s points more than in comparable teams, between %(low)s and %(high)s.",
        points,
    )
    return sentence % {"points": points, "low": evaluation.low, "high": evaluation.high}


def _fell(evaluation: Evaluation) -> str:
    points = -(evaluation.estimate or 0)
    sentence = ngettext(
        "The usage rate rose %(points)s point less than in comparable teams, between %(low)s and %(high)s.",
        "The usage rate rose %(points)s points less than in comparable teams, between %(low)s and %(high)s.",
        points,
    )
    low, high = -(evaluation.high or 0), -(evaluation.low or 0)
    return sentence % {"points": points, "low": low, "high": high}


def refusal_text(outcome: EvaluationOutcome) -> str:
    size = {
        "teams": FEWEST_TEAMS,
        "people": FEWEST_PEOPLE,
        "months": FEWEST_BEFORE,
        "times": MOST_OVER_A_MONTH,
    }
    return {
        EvaluationOutcome.NOT_PARALLEL: _(
            "These teams were already moving away from the others before it began: no effect is given."
        ),
        EvaluationOutcome.FEW_TEAMS: _(
            "Too few teams to tell: it takes %(teams)s that took part and %(teams)s that did not."
        ),
        EvaluationOutcome.FEW_PEOPLE: _(
            "Too few people to tell: it takes %(people)s on either side, and more where teams are uneven."
        ),
        EvaluationOutcome.FEW_BEFORE: _(
            "Too early to tell: it takes %(months)s published months before the start."
        ),
        EvaluationOutcome.WITHHELD: _(
            "Nothing is told: the figures of one of its months did not go out, or what they were made of is"
            " erased by now."
        ),
        EvaluationOutcome.SPENT: _(
            "Nothing is told: these months were evaluated %(times)s times already, and no more may be."
        ),
    }[outcome] % size


def _waiting(experiment: Experiment) -> str:
    last = last_month_of(experiment)
    if today() < experiment.starts_on:
        return _("It has not begun yet.")
    if last.last_day < today():
        return _(
            "Its months are over: it is evaluated once, with the next month that is published."
        )
    return awaited_text(experiment)


def awaited_text(experiment: Experiment) -> str:
    """Sentence on an experiment whose last month is not published, or was not by the month that is told."""
    words = {"month": month_text(last_month_of(experiment))}
    return _("It is evaluated once, when %(month)s is published.") % words


def parallel_trends_text(evaluation: Evaluation) -> str:
    """What the check of the months before is for, what it would detect, and what it cannot."""
    if evaluation.early is None:
        return ""
    width = (evaluation.early_high or 0) - (evaluation.early_low or 0)
    points = ceil(SEEN_EARLY * width / 2)
    return ngettext(
        "This one check stands for both, parallel trends and placebo. Two halves of the months before are set"
        " against each other: it would most often notice teams that moved apart by about %(count)s point or more"
        " between them, and seldom by less. It cannot see a move that came and went within a half, nor anything"
        " that began together with the attempt.",
        "This one check stands for both, parallel trends and placebo. Two halves of the months before are set"
        " against each other: it would most often notice teams that moved apart by about %(count)s points or more"
        " between them, and seldom by less. It cannot see a move that came and went within a half, nor anything"
        " that began together with the attempt.",
        points,
    ) % {"count": points}


def placebo_text(evaluation: Evaluation) -> str:
    """What the months before the start say of the comparison; empty where nothing was computed."""
    if evaluation.early is None:
        return ""
    ends = {
        "early": signed_points(evaluation.early),
        "low": signed_points(evaluation.early_low or 0),
        "high": signed_points(evaluation.early_high or 0),
    }
    if evaluation.outcome == EvaluationOutcome.NOT_PARALLEL:
        text = _(
            "As if it had begun earlier, %(early)s points are found, between %(low)s and %(high)s,"
            " where there should be none."
        )
    else:
        text = _(
            "As if it had begun earlier, %(early)s points are found, between %(low)s and %(high)s: nothing"
            " that stands out, as it should be."
        )
    return text % ends


def comparison_text(evaluation: Evaluation) -> str:
    """Teams and people on either side; empty where nothing was computed."""
    if evaluation.estimate is None:
        return ""
    return _(
        "%(teams)s teams with %(people)s people took part; %(others)s teams with %(rest)s people did not."
    ) % {
        "teams": evaluation.treated_teams,
        "people": evaluation.treated_people,
        "others": evaluation.compared_teams,
        "rest": evaluation.compared_people,
    }


def noise_text(evaluation: Evaluation) -> str:
    points = evaluation.parameters.get("noise")
    if points is None:
        return ""
    return ngettext(
        "To protect each person, chance is added to the result once and for all: up to %(count)s point in"
        " 95 cases of 100. The interval reckons with it.",
        "To protect each person, chance is added to the result once and for all: up to %(count)s points in"
        " 95 cases of 100. The interval reckons with it.",
        points,
    ) % {"count": points}


def target_verdict_text(experiment: Experiment) -> str:
    """Whether the target was reached, where the interval leaves no doubt; empty without a target."""
    evaluation = evaluation_of(experiment)
    if experiment.target is None or evaluation is None or evaluation.low is None:
        return ""
    if evaluation.outcome == EvaluationOutcome.NOT_PARALLEL:
        return ""
    size = {"target": experiment.target}
    if evaluation.low >= experiment.target:
        return _("The target of %(target)s points is reached.") % size
    if (evaluation.high or 0) < experiment.target:
        return _("The target of %(target)s points is not reached.") % size
    return _("Whether the target of %(target)s points is reached cannot be told.") % size


def interval_text(low: int, high: int) -> str:
    return _("%(low)s to %(high)s") % {"low": signed_points(low), "high": signed_points(high)}


def outcome_tone(experiment: Experiment) -> tuple[str, str]:
    evaluation = evaluation_of(experiment)
    return TONES.get(EvaluationOutcome(evaluation.outcome), ("", "")) if evaluation else ("", "")


def months_text(experiment: Experiment) -> str:
    first, last = Month.containing(experiment.starts_on), last_month_of(experiment)
    if first == last:
        return month_text(first)
    return _("%(first)s to %(last)s") % {"first": month_text(first), "last": month_text(last)}


def signed_points(points: int) -> str:
    """Points with their sign, as read aloud: +4, −5, 0."""
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


def written_late(experiment: Experiment) -> str:
    """Note on an experiment created after its start; empty for others."""
    if experiment.announced:
        return ""
    return _(
        "It was written down after it had begun: those who chose the teams may have known how they were doing."
    )


def concurrent_text(experiment: Experiment) -> list[str]:
    """Experiments in the same months, by name: no comparison separates two that began together."""
    if experiment.withdrawn_on is not None:
        return []
    return [_beside(other) for other in concurrent_experiments(experiment)]


def _beside(other: ConcurrentExperiment) -> str:
    if not other.shared:
        return _(
            "In the same months, “%(title)s” was tried in teams that these are compared with."
        ) % {"title": other.title}
    return ngettext(
        "In the same months, %(count)s of the populations took part in “%(title)s” too: the comparison"
        " cannot tell the two apart.",
        "In the same months, %(count)s of the populations took part in “%(title)s” too: the comparison"
        " cannot tell the two apart.",
        other.shared,
    ) % {"count": other.shared, "title": other.title}


def caveats(experiment: Experiment, *, was_extended: bool) -> Sequence[str]:
    """What a reader must know before believing the number."""
    said = [
        _(
            "Other things may have happened in the same teams at the same time: the comparison cannot tell"
            " them apart."
        )
    ]
    if was_extended:
        said.append(
            _(
                "It was made longer after it had begun: whoever did so may have known how use went until then."
            )
        )
    return said
