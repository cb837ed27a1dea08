"""Publications of the whole organisation up to a month, for the committee's report."""

from adoption.foundation.periods import Month
from adoption.publishing.models import Publication
from cms.models import OrganisationSettings, Portal


def organisation_name() -> str:
    settings = OrganisationSettings.objects.order_by("pk").first()
    return settings.name if settings else str(OrganisationSettings._meta.get_field("name").default)


def publication_of(portal: Portal, month: Month) -> Publication | None:
    """Return the month's publication, if it is out."""
    out = Publication.objects.out().select_related("portal")
    return out.filter(portal=portal, month=month.first_day).first()
