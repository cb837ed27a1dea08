"""Register entry (article 30), from what the apps declare that they hold."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from adoption.report.enums import KeptDocument
from adoption.report.kept import QUESTIONS
from adoption.report.pack.blocks import Block
from adoption.report.queries.kept import words_that_hold
from people.notices import holdings_for, notices
from people.privacy_registry import Holding
from people.queries.processors import subprocessors_text, transfers_text
from people.retention_registry import retentions


def wording_note() -> Block:
    return Block(
        "text",
        text=_(
            "These are the words that everybody reads on “My data”: “you” is the member of staff."
        ),
    )


def holdings_tables() -> Iterator[Block]:
    """One table for each purpose, preceded by the notice that people get."""
    for notice in notices():
        yield Block("text", title=capfirst(str(notice.purpose.label)), text=str(notice.text))
        yield Block(
            "table",
            headings=(
                _("Class of data"),
                _("What for"),
                _("Who sees it"),
                _("How long"),
                _("Where it comes from"),
            ),
            rows=tuple(_row(holding) for holding in holdings_for(notice)),
        )


def _row(holding: Holding) -> tuple[str, ...]:
    cells = (holding.title, holding.purpose, holding.recipients, holding.retention, holding.source)
    return tuple(str(text) for text in cells)


def retention_periods() -> Block:
    return Block(
        "table",
        headings=(_("Class of data"), _("How long")),
        rows=tuple((str(retention.title), retention.in_words()) for retention in retentions()),
    )


def processing_in_force() -> Block:
    """Return what the software itself knows of the entry, from the settings in force."""
    rows = (
        (_("Name of the processing"), _("Support for staff in the use of online services")),
        (
            _("Purposes"),
            "; ".join(capfirst(str(notice.purpose.label)) for notice in notices()),
        ),
        (_("Whose data"), _("Members of staff. Nobody of the public.")),
        (_("Categories of data and their recipients"), _("See “What is held, why and how long”.")),
        (_("Time limits"), _("See “How long each class is kept”.")),
        (_("Security measures"), _("See “Security”.")),
        (_("Transfers outside the European Union"), transfers_text()),
        (_("Subprocessors that the software asks"), subprocessors_text()),
        (
            _("Decisions made by a program alone"),
            _(
                "A matching is read by a person first. Closed questions of quizzes are marked by the program, by the key "
                "of their author, who can correct results; open answers are marked by a person, or count nothing."
            ),
        ),
    )
    return Block("table", headings=(_("Entry"), _("What is so")), rows=rows)


def processing_record_entry() -> tuple[Block, ...]:
    return (processing_in_force(), *kept_part(KeptDocument.REGISTER))


def kept_part(document: KeptDocument) -> tuple[Block, ...]:
    """Return what the organisation has written of a document, then what it has not."""
    words = words_that_hold(document)
    said = tuple((str(label), words[key]) for key, label in QUESTIONS[document] if key in words)
    unsaid = tuple(str(label) for key, label in QUESTIONS[document] if key not in words)
    parts = []
    if said:
        headings = (_("Entry"), _("What the organisation says"))
        parts.append(Block("table", headings=headings, rows=said))
    if unsaid:
        parts.append(Block("blanks", title=_("For the organisation to complete"), items=unsaid))
    return tuple(parts)
