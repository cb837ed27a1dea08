"""Words of the crossing partition: its title, the names of its parts, its table."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.rates import Measure
from adoption.publishing.disclosure.staff import MANAGERS
from adoption.publishing.queries.parts import PublishedPart, PublishedPartition
from adoption.publishing.words.findings import cell_text
from adoption.publishing.words.presentation import Table
from cms.enums import Partition
from cms.models import Portal
from core.collation import alphabetical_key


def disclosure_text() -> list[str]:
    """Explain to everybody how these figures are protected, and how the staff of each portal is divided."""
    return [
        _(
            "Beside the teams, how many used the portal is also published for one division of the whole "
            "staff, never two: with two, somebody could be found by subtraction."
        ),
        *(
            _("%(portal)s: %(division)s")
            % {"portal": portal.name_here, "division": Partition(portal.partition).label}
            for portal in Portal.objects.open()
        ),
        _(
            "Each person counts in the group of their main position on the last day of the month. Only "
            "this one count is given, and its ranges are wider than those of a team."
        ),
    ]


def partition_title(kind: Partition) -> str:
    return {
        Partition.NONE: "",
        Partition.JOB_FAMILY: _("By job family"),
        Partition.SITE: _("By site"),
        Partition.MANAGERS: _("Managers and others"),
    }[kind]


def parts_table(partition: PublishedPartition, cell: Callable[[Measure], str] = cell_text) -> Table:
    """Headings, then users of the month by part, by name."""
    heading = {
        Partition.NONE: "",
        Partition.JOB_FAMILY: pgettext("table", "Job family"),
        Partition.SITE: pgettext("table", "Site"),
        Partition.MANAGERS: pgettext("table", "Group"),
    }[partition.kind]
    parts = sorted(partition.parts, key=lambda part: (not part.name, alphabetical_key(part.name)))
    rows = [[_name_of(partition.kind, part), cell(part.measure)] for part in parts]
    return [heading, _("Used it on at least one day")], rows


def readable_count_text(measure: Measure) -> str:
    """Format a figure for a page; files have every range, however wide."""
    if measure.is_unreadable:
        return pgettext("figure", "range too wide to be read")
    return cell_text(measure)


def _name_of(kind: Partition, part: PublishedPart) -> str:
    if part.name:
        return part.name
    if kind == Partition.MANAGERS:
        return _("Managers") if part.part == MANAGERS else _("Other staff")
    return _("No site") if kind == Partition.SITE else _("No job family")
