"""What the commands of this app share: a portal by its short name, a saved mapping, a month."""

from argparse import ArgumentTypeError

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from adoption.periods import Month
from cms.models import Portal
from people.enums import ImportKind
from people.models import ImportMapping


def add_portal_file_arguments(parser: CommandParser) -> None:
    parser.add_argument("--portal", required=True, metavar="SLUG", help="the portal's short name")
    parser.add_argument("--mapping", metavar="NAME", help="a saved mapping; else our headings")


def portal_called(slug: str) -> Portal:
    try:
        return Portal.objects.get(slug=slug)
    except Portal.DoesNotExist as error:
        message = _("No portal is called %(name)s.") % {"name": slug}
        raise CommandError(message, returncode=2) from error


def saved_mapping(kind: ImportKind, name: str | None) -> ImportMapping | None:
    if name is None:
        return None
    try:
        return ImportMapping.objects.get(kind=kind, name=name)
    except ImportMapping.DoesNotExist as error:
        message = _("No mapping of this kind of file is called %(name)s.") % {"name": name}
        raise CommandError(message, returncode=2) from error


def month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        message = _("“%(text)s” is not a month like 2026-10.") % {"text": text}
        raise ArgumentTypeError(message) from error
