"""Recorded facts about everybody for one portal and month, for the publication alone.

Whoever objects is like whoever never answered: nothing of theirs is read, of any month.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Min, QuerySet, Value, When

from adoption.foundation.indicators import Answer, PersonMonth
from adoption.foundation.periods import Month
from adoption.publishing.disclosure.protection import PopulationId, PopulationNode, Tree
from adoption.publishing.disclosure.staff import MANAGERS, OTHERS, PartId, PersonKey
from adoption.usage.models import Declaration, Objection, PortalLink, UsageDay
from adoption.usage.pseudonyms import roll_key_of, subject_of_uuid
from cms.enums import Partition
from cms.models import Portal
from core.collation import alphabetical_key
from people.models import Person, Position, Team


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """`people`: everybody counted, by key of the roll. `parents`: the tree of teams, by primary key.

    `part_of`: the part of each in the portal's crossing partition; None when it has none. `unproven`:
    how many more each team has, and each part, who had not proved who they are: they count nowhere.
    """

    people: Mapping[str, PersonMonth]
    parents: Mapping[PopulationId, PopulationId | None]
    names: Mapping[PopulationId, str]
    part_of: Mapping[PersonKey, PartId] | None
    part_names: Mapping[PartId, str]
    unproven: Mapping[PopulationId, int]
    part_unproven: Mapping[PartId, int]


@dataclass(frozen=True, slots=True)
class _Links:
    """Links in force. `of_subject`: the pseudonym, where the link speaks for the month."""

    of_subject: Mapping[str, str]
    days: Mapping[str, frozenset[date]]


def month_facts(portal: Portal, month: Month) -> MonthFacts:
    """Read facts of people employed throughout the month, in the team of their primary position on its last day.

    Somebody who holds no primary position on that day is counted nowhere, nor is whoever had not proved
    who they are before the month began (docs/decisions/0052). Ten queries whatever the size.
    """
    everybody = _places(portal, month, Partition(portal.partition))
    places = _counted(everybody, month)
    others = [place for uuid, place in everybody.items() if uuid not in places]
    links, answers = _links(portal, month), answers_by_subject(portal, month)
    keys = {uuid: roll_key_of(uuid) for uuid in places}
    people = {
        keys[uuid]: _person_month(subject_of_uuid(uuid), place.team, links, answers)
        for uuid, place in places.items()
    }
    parents, names = _tree()
    return MonthFacts(
        people=people,
        parents=parents,
        names=names,
        part_of=None
        if portal.partition == Partition.NONE
        else {keys[uuid]: place.part for uuid, place in places.items()},
        part_names={place.part: place.part_name for place in places.values()},
        unproven=Counter(place.team for place in others),
        part_unproven=Counter(place.part for place in others),
    )


def subjects_by_roll_key() -> dict[str, str]:
    """Map roll keys of all people to subjects. One query, and two hashes for each."""
    uuids = Person.objects.order_by().values_list("uuid", flat=True).iterator()
    return {roll_key_of(uuid): subject_of_uuid(uuid) for uuid in map(str, uuids)}


def facts_of_roll(
    portal: Portal, month: Month, members: Mapping[PersonKey, PopulationId]
) -> dict[PersonKey, PersonMonth]:
    """Read today's facts of the people on a roll; erased people are unknown."""
    subjects = subjects_by_roll_key()
    links, answers = _links(portal, month), answers_by_subject(portal, month)
    return {
        key: _person_month(subjects[str(key)], team, links, answers)
        if key in subjects
        else PersonMonth(team=team)
        for key, team in members.items()
    }


def parts_of_roll(
    month: Month, partition: Partition, members: Iterable[PersonKey]
) -> dict[PersonKey, PartId]:
    """Part of each person on a roll, by the positions recorded today for that month.

    Who has none any more is with those whom the partition leaves out.
    """
    parts = {roll_key_of(place.uuid): place.part for place in _placed(_held(month), partition)}
    return {key: parts.get(str(key), "") for key in members}


def team_by_person(portal: Portal, month: Month) -> dict[str, PopulationId]:
    """Map the UUID of each member of staff counted to the id of their team."""
    places = _counted(_places(portal, month, Partition.NONE), month)
    return {uuid: place.team for uuid, place in places.items()}


@dataclass(frozen=True, slots=True)
class _Place:
    uuid: str
    team: PopulationId
    family: int | None
    site: int | None
    part: PartId
    part_name: str


# What tells the part of a position: its key, and the part’s name where it has one of its own.
PART_FIELDS = {
    Partition.NONE: (Value(""), Value("")),
    Partition.JOB_FAMILY: (F("job__family"), F("job__family__name")),
    Partition.SITE: (F("site"), F("site__name")),
    Partition.MANAGERS: (
        Case(When(is_manager=True, then=Value(MANAGERS)), default=Value(OTHERS)),
        Value(""),
    ),
}


def _places(portal: Portal, month: Month, partition: Partition) -> dict[str, _Place]:
    """Map the UUID of each person counted to their primary position on the last day.

    The portal's scope is asked of the job and the site of that position.
    """
    families = set(portal.job_families.values_list("pk", flat=True))
    sites = set(portal.sites.values_list("pk", flat=True))
    employed = Person.objects.staff().employed_throughout(month.first_day, month.last_day)
    # By person first: of two positions on that day, the one begun last counts, in scope or not.
    places = {
        place.uuid: place for place in _placed(_held(month).filter(person__in=employed), partition)
    }
    return {
        uuid: place
        for uuid, place in places.items()
        if (not families or place.family in families) and (not sites or place.site in sites)
    }


