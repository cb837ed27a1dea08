"""Words of the crossing partition: its title, the names of its parts, its table."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.words.file_columns import FileTable
from adoption.publishing.disclosure.staff import MANAGERS
from adoption.publishing.queries.parts import PublishedPart, PublishedPartition
from adoption.publishing.words.findings import cell_text
from adoption.publishing.words.presentation import Table, number_cells, number_headings
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


def parts_table(partition: PublishedPartition) -> Table:
    """Headings, then users of the month by part, by name."""
    rows = [[name, cell_text(part.measure)] for name, part in named_parts(partition)]
    return [_part_heading(partition.kind), _("Used it on at least one day")], rows


def parts_file(partition: PublishedPartition) -> FileTable:
    """The same table for a file, with the bounds and the population as numbers."""
    used = _("Used it on at least one day")
    rows: list[list[object]] = [
        [name, cell_text(part.measure), *number_cells(part.measure)]
        for name, part in named_parts(partition)
    ]
    return [_part_heading(partition.kind), used, *number_headings(used)], rows


def _part_heading(kind: Partition) -> str:
    return {
        Partition.NONE: "",
        Partition.JOB_FAMILY: pgettext("table", "Job family"),
        Partition.SITE: pgettext("table", "Site"),
        Partition.MANAGERS: pgettext("table", "Group"),
    }[kind]


def named_parts(partition: PublishedPartition) -> list[tuple[str, PublishedPart]]:
    """Pair each part with its name, in the order of the alphabet; those without one of their own last."""
    parts = sorted(partition.parts, key=lambda part: (not part.name, alphabetical_key(part.name)))
    return [(_name_of(partition.kind, part), part) for part in parts]


def _name_of(kind: Partition, part: PublishedPart) -> str:
    if part.name:
        return part.name
    if kind == Partition.MANAGERS:
        return _("Managers") if part.part == MANAGERS else _("Other staff")
    return _("No site") if kind == Partition.SITE else _("No job family")
