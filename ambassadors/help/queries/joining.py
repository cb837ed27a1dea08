"""Who decides an application, what awaits a decision, and the charter."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ambassadors.help.enums import ApplicationStatus
from ambassadors.help.models import Application, NetworkSettings
from ambassadors.help.policies import (
    may_offer_help,
    may_run_network,
    own_applications,
    training_managers,
)
from cms.languages import pages_in_reader_language
from cms.models import ArticlePage
from people.models import Delegation, Person, Position, Team
from people.queries.signed_in import manages_a_team


CHARTER = "charte-des-ambassadeurs"  # the slug of its page


def network_settings() -> NetworkSettings:
    """Return the stored settings, or those of a new installation."""
    return NetworkSettings.objects.select_related("path", "reports_to").first() or NetworkSettings()


def charter_page() -> ArticlePage | None:
    """Return the charter in the reader's language if translated; None while none is published."""
    return (
        pages_in_reader_language(ArticlePage.objects.live().filter(slug=CHARTER))
        .order_by("source_path")
        .first()
    )


def current_application(person: Person) -> Application | None:
    """Return the person's open application, else the last one decided."""
    own = own_applications(person).prefetch_related("topics")
    return own.under_way().first() or own.order_by("-created_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class NetworkStanding:
    """Where a person stands: an ambassador, applying, or free to apply.

    `not_now`: the last application, when its answer was "not now"; they may apply again.
    """

    is_ambassador: bool
    is_asked: bool
    application: Application | None
    not_now: Application | None = None


def standing_in_network(person: Person, *, is_ambassador: bool = False) -> NetworkStanding:
    # An open application is the latest: nobody starts another meanwhile.
    latest = None if is_ambassador else own_applications(person).order_by("created_at", "pk").last()
    status = latest.status if latest else ""
    application = latest if status in ApplicationStatus.under_way() else None
    return NetworkStanding(
        is_ambassador,
        not is_ambassador and application is None and may_offer_help(person),
        application,
        latest if status == ApplicationStatus.NOT_NOW else None,
    )


def may_decide_or_nominate(person: Person) -> bool:
    """Return whether the person may decide applications and nominate colleagues."""
    return manages_a_team(person) or may_run_network(person)


def count_applications_to_decide(person: Person, *, on: date) -> int:
    """Return the number of applications awaiting this person's decision."""
    return applications_to_decide(person, on=on).count() if may_decide_or_nominate(person) else 0


def nearest_managers_of(people: QuerySet[Person], *, on: date) -> dict[int, frozenset[int]]:
    """Return by person the managers of the nearest level above them that day; people without one are missing.

    Stand-ins are included, people who may not sign in are not. For a manager it begins one level higher: two
    who share a team do not decide for each other.
    """
    leading = managers_by_team_path(on)
    positions = Position.objects.held_on(on).filter(person__in=people.values("pk"))
    rows = positions.order_by("-is_primary", "-started_on", "pk").values_list(
        "person", "team__path", "is_manager"
    )
    nearest: dict[int, frozenset[int]] = {}
    for person, path, is_manager in rows:
        if person in nearest:
            continue
        start = len(path) - Team.steplen if is_manager else len(path)
        for end in range(start, 0, -Team.steplen):
            above = leading.get(path[:end], set()) - {person}
            if above:
                nearest[person] = frozenset(above)
                break
    return nearest


def managers_by_team_path(on: date) -> dict[str, set[int]]:
    """Return by path of team who manages it that day or stands in for a manager."""
    managing = Position.objects.managing(on).filter(person__is_active=True).order_by()
    lent = Delegation.objects.in_force(on).order_by()
    rows = managing.values_list("person", "team__path").union(
        lent.values_list("delegate", "team__path"), all=True
    )
    leading: dict[str, set[int]] = defaultdict(set)
    for person, path in rows:
        leading[path].add(person)
    return leading


def deciders_of(person: Person, *, on: date) -> QuerySet[Person]:
    """Return the nearest managers, or the network's managers when there are none; never the person themself."""
    people = Person.objects.filter(pk=person.pk)
    nearest = nearest_managers_of(people, on=on).get(person.pk)
    if nearest:
        return Person.objects.filter(pk__in=nearest)
    return network_managers(on=on).exclude(pk=person.pk)


def network_managers(*, on: date) -> QuerySet[Person]:
    return training_managers(on=on)


def applications_to_decide(person: Person, *, on: date) -> QuerySet[Application]:
    """Return applications awaiting this person's decision, oldest first, of people who still work here.

    An escalated one is open to those who run the network as well.
    """
    teams = Team.objects.managed_by(person, on)
    runs_all = may_run_network(person)
    waiting = Application.objects.pending().exclude(person=person)
    asking = Person.objects.employed_on(on).filter(pk__in=waiting.order_by().values("person"))
    if not runs_all:
        within = teams.with_descendants().order_by().values("pk")
        positions = Position.objects.held_on(on).filter(team__in=within)
        asking = asking.filter(pk__in=positions.values("person"))
    keys = list(asking.values_list("pk", flat=True))
    if not keys:
        return waiting.none()
    nearest = nearest_managers_of(asking, on=on)
    late = set(waiting.exclude(escalated_at=None).order_by().values_list("person", flat=True))
    mine = [
        key
        for key in keys
        if (person.pk in nearest[key] if key in nearest else runs_all) or (runs_all and key in late)
    ]
    return waiting.filter(person__in=mine).select_related("person")
