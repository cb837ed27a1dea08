"""Mails about a publication: to the managers of each team and to whoever runs the programme."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import make_aware

from adoption.dashboards.alerts import fell_twice
from adoption.dashboards.mails import FALL, ORGANISATION_DIGEST, TEAM_DIGEST
from adoption.dashboards.queries.managers import (
    organisation_name,
    people_with_address,
    readers_by_team,
    teams_with_ancestors,
)
from adoption.dashboards.words.digests import Digest, last_months_text
from adoption.foundation.periods import last_closed_month
from adoption.publishing.models import Publication
from adoption.publishing.queries.published import Reading, publications_of, read_populations
from adoption.team_actions.models import TeamAction, TeamsTold
from adoption.team_actions.queries.team_actions import team_action_counts
from adoption.team_actions.words import team_action_counts_text
from cms.models import Portal
from core.site_settings import value_of
from people.actions.mails import Letter, enqueue_mails
from people.enums import Role
from people.models import Person, Team


BATCH = 200  # teams at a time: a year of their figures is in memory
EXPIRY = timedelta(days=20)  # a mail that waited longer would speak of an old month


@dataclass(slots=True)
class _Mail:
    """Letters of one batch, by kind of mail."""

    letters: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))

    def send(self) -> None:
        for kind, letters in self.letters.items():
            enqueue_mails(kind=kind, letters=letters)


def enqueue_publication_mails(*, on: date) -> int:
    """Enqueue mails once for each publication of the last closed month; return how many publications.

    Cut off and begun again, nobody is written to twice: a letter has the key of what it tells.
    """
    count = 0
    for portal in Portal.objects.open().order_by("pk"):
        publications = publications_of(portal)
        latest = next(iter(publications), None)
        if (
            latest is None
            or latest.month != last_closed_month(on, value_of("MONTH_CLOSING_DAY")).first_day
        ):
            continue
        if TeamsTold.objects.filter(publication=latest).exists():
            continue
        _enqueue_for_portal(portal, publications, on)
        TeamsTold.objects.get_or_create(publication=latest, defaults={"told_on": on})
        count += 1
    return count


def _enqueue_for_portal(portal: Portal, publications: list[Publication], on: date) -> None:
    readers = readers_by_team(on=on)
    organisation = organisation_name()
    paths = list(readers)
    for start in range(0, len(paths), BATCH):
        batch = paths[start : start + BATCH]
        with transaction.atomic():
            lineages = teams_with_ancestors(batch, organisation=organisation)
            _enqueue_team_mails(portal, publications, lineages, readers, on)
    with transaction.atomic():
        root = Team.objects.organisation()
        [whole] = read_populations(
            portal, publications, teams_with_ancestors([root.path], organisation=organisation)
        )
        _enqueue_programme_mails(whole, set(readers.get(root.path, ())), on)


def _enqueue_team_mails(
    portal: Portal,
    publications: list[Publication],
    lineages: Sequence[Sequence[Team]],
    readers: dict[str, list[int]],
    on: date,
) -> None:
    keys = [key for lineage in lineages for key in readers[lineage[0].path]]
    people = people_with_address(keys, on=on)
    teams = [lineage[0] for lineage in lineages]
    waiting: dict[int, list[TeamAction]] = defaultdict(list)
    under_way = TeamAction.objects.under_way().select_related("path")
    for action in under_way.filter(portal=portal, team__in=teams):
        waiting[action.team_id].append(action)
    mail = _Mail()
    for reading in read_populations(portal, publications, lineages):
        digest = Digest(reading, waiting.get(reading.team.pk, ()), on)
        for key in readers[reading.team.path]:
            if key in people:
                mail.letters[TEAM_DIGEST].append(_team_letter(people[key], digest, on))
                mail.letters[FALL] += _fall_letters(people[key], reading, on)
    mail.send()


def _enqueue_programme_mails(reading: Reading, notified: set[int], on: date) -> None:
    """Enqueue mails to training managers. `notified`: readers who already got the alert as managers."""
    portal, digest = reading.portal, Digest(reading)
    counts = team_action_counts(portal, reading.month)
    mail = _Mail()
    working = Person.objects.employed_on(on).filter(is_active=True)
    for person in working.with_role(Role.TRAINING_MANAGER).order_by("pk"):
        values = {
            "portal": lambda: str(portal.name_here),
            "month": lambda: digest.month,
            "headline": digest.headline,
            "change": digest.change,
            "actions": lambda: team_action_counts_text(reading.month, *counts),
        }
        path = f"{reverse('adoption:programme')}?portail={portal.slug}"
        key = f"{reading.publication.pk} {person.uuid}"
        mail.letters[ORGANISATION_DIGEST].append(
            Letter(person=person, key=key, path=path, values=values, expires_at=_until(on))
        )
        if person.pk not in notified:
            mail.letters[FALL] += _fall_letters(person, reading, on)
    mail.send()


def _team_letter(person: Person, digest: Digest, on: date) -> Letter:
    reading = digest.reading
    return Letter(
        person=person,
        key=f"{reading.publication.pk} {reading.team.pk} {person.uuid}",
        path=_page(reading),
        values={
            "portal": lambda: str(reading.portal.name_here),
            "month": lambda: digest.month,
            "team": reading.team.name,
            "headline": digest.headline,
            "change": digest.change,
            "actions": digest.planned,
        },
        expires_at=_until(on),
    )


def _fall_letters(person: Person, reading: Reading, on: date) -> Iterator[Letter]:
    if fell_twice(reading.own.measures):
        yield Letter(
            person=person,
            key=f"{reading.publication.pk} {reading.team.pk} used {person.uuid}",
            path=_page(reading),
            values={
                "portal": lambda: str(reading.portal.name_here),
                "team": reading.team.name,
                "change": lambda: last_months_text(reading),
            },
            expires_at=_until(on),
        )


def _page(reading: Reading) -> str:
    query = f"portail={reading.portal.slug}&equipe={reading.team.pk}"
    return f"{reverse('adoption:team')}?{query}"


def _until(on: date) -> datetime:
    return make_aware(datetime.combine(on + EXPIRY, time()))
