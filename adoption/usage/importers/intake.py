"""Validation shared by all imports from portals: formats, and data never accepted.

Nothing that a file says is repeated in a report or a log: a wrong file may hold a national number, an
address or an illness. A refusal names the line and what was expected.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.usage.actions.links import LINK
from adoption.usage.models import PortalLink, WithdrawnPseudonym
from adoption.usage.pseudonyms import journal_identity, withdrawn_hash
from cms.models import Portal
from core.reports import ImportReport, Refusal
from core.tabular import (
    Row,
    TableFormat,
    Undecodable,
    Unreadable,
    decode_strictly,
    is_workbook,
    read_rows,
    read_values,
)
from people.erasure_journal import erasure_mark
from people.models import ImportMapping
from people.queries.privacy import journalled_marks


LONGEST_PSEUDONYM = PortalLink._meta.get_field("pseudonym").max_length or 0
MOST_REFUSALS = 200
_NATIONAL_NUMBER = re.compile(r"\d{6}[0-9AB]\d{6}(\d{1,2})?", re.IGNORECASE)
_WORDS = re.compile(r"[0-9a-zA-Z]+")
_FILLING = re.compile(r"[\s.\-/_]+")


def portal_format(mapping: ImportMapping | None, columns: Mapping[str, str]) -> TableFormat:
    """Build the format; strict: a column that the mapping neither uses nor ignores refuses the whole file."""
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


def rows_without_echo(data: bytes, table: TableFormat, report: ImportReport) -> Iterator[Row]:
    """Read rows, refusing unreadable ones without repeating their content."""
    try:
        if not is_workbook(data):
            decode_strictly(data, table.encoding)  # its complaints name bytes and encodings only
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


def values_without_echo(
    source: BinaryIO, table: TableFormat, names: Sequence[str], report: ImportReport
) -> Iterator[tuple[Any, ...]]:
    """Read a file of any length likewise: (line, the value of each of `names`)."""
    begun = False
    try:
        for row in read_values(source, table, names, texts=["pseudonym"]):
            begun = True
            yield row
    except Undecodable as error:
        report.refused.append(error.refusal)
    except Unreadable as error:
        report.refused.append(error.refusal if begun else _heading_refusal(error, table))
    if not begun and not report.refused:
        report.refuse(0, _("The file has no row."), _("a line for each row under the headings"))


def _heading_refusal(error: Unreadable, table: TableFormat) -> Refusal:
    """Refuse the headings without repeating them: they may be somebody's data."""
    return Refusal(
        error.refusal.line or 1,
        _("The columns are not those expected. What the file says is not repeated here."),
        _("exactly the columns %(names)s; a mapping can name others to ignore")
        % {"names": ", ".join(table.columns.values())},
        whole_file=True,
    )


def read_pseudonym(text: str) -> str:
    """Validate a pseudonym; ValueError says what was expected. Invisible characters are refused."""
    if not text.isprintable() or not text:
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
    if has_email_or_national_number(text):
        raise ValueError(_("a pseudonym, not an address nor a national number"))
    return text


def has_email_or_national_number(text: str) -> bool:
    """Whether the text has an e-mail address or a French national number of 13 to 15 digits, however spaced."""
    words = [*_WORDS.findall(text), _FILLING.sub("", text)]
    return "@" in text or any(_NATIONAL_NUMBER.fullmatch(word) for word in words)


def refuse_value(report: ImportReport, line: int, column: str, expected: object) -> None:
    """Report line and column. Many refusals are merged into one: the file has the wrong format."""
    if len(report.refused) < MOST_REFUSALS:
        report.refuse(
            line, _("The value in the column %(column)s is refused.") % {"column": column}, expected
        )
    elif len(report.refused) == MOST_REFUSALS:
        report.refuse(0, _("More lines are refused; the rest was not examined."))


@dataclass(frozen=True, slots=True)
class WithdrawnPseudonyms:
    """Pseudonyms whose link was undone, also before a backup was restored."""

    portal_id: int
    hashes: frozenset[str]
    marks: frozenset[str]

    def __contains__(self, pseudonym: str) -> bool:
        if self.hashes and withdrawn_hash(self.portal_id, pseudonym) in self.hashes:
            return True
        identity = journal_identity(self.portal_id, pseudonym)
        return bool(self.marks) and erasure_mark(LINK, identity) in self.marks


def withdrawn_pseudonyms(portal: Portal) -> WithdrawnPseudonyms:
    hashes = (
        WithdrawnPseudonym.objects.filter(portal=portal)
        .order_by()
        .values_list("pseudonym_hash", flat=True)
    )
    return WithdrawnPseudonyms(portal.pk, frozenset(hashes), journalled_marks())
