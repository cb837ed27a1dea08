"""A large organisation for the benches of adoption: the same people, links and days of use each time.

Rows go straight into the tables, days of use by COPY: what is measured comes after.
"""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any


TODAY = date(2026, 11, 24)
SINCE = date(2026, 9, 1)  # everybody began then, so that no earlier month waits to be published
PROVEN_AT = datetime(2025, 10, 1, tzinfo=UTC)  # nobody else is counted (decision 52)
FIRST_DAY = date(2025, 11, 1)
BATCH = 5_000
FAMILIES, SAME_JOB = 12, 0.8
DETAIL = 50  # people from which more than the use is told
LINKED, ANSWERING, OBJECTING = 0.7, 0.5, 0.01


class _Months:
    """September and October 2026; read when Django is set up."""

    def __getitem__(self, place: int) -> Any:
        from adoption.foundation.periods import Month  # noqa: PLC0415

        return Month(2026, 9).shifted(place)


MONTHS = _Months()


def organisation(*, staff: int, teams: int) -> None:
    """Divisions of about twenty departments of about ten teams; people spread unevenly over the teams.

    Twelve job families: four people in five of a team are of one, the others of a second.
    """
    from people.enums import IdentityProof  # noqa: PLC0415
    from people.models import Job, JobFamily, Person, Position  # noqa: PLC0415

    leaves = _tree(teams)
    chance = random.Random(1)
    weights = [chance.uniform(0.4, 1.6) for _ in leaves]
    homes = chance.choices(leaves, weights, k=staff)
    people = Person.objects.bulk_create(
        [
            Person(
                staff_number=f"N{each}",
                first_name="Camille",
                last_name=f"Durand{each}",
                email=f"n{each}@exemple.fr",
                employed_from=SINCE,
                identity_proven_at=PROVEN_AT,
                identity_proof=IdentityProof.SINGLE_SIGN_ON,
            )
            for each in range(staff)
        ],
        batch_size=BATCH,
    )
    jobs = [
        Job.objects.create(
            name=f"Métier {each}", family=JobFamily.objects.create(name=f"Famille {each}")
        )
        for each in range(FAMILIES)
    ]
    led: set[int] = set()
    positions = []
    for person, team in zip(people, homes, strict=True):
        positions.append(
            Position(
                person=person,
                team_id=team,
                job=jobs[(team + (chance.random() > SAME_JOB)) % FAMILIES],
                is_manager=team not in led,
                started_on=person.employed_from,
            )
        )
        led.add(team)
    Position.objects.bulk_create(positions, batch_size=BATCH)


