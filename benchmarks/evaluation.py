"""An evaluation of 5,000 teams over 24 months, a third of them in a programme that began in eight steps.

`reckoned`: design, estimate and noise alone, from counts by team and month and the lives of 70,000 people.
`in the task`: the same as the publication task does it, from the rolls, links, days of use and declarations of
24 months of a tenth of the teams and people.
"""

import json
import random
import sys
from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks import large
from benchmarks.machine import peak_mib, timed
from benchmarks.servers import Servers, in_own_process


TEAMS, MONTHS, STAFF = 5_000, 24, 70_000
PART = 10  # of the teams and people, in the task
STARTS = (8, 10, 12, 14, 16, 18, 19, 20)
DAYS_A_MONTH = 2  # of each linked account, about


def measure(servers: Servers) -> dict[str, Any]:
    settings = servers.settings("evaluation")
    steps = {name: in_own_process("evaluation", settings, name) for name in STEPS}
    servers.drop("evaluation")
    return {
        "ms": {name: step.pop("ms") for name, step in steps.items() if "ms" in step},
        "teams": TEAMS,
        "months": MONTHS,
        "staff": STAFF,
        **steps,
    }


# --- Inside a process with Django set up ----------------------------------------------------------


def reckon() -> dict:
    from adoption.experiments.evaluation import (  # noqa: PLC0415
        Panel,
        Refusal,
        build_design,
        evaluate_with_noise,
    )

    rng = np.random.default_rng(1)
    team_of = np.sort(rng.integers(0, TEAMS, STAFF))
    sizes = np.repeat(np.bincount(team_of, minlength=TEAMS)[:, None], MONTHS, axis=1)
    starts = np.full(TEAMS, MONTHS)
    starts[: TEAMS // 3] = rng.choice(STARTS, TEAMS // 3)
    known = rng.binomial(sizes, 0.7)
    used = rng.binomial(known, np.clip(0.3 + 0.1 * (np.arange(MONTHS) >= starts[:, None]), 0, 1))
    panel = Panel(sizes, used, starts)
    import diff_diff  # noqa: F401, PLC0415  (its own second or more is not the evaluation’s)

    lives = [[(int(team), month) for month in range(MONTHS)] for team in team_of]

    def work() -> Any:
        design = build_design(sizes, starts, lives)
        if isinstance(design, Refusal):
            raise TypeError(design)
        return evaluate_with_noise(panel, design, lambda name: f"bench {name}")

    ms, result = timed(work)
    estimate = [result.low, result.estimate, result.high]
    return {"ms": ms, "estimate": estimate, "peak_mib": peak_mib()}


def fill() -> dict:
    """Publications with their rolls, and the rows of use behind them; the programme waits to be evaluated."""
    large.organisation(staff=STAFF // PART, teams=TEAMS // PART)
    [portal] = large.portals(1)
    months = [large.MONTHS[1].shifted(back - MONTHS + 1) for back in range(MONTHS)]
    members = _members()
    _publications(portal, months, members)
    _programme(portal, months, list(members))
    return {"usage_days": _use(portal, months)}


def _members() -> dict[int, list[str]]:
    from adoption.usage.pseudonyms import roll_key_of  # noqa: PLC0415
    from people.models import Position  # noqa: PLC0415

    members: dict[int, list[str]] = {}
    rows = Position.objects.order_by("team", "pk").values_list("team", "person__uuid")
    for team, uuid in rows:
        members.setdefault(team, []).append(roll_key_of(str(uuid)))
    return members


def _publications(portal: Any, months: list[Any], members: dict[int, list[str]]) -> None:
    from adoption.publishing.models import Publication, Roll  # noqa: PLC0415

    for month in months:
        publication = Publication.objects.create(
            portal=portal,
            month=month.first_day,
            status="published",
            parameters=large.parameters(),
        )
        Roll.objects.create(publication=publication, members=members)


def _programme(portal: Any, months: list[Any], teams: list[int]) -> None:
    from adoption.experiments.models import Experiment, ExperimentTeam  # noqa: PLC0415

    chance = random.Random(3)
    starts = {team: months[chance.choice(STARTS)].first_day for team in teams[: len(teams) // 3]}
    programme = Experiment.objects.create(
        kind="programme",
        title="Le programme",
        hypothesis="Un mois après l’autre, un service après l’autre.",
        portal=portal,
        starts_on=min(starts.values()),
        months=MONTHS - min(STARTS),
        announced=True,
    )
    ExperimentTeam.objects.bulk_create(
        [
            ExperimentTeam(experiment=programme, team_id=team, starts_on=day)
            for team, day in starts.items()
        ],
        batch_size=large.BATCH,
    )


def _use(portal: Any, months: list[Any]) -> int:
    """Two in three are linked and use the portal on a day or more of one month in two; half of the others answer."""
    from adoption.usage.models import Declaration, PortalLink  # noqa: PLC0415
    from adoption.usage.pseudonyms import subject_of_uuid  # noqa: PLC0415
    from people.models import Person  # noqa: PLC0415

    chance = random.Random(4)
    service = portal.services.order_by("pk").values_list("pk", flat=True)[0]
    links, answers, lines = [], [], []
    for number, uuid in enumerate(Person.objects.order_by("pk").values_list("uuid", flat=True)):
        subject, pseudonym = subject_of_uuid(str(uuid)), f"{portal.pk}-{number:06}"
        if chance.random() < large.LINKED:
            linked_on = months[0].first_day - timedelta(days=1)
            links.append(
                PortalLink(portal=portal, pseudonym=pseudonym, subject=subject, linked_on=linked_on)
            )
            for month in months:
                for day in chance.sample(range(28), chance.choice((0, DAYS_A_MONTH * 2))):
                    on = month.first_day + timedelta(days=day)
                    lines.append(f"{portal.pk}\t{pseudonym}\t{service}\t{on.isoformat()}\tf\n")
        elif chance.random() < large.ANSWERING:
            said = chance.choice(["yes_weekly", "yes_now_and_then", "not_yet", "no_account"])
            answers += [
                Declaration(portal=portal, subject=subject, month=month.first_day, answer=said)
                for month in months
            ]
    PortalLink.objects.bulk_create(links, batch_size=large.BATCH)
    Declaration.objects.bulk_create(answers, batch_size=large.BATCH)
    large.copy_days(lines)
    return len(lines)


def evaluate_programme() -> dict:
    """As the task does it, once all months are out."""
    from adoption.experiments.actions.evaluations import evaluate_due  # noqa: PLC0415
    from adoption.experiments.models import Evaluation  # noqa: PLC0415
    from cms.models import Portal  # noqa: PLC0415

    portal = Portal.objects.get()
    ms, _nothing = timed(lambda: evaluate_due(portal=portal))
    evaluation = Evaluation.objects.get()
    return {
        "ms": ms,
        "outcome": evaluation.outcome,
        "estimate": [evaluation.low, evaluation.estimate, evaluation.high],
        "teams_treated": evaluation.treated_teams,
        "teams_compared": evaluation.compared_teams,
        "peak_mib": peak_mib(),
    }


STEPS = {"reckoned": reckon, "filled": fill, "in the task": evaluate_programme}

if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(STEPS[sys.argv[1]]()))
