"""Arguments that the commands share: a portal by its slug, a month."""

from argparse import ArgumentTypeError

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from adoption.foundation.periods import Month
from adoption.usage.models import MatomoMapping
from cms.models import Portal
from people.enums import ImportKind
from people.models import ImportMapping


def add_portal_file_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--portal", required=True, metavar="SLUG", help=_("the portal’s short name")
    )
    parser.add_argument("--mapping", metavar="NAME", help=_("a saved mapping; else our headings"))


def portal_called(slug: str) -> Portal:
    try:
        return Portal.objects.get(slug=slug)
    except Portal.DoesNotExist as error:
        known = ", ".join(Portal.objects.order_by("slug").values_list("slug", flat=True))
        message = _("No portal is called %(name)s. There are: %(known)s.")
        raise CommandError(message % {"name": slug, "known": known or "–"}, returncode=2) from error


def portal_called_or_only(slug: str | None, otherwise: str) -> Portal:
    """Return the portal of that name, or the only one followed. CommandError with that message where there are several."""
    if slug:
        return portal_called(slug)
    portals = list(Portal.objects.open()[:2])
    if len(portals) != 1:
        raise CommandError(otherwise, returncode=2)
    return portals[0]


def matomo_mapping_called(name: str | None) -> MatomoMapping | None:
    """Return the Matomo mapping of that name, or None. CommandError where a table mapping has the same name."""
    mapping = MatomoMapping.objects.filter(name=name).first() if name else None
    if mapping and ImportMapping.objects.filter(kind=ImportKind.USAGE, name=name).exists():
        message = _("Two mappings are called %(name)s: rename one of them.")
        raise CommandError(message % {"name": name}, returncode=2)
    return mapping


def month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        message = _("“%(text)s” is not a month like 2026-10.") % {"text": text}
        raise ArgumentTypeError(message) from error