def _tree(teams: int) -> list[int]:
    """Keys of the teams without others below them. `teams` counts all, the organisation aside."""
    from people.models import Team  # noqa: PLC0415

    root = Team.objects.organisation()
    divisions = max(teams // 200, 2)
    departments = max(teams // 10, divisions)
    rows: list[Team] = []
    children: dict[str, int] = {}

    def add(parent: Any, name: str) -> Any:
        children[parent.path] = children.get(parent.path, 0) + 1
        path = Team._get_path(parent.path, parent.depth + 1, children[parent.path])
        rows.append(Team(name=name, code=name, path=path, depth=parent.depth + 1))
        return rows[-1]

    tops = [add(root, f"Division {each:03}") for each in range(divisions)]
    middle = [
        add(tops[each % divisions], f"Département {each:04}")
        for each in range(departments - divisions)
    ]
    middle = middle or tops
    last = [
        add(middle[each % len(middle)], f"Équipe {each:05}") for each in range(teams - len(rows))
    ]
    for each in rows:
        each.numchild = children.get(each.path, 0)
    Team.objects.bulk_create(rows, batch_size=BATCH)
    Team.objects.filter(pk=root.pk).update(numchild=children[root.path])
    paths = [each.path for each in last]
    return list(Team.objects.filter(path__in=paths).values_list("pk", flat=True))


def parameters() -> dict[str, Any]:
    """Of a publication of today, the tree with all its teams included."""
    from adoption.foundation.indicators import CHAIN  # noqa: PLC0415
    from people.models import Team  # noqa: PLC0415

    rows = list(Team.objects.order_by("path").values_list("pk", "path"))
    by_path = {path: pk for pk, path in rows}
    return {
        "rule": "used-first",
        "threshold": 10,
        "coalition": 3,
        "edge": 5,
        "detail": DETAIL,
        "closing_day": 5,
        "indicators": {definition.code: definition.version for definition in CHAIN},
        "order": [pk for pk, _path in rows],
        "parents": {str(pk): by_path.get(path[: -Team.steplen]) for pk, path in rows},
        "partition": "managers",
        "parts": ["managers", "others"],
    }


def open_account(person: Any, password: str) -> None:
    """Who has read what everybody is told first."""
    from people.models import NoticeSeen  # noqa: PLC0415
    from people.notices import AT_SIGN_IN  # noqa: PLC0415
    from people.queries.notices import current_notices  # noqa: PLC0415

    person.set_password(password)
    person.save()
    NoticeSeen.objects.bulk_create(
        [
            NoticeSeen(person=person, purpose=each.purpose, version=each.version)
            for each in current_notices(AT_SIGN_IN)
        ]
    )


def portals(count: int) -> list[Any]:
    """Beside none that a migration made."""
    from cms.models import Portal, PortalService  # noqa: PLC0415

    made = [Portal(name=f"Portail {each}", slug=f"portail-{each}") for each in range(count)]
    for portal in made:
        portal.save()
        PortalService.objects.create(portal=portal, name="Messagerie", slug="messagerie")
        PortalService.objects.create(portal=portal, name="Attestation", slug="attestation")
    return made


def use(portal: Any, *, days: int) -> int:
    """Links of most of the staff with so many days of use in a year; answers of half of the others."""
    from adoption.usage.models import Declaration, Objection, PortalLink  # noqa: PLC0415
    from adoption.usage.pseudonyms import subject_of_uuid  # noqa: PLC0415
    from people.models import Person  # noqa: PLC0415

    chance = random.Random(portal.slug)
    pseudonyms, subjects, answers, links = [], [], [], []
    for number, uuid in enumerate(Person.objects.order_by("pk").values_list("uuid", flat=True)):
        subject = subject_of_uuid(str(uuid))
        if chance.random() < LINKED:
            pseudonym = f"{portal.pk}-{number:06}"
            pseudonyms.append(pseudonym)
            linked = SINCE + timedelta(days=chance.randrange(-300, 60))
            links.append(
                PortalLink(portal=portal, pseudonym=pseudonym, subject=subject, linked_on=linked)
            )
        elif chance.random() < ANSWERING:
            said = chance.choice(["yes_weekly", "yes_now_and_then", "not_yet", "no_account"])
            answers += [
                Declaration(
                    portal=portal, subject=subject, month=MONTHS[each].first_day, answer=said
                )
                for each in range(2)
            ]
        if chance.random() < OBJECTING:
            subjects.append(Objection(subject=subject))
    PortalLink.objects.bulk_create(links, batch_size=BATCH)
    Declaration.objects.bulk_create(answers, batch_size=BATCH)
    Objection.objects.bulk_create(subjects, batch_size=BATCH, ignore_conflicts=True)
    services = list(portal.services.order_by("pk").values_list("pk", flat=True))
    copy_days(_days(portal.pk, pseudonyms, services, days, chance))
    return days


def _days(
    portal: int, pseudonyms: list[str], services: list[int], count: int, chance: random.Random
) -> Iterable[str]:
    """Lines for COPY: each pseudonym uses one service or the other on days of its own rhythm."""
    length = (TODAY - FIRST_DAY).days
    calendar = [(FIRST_DAY + timedelta(days=each)).isoformat() for each in range(length)]
    each_has, more = divmod(count, len(pseudonyms))
    for number, pseudonym in enumerate(pseudonyms):
        wanted = each_has + (number < more)
        start, service = chance.randrange(length), services[number % len(services)]
        # Some have used nothing for months: the days of a few lie together, at the beginning.
        span = min(length, max(wanted, chance.choice([length, length, length // 2])))
        picked = chance.sample(range(span), wanted) if span == length else range(wanted)
        yield "".join(
            f"{portal}\t{pseudonym}\t{service}\t{calendar[(start + day) % length if span < length else day]}\tf\n"
            for day in picked
        )


def copy_days(lines: Iterable[str]) -> None:
    from django.db import connection  # noqa: PLC0415

    columns = "portal_id, pseudonym, service_id, day, is_late"
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY adoption_usageday ({columns}) FROM STDIN") as copy:
            for each in lines:
                copy.write(each)
        cursor.execute("ANALYZE")
