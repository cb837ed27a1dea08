"""What the two files of a portal have in common: how they are written, and what is never let in.

Nothing that a file says is repeated in a report or a log: a wrong file may hold a national number, an
address or an illness. A refusal names the line and what was expected.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.actions.links import LINK, withdrawn_identity
from adoption.models import PortalLink, WithdrawnPseudonym
from adoption.pseudonyms import withdrawn_hash
from cms.models import Portal
from core.reports import ImportReport, Refusal
from core.tabular import (
    Row,
    TableFormat,
    Unreadable,
    decoded,
    is_workbook,
    parsed_date,
    read_rows,
)
from people.journal import mark_of
from people.models import ImportMapping
from people.queries import journalled_marks


LONGEST_PSEUDONYM = PortalLink._meta.get_field("pseudonym").max_length or 0
MOST_REFUSALS = 200
_NATIONAL_NUMBER = re.compile(r"\d{6}[0-9AB]\d{6}(\d{1,2})?", re.IGNORECASE)
_WORDS = re.compile(r"[0-9a-zA-Z]+")
_FILLING = re.compile(r"[\s.\-/_]+")


def portal_format(mapping: ImportMapping | None, columns: Mapping[str, str]) -> TableFormat:
    """Strict: a column that the mapping neither uses nor ignores refuses the whole file."""
    if mapping is None:
        return TableFormat(columns=dict(columns), required=frozenset(columns), strict=True)
    return TableFormat(
        columns={name: mapping.columns.get(name) or ours for name, ours in columns.items()},
        required=frozenset(columns),
        ignored=frozenset(mapping.ignored),
        encoding=mapping.encoding,
        separator=mapping.separator,
        date_format=mapping.date_format,
        sheet=mapping.sheet,
        strict=True,
    )


def quiet_rows(data: bytes, table: TableFormat, report: ImportReport) -> Iterator[Row]:
    """The rows of the file. What cannot be read is refused without a word of what it says."""
    try:
        if not is_workbook(data):
            decoded(data, table.encoding)  # its complaints name bytes and encodings only
    except Unreadable as error:
        report.refused.append(error.refusal)
        return
    begun = False
    try:
        for row in read_rows(data, table):
            begun = True
            yield row
    except Unreadable as error:
        report.refused.append(error.refusal if begun else _heading_refusal(error, table))
    if not begun and not report.refused:
        report.refuse(0, _("The file has no row."), _("a line for each row under the headings"))


def _heading_refusal(error: Unreadable, table: TableFormat) -> Refusal:
    """The words of the heading line may be somebody's data, so they are not repeated."""
    return Refusal(
        error.refusal.line or 1,
        _("The columns are not those expected. What the file says is not repeated here."),
        _("exactly the columns %(names)s; a mapping can name others to ignore")
        % {"names": ", ".join(table.columns.values())},
        whole_file=True,
    )


def read_pseudonym(text: str) -> str:
    """Raises ValueError with what was expected."""
    if not text:
        raise ValueError(_("a pseudonym"))
    if len(text) > LONGEST_PSEUDONYM:
        raise ValueError(
            ngettext(
                "a pseudonym of at most %(count)s character",
                "a pseudonym of at most %(count)s characters",
                LONGEST_PSEUDONYM,
            )
            % {"count": LONGEST_PSEUDONYM}
        )
    if names_somebody(text):
        raise ValueError(_("a pseudonym, not an address nor a national number"))
    return text


def names_somebody(text: str) -> bool:
    """An e-mail address, or a French national number of 13 to 15 characters, however spaced."""
    words = [*_WORDS.findall(text), _FILLING.sub("", text)]
    return "@" in text or any(_NATIONAL_NUMBER.fullmatch(word) for word in words)


def read_day(text: str, table: TableFormat, *, first: date | None, last: date) -> date:
    """Raises ValueError with what was expected: a day as the mapping writes it, between two days."""
    day = parsed_date(text, table)
    if day > last:
        raise ValueError(_("a day that is not to come"))
    if first is not None and day < first:
        raise ValueError(_("a day from %(first)s on, when the portal opened") % {"first": first})
    return day


def refuse(report: ImportReport, line: int, column: str, expected: object) -> None:
    """Name the line and the column. Many refusals are one: the file is not what it should be."""
    if len(report.refused) < MOST_REFUSALS:
        report.refuse(
            line, _("The value in the column %(column)s is refused.") % {"column": column}, expected
        )
    elif len(report.refused) == MOST_REFUSALS:
        report.refuse(0, _("More lines are refused; the rest was not examined."))


def withdrawn_from(portal: Portal) -> Callable[[str], bool]:
    """Tells whether somebody undid the link of a pseudonym, also after a backup that was restored."""
    hashes = frozenset(
        WithdrawnPseudonym.objects.filter(portal=portal)
        .order_by()
        .values_list("pseudonym_hash", flat=True)
    )

    marks = journalled_marks()

    def is_withdrawn(pseudonym: str) -> bool:
        if hashes and withdrawn_hash(portal.pk, pseudonym) in hashes:
            return True
        return bool(marks) and mark_of(LINK, withdrawn_identity(portal.pk, pseudonym)) in marks

    return is_withdrawn
