"""Read the register of publications: how each was made and its information loss. No figure is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.db.models.fields.json import KT

from adoption.foundation.indicators import USED
from adoption.publishing.disclosure.losses import BANDS, ORGANISATION, Loss, losses_by_indicator
from adoption.publishing.models import Figure, PartFigure, Publication, ReachPublication
from people.models import Team


_OF_ALL = When(team__code=Team.ROOT_CODE, then=Value(ORGANISATION))
_BY_SIZE = [
    When(population__gte=least, then=Value(band))
    for band, least in reversed(list(enumerate(BANDS)))
]


def publications_in_register() -> QuerySet[Publication]:
    rows = Publication.objects.select_related("portal").order_by("-month", "portal__name", "pk")
    return rows.defer("audit")


@dataclass(frozen=True, slots=True)
class PublishedRule:
    """The settings of a publication that its reader needs. `detail`: None in older ones."""

    threshold: int
    edge: int
    detail: int | None


def rules_of(publications: Sequence[Publication]) -> dict[int, PublishedRule]:
    """Read the rules in one query, without the rest of the parameters, which hold the whole tree."""
    names = ("threshold", "edge", "detail")
    rows = Publication.objects.filter(pk__in=[out.pk for out in publications]).order_by()
    columns = [KT(f"parameters__{name}") for name in names]
    return {
        pk: PublishedRule(int(threshold), int(edge), int(detail) if detail else None)
        for pk, threshold, edge, detail in rows.values_list("pk", *columns)
    }


def quarters_in_register() -> QuerySet[ReachPublication]:
    return ReachPublication.objects.defer("members").order_by("-quarter")


def losses_of(publication: Publication) -> dict[str, dict[int, Loss]]:
    """Read losses of a publication in one query of one row per band, indicator and kind."""
    rows = (
        Figure.objects.filter(publication=publication)
        .order_by()
        .annotate(band=Case(_OF_ALL, *_BY_SIZE, output_field=IntegerField()))
        .values_list("indicator", "band", "kind")
        .annotate(count=Count("pk"))
    )
    return losses_by_indicator(rows.iterator())


def losses_of_parts(publication: Publication) -> dict[int, Loss]:
    """Losses of the used count, by band, over the parts of the crossing partition; empty without one."""
    rows = (
        PartFigure.objects.filter(publication=publication)
        .order_by()
        .annotate(indicator=Value(USED.code), band=Case(*_BY_SIZE, output_field=IntegerField()))
        .values_list("indicator", "band", "kind")
        .annotate(count=Count("pk"))
    )
    return losses_by_indicator(rows.iterator()).get(USED.code, {})


def information_loss_by_measure(publication: ReachPublication) -> dict[str, Loss]:
    """Losses by measure, over all paths."""
    losses: dict[str, Loss] = {}
    rows = publication.figures.order_by().values_list("measure", "kind")
    for measure, kind, count in rows.annotate(count=Count("pk")):
        losses.setdefault(measure, Loss()).add(kind, count)
    return dict(sorted(losses.items()))
