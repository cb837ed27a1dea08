"""Read the parts of a publication's crossing partition, for pages and exports."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    F,
    IntegerField,
    Model,
    QuerySet,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from adoption.foundation.rates import Measure
from adoption.publishing.disclosure.staff import MANAGERS, OTHERS, PartId
from adoption.publishing.models import PartFigure, Publication
from cms.enums import Partition
from people.models import JobFamily, Site


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """A part with its figure. `name`: empty for parts without one of their own, which `part` identifies."""

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
    """Read the parts; None without a partition. One query.

    Every part that there is today is in it, shown or not: one that is hidden, one in which nobody was
    and one of which nothing is known read the same.
    """
    (_number, partition, *_nothing), *rows = _rows(publication)
    kind = Partition(partition or Partition.NONE)
    if kind == Partition.NONE:
        return None
    names = dict.fromkeys(UNNAMED[kind], "")
    measures = {}
    for _number, part, name, low, high, population in rows:
        names[part] = name
        if low is not None:
            measures[part] = Measure(low, high, population)
    parts = [
        PublishedPart(part, name, measures.get(part, Measure())) for part, name in names.items()
    ]
    return PublishedPartition(kind, tuple(parts))


COLUMNS = ("number", "key", "title", "least", "most", "people")
FIRST = 0  # below every key


def _rows(publication: Publication) -> QuerySet[Any, Any]:
    """Read in one query the kind of partition, today's parts, and the publication's parts with their figures.

    Asked of this publication alone: its parameters hold the whole tree of teams.
    """
    nothing, text = Cast(Value(None), IntegerField()), CharField()  # without a type two make a text
    this = Publication.objects.filter(pk=publication.pk).order_by()
    this = this.annotate(partition=KeyTextTransform("partition", "parameters"))

    def named(rows: QuerySet[Any], number: Any, key: Any, title: Any) -> QuerySet[Any, Any]:
        columns = {"number": number, "key": Cast(key, text), "title": title}
        measure = dict.fromkeys(("least", "most", "people"), nothing)
        return rows.order_by().annotate(**columns, **measure).values_list(*COLUMNS)

    today = [
        named(
            model._default_manager.filter(Exists(this.filter(parameters__partition=kind))),
            F("pk"),
            F("pk"),
            F("name"),
        )
        for kind, model in NAMED.items()
    ]
    out = PartFigure.objects.filter(publication=publication).order_by()
    out = out.annotate(
        number=F("pk") + LAST_OF_TODAY,
        key=F("part"),
        title=F("name"),
        least=F("low"),
        most=F("high"),
        people=F("population"),
    )
    first = named(this, Value(FIRST, BigIntegerField()), F("partition"), Value("", text))
    return first.union(*today, out.values_list(*COLUMNS), all=True).order_by("number")
