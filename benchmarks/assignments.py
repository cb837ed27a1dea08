"""200 assignment rules over 70,000 staff: applied for the first time, again, and after a staff list moved people.

`again` and `moved` are the nightly re-evaluation; `results` is that of one rule that asks for a path which everybody
follows, and every other one finished.
"""

import json
from collections.abc import Callable
from typing import Any

from benchmarks.machine import peak_mib, timed
from benchmarks.servers import Servers, in_own_process


STAFF, RULES = 70_000, 200
MODULES, LESSONS = 3, 4


def measure(servers: Servers) -> dict[str, Any]:
    figures = in_own_process("assignments", servers.settings("assignments"))
    servers.drop("assignments")
    return figures


# --- Inside the process that is measured ----------------------------------------------------------------


def inside() -> dict:
    """Needs Django set up on a fresh database."""
    from datetime import timedelta  # noqa: PLC0415

    from core.dates import today  # noqa: PLC0415
    from learning.actions.reminders import send_reminders  # noqa: PLC0415

    _organisation()
    _rules()
    ms: dict[str, dict[str, float]] = {}
    came: dict[str, Any] = {"staff": STAFF, "rules": RULES}

    def measured(name: str, work: Callable[[], Any]) -> None:
        ms[name], came[name] = timed(work)

    measured("first", _apply)
    measured("again", _apply)
    _move()
    measured("moved", _apply)
    measured("reminders", lambda: send_reminders(on=today() + timedelta(days=21)))
    rule = _rule_on_results()
    measured("results", lambda: _apply_rule(rule))
    return {"ms": ms, **came, "peak_mib": peak_mib()}


def _rule_on_results() -> Any:
    """Return a rule on results that has been applied once."""
    from learning.models import AssignmentRule  # noqa: PLC0415

    _finished_path()
    rule = AssignmentRule.objects.get(title="Results")
    _apply_rule(rule)
    return rule


def _apply_rule(rule: Any) -> dict:
    from core.dates import today  # noqa: PLC0415
    from learning.actions.assignments import apply_rule  # noqa: PLC0415

    return {"new": apply_rule(rule=rule, on=today()).new}


def _apply() -> dict:
    from core.dates import today  # noqa: PLC0415
    from learning.actions.assignments import apply_rules  # noqa: PLC0415

    applied = apply_rules(on=today())
    return {"new": applied.new, "ended": applied.ended}


def _organisation() -> None:
    """Ten divisions of 35 teams, 60 jobs of ten families, 40 sites; 200 people a team."""
    from datetime import date, timedelta  # noqa: PLC0415

    from people.actions.teams import reshape_teams  # noqa: PLC0415
    from people.enums import PublicContact  # noqa: PLC0415
    from people.models import Job, JobFamily, Person, Position, Site, Team  # noqa: PLC0415

    divisions = [f"D{number}" for number in range(10)]
    parents = dict.fromkeys(divisions, "")
    parents |= {f"{division}-{team}": division for division in divisions for team in range(35)}
    reshape_teams(parents)
    teams = list(Team.objects.filter(depth=3))
    families = JobFamily.objects.bulk_create([JobFamily(name=f"F{each}") for each in range(10)])
    jobs = Job.objects.bulk_create(
        [Job(name=f"M{each}", family=families[each % 10]) for each in range(60)]
    )
    places = Site.objects.bulk_create([Site(name=f"S{each}") for each in range(40)])
    people = Person.objects.bulk_create(
        [
            Person(
                staff_number=f"N{each}",
                first_name="Camille",
                last_name=f"Durand{each}",
                email=f"n{each}@exemple.fr",
                employed_from=date(2015, 1, 1) + timedelta(days=each % 4000),
            )
            for each in range(STAFF)
        ],
        batch_size=1000,
    )
    Position.objects.bulk_create(
        [
            Position(
                person=person,
                team=teams[place % len(teams)],
                job=jobs[place % 60],
                site=places[place % 40],
                contact=PublicContact.FRONT_OFFICE if place % 3 else PublicContact.BACK_OFFICE,
                is_manager=place < len(teams),
                started_on=person.employed_from,
            )
            for place, person in enumerate(people)
        ],
        batch_size=1000,
    )


