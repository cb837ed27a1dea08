"""Read earlier publications as the disclosure rule needs them: what was published of whom."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import Max

from adoption.foundation.indicators import CHAIN, USED, PersonMonth
from adoption.foundation.periods import Month
from adoption.publishing.disclosure.history import ChainFigures, PublishedMonth
from adoption.publishing.disclosure.protection import Figure as Shown
from adoption.publishing.disclosure.protection import Kind, PopulationId, PopulationNode, build_tree
from adoption.publishing.disclosure.staff import PartId, PersonKey, Staff
from adoption.publishing.models import Figure, PartFigure, Publication, Roll
from adoption.publishing.queries.facts import facts_of_roll, first_month_with_data, parts_of_roll
from cms.enums import Partition
from cms.models import Portal


USED_FIRST = "used-first"  # docs/decisions/0061; older rules: "chain-on-tree" (decision 30), or none (decision 7)


def earlier_months(portal: Portal, month: Month) -> list[PublishedMonth]:
    """Read every publication of the portal before that month, oldest first. Four queries."""
    publications = list(
        Publication.objects.out().filter(portal=portal, month__lt=month.first_day).oldest_first()
    )
    figures: dict[int, list[Figure]] = defaultdict(list)
    for figure in Figure.objects.filter(publication__in=publications).order_by("pk"):
        figures[figure.publication_id].append(figure)
    parts: dict[int, dict[PartId, Shown]] = defaultdict(dict)
    for part in PartFigure.objects.filter(publication__in=publications).order_by("pk"):
        parts[part.publication_id][part.part] = _shown(part)
    rolls = Roll.objects.filter(publication__in=publications).in_bulk()
    return [
        _published_month(
            publication, figures[publication.pk], parts[publication.pk], rolls[publication.pk]
        )
        for publication in publications
    ]


def facts_of_counted_people(publication: Publication) -> dict[PersonKey, PersonMonth]:
    """Read today's facts of the people whom the publication counted."""
    members = team_by_member(publication.roll.members)
    return facts_of_roll(publication.portal, Month.containing(publication.month), members)


def parts_of_counted_people(publication: Publication) -> dict[PersonKey, PartId] | None:
    """Return the part of each person counted, as recorded today where the roll does not say; None without parts."""
    partition = Partition(publication.parameters.get("partition", Partition.NONE))
    if partition == Partition.NONE:
        return None
    if publication.roll.parts:
        return _part_by_member(publication.roll)
    members = team_by_member(publication.roll.members)
    return parts_of_roll(Month.containing(publication.month), partition, members)


def last_published_day() -> date | None:
    """Last day of the latest month published or withheld: both are final."""
    latest = Publication.objects.aggregate(latest=Max("month"))["latest"]
    return Month.containing(latest).last_day if latest else None


def last_settled_day(portal: Portal) -> date | None:
    latest = Publication.objects.filter(portal=portal).oldest_first().last()
    return Month.containing(latest.month).last_day if latest else None


def first_unsettled_month(portal: Portal) -> Month | None:
    """Month after the latest one published or withheld; without any, the first with data."""
    settled = last_settled_day(portal)
    return Month.containing(settled).next() if settled else first_month_with_data(portal)


def team_by_member(members: Mapping[str, list[str]]) -> dict[PersonKey, PopulationId]:
    return {key: int(team) for team, keys in members.items() for key in keys}


def _published_month(
    publication: Publication,
    figures: list[Figure],
    parts: Mapping[PartId, Shown],
    roll: Roll,
) -> PublishedMonth:
    parents = {int(team): up for team, up in publication.parameters["parents"].items()}
    shown: dict[str, dict[PopulationId, Shown]] = {definition.code: {} for definition in CHAIN}
    for figure in figures:
        shown[figure.indicator][figure.team_id] = _shown(figure)
    sizes = {figure.team_id: figure.size for figure in figures if figure.indicator == USED.code}
    tree = build_tree(PopulationNode(team, parents[team], sizes[team]) for team in sizes)
    is_used_first = publication.parameters.get("rule") == USED_FIRST
    part_of = _part_by_member(roll) if parts else None
    staff = Staff(tree, team_by_member(roll.members), part_of if is_used_first else None)
    return PublishedMonth(staff, ChainFigures(**shown, parts=parts), is_used_first)


def _part_by_member(roll: Roll) -> dict[PersonKey, PartId]:
    return {key: part for part, keys in roll.parts.items() for key in keys}


def _shown(figure: Figure | PartFigure) -> Shown:
    return Shown(Kind(figure.kind), figure.low, figure.high)
