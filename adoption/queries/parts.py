"""The parts of a publication's crossing partition, as pages and exports read them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, IntegerField, Model, QuerySet, Value
from django.db.models.functions import Cast

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


LAST_OF_TODAY = 2**31  # no key of a job family or a site is beyond
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
    """`publication`: of publications_of. None when it has no partition. One query.

    Every part that there is today is in it, shown or not: one that is hidden, one in which nobody was
    and one of which nothing is known read the same.
    """
    kind = Partition(getattr(publication, "partition", None) or Partition.NONE)
    if kind == Partition.NONE:
        return None
    names = dict.fromkeys(UNNAMED[kind], "")
    measures = {}
    for _number, part, name, low, high, population in _rows(publication, kind):
        names[part] = name
        if low is not None:
            measures[part] = Measure(low, high, population)
    parts = [
        PublishedPart(part, name, measures.get(part, Measure())) for part, name in names.items()
    ]
    return PublishedPartition(kind, tuple(parts))


COLUMNS = ("number", "key", "title", "least", "most", "size")


def _rows(publication: Publication, kind: Partition) -> QuerySet[Any, Any]:
    """The parts of today, then those of the publication, with what it says of them."""
    nothing = Value(None, IntegerField())
    out = (
        PartFigure.objects.filter(publication=publication)
        .annotate(
            number=F("pk") + LAST_OF_TODAY,
            key=F("part"),
            title=F("name"),
            least=F("low"),
            most=F("high"),
            size=F("population"),
        )
        .order_by()
        .values_list(*COLUMNS)
    )
    if kind not in NAMED:
        return out.order_by("number")
    today = (
        NAMED[kind]
        ._default_manager.annotate(
            number=F("pk"),
            key=Cast("pk", CharField()),
            title=F("name"),
            least=nothing,
            most=nothing,
            size=nothing,
        )
        .order_by()
        .values_list(*COLUMNS)
    )
    return today.union(out, all=True).order_by("number")
