"""The parts of a publication's crossing partition, as pages and exports read them."""

from dataclasses import dataclass

from django.db.models import Model

from adoption.models import PartFigure, Publication
from adoption.partition import MANAGERS, OTHERS, PartId
from adoption.rates import Measure
from cms.enums import Partition
from people.models import JobFamily, Site


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """`name` is empty for parts that have none of their own: `part` then says which it is."""

    part: PartId
    name: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class PublishedPartition:
    kind: Partition
    parts: tuple[PublishedPart, ...]


NAMED: dict[Partition, type[Model]] = {
    Partition.JOB_FAMILY: JobFamily,
    Partition.SITE: Site,
}
UNNAMED: dict[Partition, tuple[PartId, ...]] = {
    Partition.JOB_FAMILY: ("",),
    Partition.SITE: ("",),
    Partition.MANAGERS: (MANAGERS, OTHERS),
}


def published_parts(publication: Publication) -> PublishedPartition | None:
    """None when the publication has no partition. Two queries.

    Every part that there is today is in it, shown or not: one that is hidden, one in which nobody was
    and one of which nothing is known read the same.
    """
    kind = Partition(publication.parameters.get("partition", Partition.NONE))
    if kind == Partition.NONE:
        return None
    names = dict.fromkeys(UNNAMED[kind], "")
    if kind in NAMED:
        rows = NAMED[kind]._default_manager.order_by("pk").values_list("pk", "name")
        names |= {str(pk): name for pk, name in rows}
    measures = {}
    for each in PartFigure.objects.filter(publication=publication).order_by("pk"):
        names[each.part] = each.name
        if each.low is not None:
            measures[each.part] = Measure(each.low, each.high, each.population)
    parts = [
        PublishedPart(part, name, measures.get(part, Measure())) for part, name in names.items()
    ]
    return PublishedPartition(kind, tuple(parts))
