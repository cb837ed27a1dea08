"""What is published of the whole organisation up to a month, for the committee's report."""

from django.db.models import Count

from adoption.losses import Loss
from adoption.models import Figure, Publication
from adoption.periods import Month
from adoption.queries.published import WINDOW, Reading, read
from cms.models import OrganisationSettings, Portal
from people.models import Team


def organisation_name() -> str:
    kept = OrganisationSettings.objects.order_by("pk").first()
    return kept.name if kept else str(OrganisationSettings._meta.get_field("name").default)


def publication_of(portal: Portal, month: Month) -> Publication | None:
    """The month's, if it is out."""
    out = Publication.objects.out().select_related("portal")
    return out.filter(portal=portal, month=month.first_day).first()


def overview_of(publication: Publication) -> Reading:
    """A year of months up to this one. Four queries."""
    out = Publication.objects.out().filter(
        portal=publication.portal_id, month__lte=publication.month
    )
    return read(
        publication.portal,
        list(out.defer("parameters", "audit").order_by("-month")[:WINDOW]),
        publication.month,
        [Team.objects.get(code=Team.ROOT_CODE)],
        organisation=organisation_name(),
    )


def losses_of_all(publication: Publication) -> dict[str, Loss]:
    """By indicator, over all groups whatever their size. One query."""
    found: dict[str, Loss] = {}
    rows = Figure.objects.filter(publication=publication).order_by()
    for indicator, kind, count in rows.values_list("indicator", "kind").annotate(count=Count("pk")):
        found.setdefault(indicator, Loss()).add(kind, count)
    return found