def _counted(places: Mapping[str, _Place], month: Month) -> dict[str, _Place]:
    """Keep the places of people who had proved their identity before the month began."""
    proven = Person.objects.staff().proven_before(month.first_day).order_by()
    uuids = set(map(str, proven.values_list("uuid", flat=True).iterator()))
    return {uuid: place for uuid, place in places.items() if uuid in uuids}


def _held(month: Month) -> QuerySet[Position]:
    return Position.objects.primary().held_on(month.last_day).order_by("started_on", "pk")


def _placed(positions: QuerySet[Position], partition: Partition) -> Iterator[_Place]:
    key, name = PART_FIELDS[partition]
    rows = positions.annotate(part_key=key, part_name=name).values_list(
        "person__uuid", "team_id", "job__family_id", "site_id", "part_key", "part_name"
    )
    for uuid, team, family, site, part, part_name in rows.iterator():
        part = "" if part is None else str(part)
        yield _Place(str(uuid), team, family, site, part, part_name or "")


def first_month_with_data(portal: Portal) -> Month | None:
    """Month of the first day of use or declaration, not before the portal opened."""
    first_use = UsageDay.objects.filter(portal=portal).aggregate(first=Min("day"))["first"]
    answers = Declaration.objects.filter(portal=portal).exclude(subject__in=objecting_subjects())
    first_word = answers.aggregate(first=Min("month"))["first"]
    firsts = [day for day in (first_use, first_word) if day is not None]
    if not firsts:
        return None
    start = min(firsts)
    if portal.opened_on is not None:
        start = max(start, portal.opened_on)
    return Month.containing(start)


def _person_month(
    subject: str, team: PopulationId, links: _Links, answers: Mapping[str, Answer]
) -> PersonMonth:
    pseudonym = links.of_subject.get(subject)
    return PersonMonth(
        team=team,
        linked=pseudonym is not None,
        account=pseudonym is not None,
        days=links.days.get(pseudonym, frozenset()) if pseudonym else frozenset(),
        answer=answers.get(subject),
    )


def _links(portal: Portal, month: Month) -> _Links:
    """Links that speak for the month; one made later does only where it has rows: silence is not a “no”."""
    links = (
        PortalLink.objects.filter(portal=portal)
        .exclude(subject__in=objecting_subjects())
        .order_by()
    )
    made_by_then = links.filter(linked_on__lte=month.last_day).values_list("subject", "pseudonym")
    made_later = links.filter(linked_on__gt=month.last_day)
    of_subject = dict(made_by_then.iterator())
    if later := dict(made_later.values_list("pseudonym", "subject").iterator()):
        of_subject |= {
            later[pseudonym]: pseudonym for pseudonym in _used_by_then(portal, month, made_later)
        }
    days: dict[str, set[date]] = defaultdict(set)
    for pseudonym, day in (
        UsageDay.objects.filter(portal=portal, day__range=(month.first_day, month.last_day))
        .filter(is_late=False)
        .order_by()
        .values_list("pseudonym", "day")
        .distinct()
        .iterator()
    ):
        days[pseudonym].add(day)
    return _Links(of_subject, {pseudonym: frozenset(used) for pseudonym, used in days.items()})


def _used_by_then(portal: Portal, month: Month, links: QuerySet[PortalLink]) -> set[str]:
    """Of links made after the month, those with use until its end; only these few are searched."""
    rows = (
        UsageDay.objects.filter(portal=portal, day__lte=month.last_day)
        .filter(pseudonym__in=links.values("pseudonym"))
        .order_by()
        .values_list("pseudonym", flat=True)
        .distinct()
    )
    return set(rows.iterator())


def answers_by_subject(portal: Portal, month: Month) -> dict[str, Answer]:
    rows = (
        Declaration.objects.filter(portal=portal, month=month.first_day)
        .exclude(subject__in=objecting_subjects())
        .order_by()
        .values_list("subject", "answer")
    )
    return {subject: Answer(answer) for subject, answer in rows.iterator()}


def objecting_subjects() -> QuerySet[Objection, str]:
    return Objection.objects.order_by().values_list("subject", flat=True)


def populations_in_tree_order(tree: Tree, names: Mapping[PopulationId, str]) -> list[PopulationId]:
    """Sort populations parents first, siblings by name: never by size or figure."""

    def by_name(population: PopulationNode) -> tuple[tuple[str, str], str]:
        return alphabetical_key(names[population.id]), str(population.id)

    order, waiting = [], [tree.root]
    while waiting:
        population = waiting.pop()
        order.append(population.id)
        waiting += sorted(tree.children[population.id], key=by_name, reverse=True)
    return order


def _tree() -> tuple[dict[PopulationId, PopulationId | None], dict[PopulationId, str]]:
    rows = list(Team.objects.order_by("path").values_list("pk", "path", "name"))
    by_path = {path: pk for pk, path, _ in rows}
    parents = {pk: by_path.get(path[: -Team.steplen]) for pk, path, _ in rows}
    return parents, {pk: name for pk, _, name in rows}
