"""Time and money: what fewer contacts gave back beside what the change took, as ranges. Never a cause."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.foundation.periods import Month
from adoption.foundation.words.months import month_text
from adoption.report.blocks import Section, Table
from adoption.report.models import ContactTime
from adoption.report.queries.beside import sessions_held
from adoption.report.queries.edition import Edition
from adoption.report.worth import (
    Estimate,
    Move,
    Range,
    Session,
    compared_months,
    estimate,
    moves_of,
)
from core.typography import format_number


Row = tuple[str, str, str, str]


def section(edition: Edition) -> Section | None:
    """Return None without a month that has contacts now and a year before: nothing can be set beside what is spent."""
    months = compared_months(edition.volumes, edition.month)
    if not months:
        return None
    title, noted = _("Time and money, an estimate"), edition.contact_time
    if noted is None:
        text = _("Nothing is estimated: nobody has noted how long a contact takes.")
        return Section(title=title, paragraphs=(text,))
    moves, sessions = moves_of(edition.volumes, months), sessions_held(months)
    ambassadors = edition.cover.ambassadors if edition.cover else None
    found = estimate(
        moves, noted.minutes_by_channel, sessions, ambassadors, noted.ambassador_minutes, months
    )
    names = {channel.key: channel.name for channel in edition.channels}
    rows = [
        *_contacts(moves, found, names),
        *_workshops(sessions, found),
        _ambassadors(ambassadors, noted, found),
        _total(found),
    ]
    return Section(
        title=title,
        paragraphs=tuple(
            filter(None, (_basis(noted), _money(noted, found), _limits(edition.portal.noun)))
        ),
        tables=(Table(_caption(months), _headings(), rows),),
    )


def _caption(months: tuple[Month, ...]) -> str:
    text = ngettext(
        "Hours, over %(count)s month: %(last)s, beside the same month a year before.",
        "Hours, over %(count)s months up to %(last)s, beside the same months a year before.",
        len(months),
    )
    return text % {"count": len(months), "last": month_text(months[-1])}


def _headings() -> tuple[str, ...]:
    return _("What"), _("How many"), _("Hours given back"), _("Hours taken")


def _contacts(moves: list[Move], found: Estimate, names: dict[str, str]) -> Iterator[Row]:
    for move in moves:
        counts = _("%(before)s contacts, then %(after)s") % {
            "before": format_number(move.before),
            "after": format_number(move.after),
        }
        back, more = found.given_back.get(move.channel), found.more_contacts.get(move.channel)
        yield names.get(move.channel, move.channel), counts, range_text(back), range_text(more)


def _workshops(sessions: list[Session], found: Estimate) -> Iterator[Row]:
    if sessions:
        text = ngettext("%(count)s held", "%(count)s held", len(sessions))
        count = text % {"count": format_number(len(sessions))}
        yield _("Workshops"), count, NONE, range_text(found.workshops)


def _ambassadors(number: int | None, noted: ContactTime, found: Estimate) -> Row:
    if found.ambassadors is None or number is None:
        return _("Ambassadors"), _("their time is not told"), NONE, NONE
    words = {"number": format_number(number), "minutes": range_text(noted.ambassador_minutes)}
    text = _("%(number)s, of %(minutes)s minutes a week each") % words
    return _("Ambassadors"), text, NONE, range_text(found.ambassadors)


def _total(found: Estimate) -> Row:
    partial = "" if found.ambassadors else _("without the time of ambassadors")
    return _("In all"), partial, range_text(found.all_given_back), range_text(found.all_taken)


def _basis(noted: ContactTime) -> str:
    text = _("A contact is taken for %(minutes)s minutes (%(basis)s).") % {
        "minutes": range_text(noted.minutes),
        "basis": noted.basis.rstrip("."),
    }
    if not noted.channel_minutes:
        return text
    return f"{text} {_('Some channels have a time of their own.')}"


def _money(noted: ContactTime, found: Estimate) -> str:
    cost = noted.hour_cost
    if cost is None:
        return ""
    return _(
        "At %(cost)s € an hour: %(back)s € given back, %(taken)s € taken. An hour given back is no money saved by itself."
    ) % {
        "cost": range_text(cost),
        "back": range_text(found.all_given_back * cost),
        "taken": range_text(found.all_taken * cost),
    }


def _limits(tool: str) -> str:
    return _(
        "Rough figures. Who came to a workshop is not counted: they are at least those asked about it afterwards, at "
        "most all its seats. An ambassador counts for the time agreed, told from ten ambassadors on. Both serve the "
        "whole organisation. None of this proves that %(tool)s is the cause."
    ) % {"tool": tool}


NONE = "–"


def range_text(bounds: Range | None) -> str:
    """Return “110 to 150”, rounded outwards, or one number where both are the same."""
    if bounds is None:
        return NONE
    shown = bounds.rounded()
    low, high = format_number(shown.low), format_number(shown.high)
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