def _rules() -> None:
    """Of 20 paths; each rule meets from a few dozen to some thousands, by one condition to three."""
    from learning.actions.rules import set_criterion  # noqa: PLC0415
    from learning.enums import RuleState  # noqa: PLC0415
    from learning.models import AssignmentRule, Path  # noqa: PLC0415
    from people.models import Job, JobFamily, Site, Team  # noqa: PLC0415

    paths = Path.objects.bulk_create(
        [Path(title=f"P{each}", slug=f"p{each}") for each in range(20)]
    )
    divisions = list(Team.objects.filter(depth=2).order_by("path"))
    jobs, families = list(Job.objects.order_by("pk")), list(JobFamily.objects.order_by("pk"))
    places = list(Site.objects.order_by("pk"))
    for number in range(RULES):
        is_mandatory = number % 2 == 0
        rule = AssignmentRule.objects.create(
            title=f"R{number}",
            path=paths[number % 20],
            is_mandatory=is_mandatory,
            due="relative" if is_mandatory else "none",
            due_days=30 if is_mandatory else None,
            remind_before=[14, 3] if is_mandatory else [],
        )
        asked = [
            [("team", [divisions[number % 10].pk]), ("job", [jobs[number % 60].pk])],
            [("family", [families[number % 10].pk]), ("site", [places[number % 40].pk])],
            [("job", [jobs[number % 60].pk]), ("contact", ["front_office"])],
            [("team", [divisions[number % 10].pk]), ("arrived_since", ["2025-01-01"])],
            [("role", ["manager"]), ("team", [divisions[number % 10].pk])],
        ][number % 5]
        for kind, values in asked:
            set_criterion(rule=rule, kind=kind, values=values, is_excluded=False)
    AssignmentRule.objects.update(state=RuleState.IN_FORCE)


def _finished_path() -> None:
    """Half of its lessons were read by all, all of them by every other one."""
    from django.utils import timezone  # noqa: PLC0415

    from learning.actions.rules import set_criterion  # noqa: PLC0415
    from learning.enums import RuleState  # noqa: PLC0415
    from learning.models import (  # noqa: PLC0415
        AssignmentRule,
        Enrolment,
        LessonProgress,
        Path,
    )
    from people.models import Person  # noqa: PLC0415
    from tests.learning.factories import make_lesson, make_module, make_path  # noqa: PLC0415

    modules = [make_module() for _each in range(MODULES)]
    lessons = [make_lesson(module).record for module in modules for _each in range(LESSONS)]
    path, now = make_path(*modules), timezone.now()
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    Enrolment.objects.bulk_create(
        [Enrolment(person_id=pk, path=path) for pk in keys], batch_size=1000
    )
    for place, lesson in enumerate(lessons):
        readers = keys[::2] if place % 2 else keys
        LessonProgress.objects.bulk_create(
            [
                LessonProgress(person_id=pk, lesson=lesson, started_at=now, read_at=now)
                for pk in readers
            ],
            batch_size=1000,
        )
    next_path = Path.objects.create(title="Next", slug="next")
    rule = AssignmentRule.objects.create(title="Results", path=next_path)
    set_criterion(rule=rule, kind="path_finished", values=[path.pk], is_excluded=False)
    AssignmentRule.objects.filter(pk=rule.pk).update(state=RuleState.IN_FORCE)


def _move() -> None:
    """One in thirty-three is in another team, with another job, as after a month's staff list."""
    from people.models import Job, Position, Team  # noqa: PLC0415

    teams, jobs = list(Team.objects.filter(depth=3)), list(Job.objects.all())
    moved = [
        Position(pk=pk, team=teams[pk * 7 % len(teams)], job=jobs[pk * 11 % 60])
        for pk in Position.objects.order_by("pk").values_list("pk", flat=True)[::33]
    ]
    Position.objects.bulk_update(moved, ["team", "job"], batch_size=500)


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(inside()))
