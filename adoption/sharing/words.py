"""Words about shared files and the comparison with others. Never a ranking."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from adoption.contacts.words.substitution import NOTHING
from adoption.foundation.periods import Month
from adoption.foundation.words.file_columns import share_headings
from adoption.foundation.words.months import month_text
from adoption.publishing.words.presentation import Table
from adoption.sharing.enums import SizeBand
from adoption.sharing.queries import Comparison, OtherRates
from adoption.sharing.signed_figures import MOST_BYTES, RATES, Bounds, SharedFile, SharedFileRefused
from core.typography import percent_text


RATE_NAMES = {
    "used": gettext_lazy("Usage rate"),
    "account": gettext_lazy("Account rate"),
    "habit": gettext_lazy("Habit rate"),
    "coverage": gettext_lazy("Coverage"),
}
REFUSALS = {
    "large": gettext_lazy(
        "The file is larger than %(most)s kB: it is not a file of shared figures."
    ),
    "no_json": gettext_lazy("This is not a file of shared figures: it cannot be read."),
    "doubled": gettext_lazy("The file says the same thing twice. Ask for a new one."),
    "shape": gettext_lazy("The file does not follow the format (%(detail)s). Ask for a new one."),
    "schema": gettext_lazy("This is not a file of shared figures."),
    "version": gettext_lazy(
        "The file uses another version of the format (%(detail)s): one of you has to upgrade."
    ),
    "signature": gettext_lazy(
        "The signature does not match: the file was changed on its way, or is not what it claims to be. Ask for it again, by another route."
    ),
    "definitions": gettext_lazy(
        "The other organisation uses other definitions: the figures cannot be compared until both have the same version."
    ),
    "future": gettext_lazy("The file contains a month that is not over (%(detail)s)."),
    "impossible": gettext_lazy(
        "The figures contradict one another (%(detail)s): nothing is imported from the file."
    ),
    "own": gettext_lazy("This is your own file: give it to another organisation."),
}


def refusal_text(refused: SharedFileRefused) -> str:
    return str(REFUSALS[refused.code]) % {"detail": refused.detail, "most": MOST_BYTES // 1024}


def bounds_text(bounds: Bounds | None) -> str:
    return NOTHING if bounds is None else percent_text(bounds.low, bounds.high)


def display_names(others: Sequence[OtherRates]) -> list[str]:
    """Names of organisations; anonymous ones by sector and size, numbered where alike."""
    plain = [
        other.name
        or _("%(sector)s, %(size)s")
        % {"sector": capfirst(other.sector), "size": SizeBand(other.band).label}
        for other in others
    ]
    return [
        name if plain.count(name) == 1 else f"{name} ({plain[:place].count(name) + 1})"
        for place, name in enumerate(plain)
    ]


def finding(read: Comparison, month: Month, rate: str) -> str:
    """Return “Usage rate: more than 3 of the 5 organisations of your size”, where the bounds leave no doubt."""
    name, own = str(RATE_NAMES[rate]), read.of(month, rate)
    peers = [
        (other, bounds)
        for other, bounds in read.of_others(month, rate)
        if other.band == read.own.band
    ]
    of_size = bool(peers)
    if not peers:
        peers = read.of_others(month, rate)
    if own is None or not peers:
        return _("%(rate)s: nothing to compare in %(month)s") % {
            "rate": name,
            "month": month_text(month),
        }
    total = len(peers)
    above = sum(1 for _other, bounds in peers if own.low > bounds.high)
    below = sum(1 for _other, bounds in peers if own.high < bounds.low)
    words = _of_size(above, below, total) if of_size else _of_all(above, below, total)
    return words % {"rate": name, "above": above, "below": below, "total": total}


def _of_size(above: int, below: int, total: int) -> str:
    if above >= max(below, 1):
        return ngettext(
            "%(rate)s: higher than in the only other organisation of your size",
            "%(rate)s: higher than in %(above)s of the %(total)s organisations of your size",
            total,
        )
    if below:
        return ngettext(
            "%(rate)s: lower than in the only other organisation of your size",
            "%(rate)s: lower than in %(below)s of the %(total)s organisations of your size",
            total,
        )
    return ngettext(
        "%(rate)s: no clear difference from the organisation of your size",
        "%(rate)s: no clear difference from the %(total)s organisations of your size",
        total,
    )


def _of_all(above: int, below: int, total: int) -> str:
    if above >= max(below, 1):
        return ngettext(
            "%(rate)s: higher than in the only other organisation",
            "%(rate)s: higher than in %(above)s of the %(total)s other organisations",
            total,
        )
    if below:
        return ngettext(
            "%(rate)s: lower than in the only other organisation",
            "%(rate)s: lower than in %(below)s of the %(total)s other organisations",
            total,
        )
    return ngettext(
        "%(rate)s: no clear difference from the other organisation",
        "%(rate)s: no clear difference from the %(total)s other organisations",
        total,
    )


def rate_bars(read: Comparison, month: Month, rate: str) -> list[dict[str, Any]]:
    """Bars of this organisation, then of the others by name."""
    rows = [(_("Your organisation"), read.of(month, rate), True)]
    named = zip(display_names(read.others), read.others, strict=True)
    rows += [(name, other.months.get(month, {}).get(rate), False) for name, other in named]
    return [
        {
            "label": name,
            "low": bounds.low if bounds else None,
            "high": bounds.high if bounds else None,
            "population": 0,
            "series": 1 if is_you else 3,
            "is_you": is_you,
            "mark": None,
        }
        for name, bounds, is_you in rows
    ]


def table(read: Comparison, rate: str) -> Table:
    """Rows by month, the latest first; a column for each organisation."""
    headings = [pgettext("table", "Month"), _("Your organisation"), *display_names(read.others)]
    rows = [
        [
            capfirst(month_text(month)),
            bounds_text(read.of(month, rate)),
            *(bounds_text(other.months.get(month, {}).get(rate)) for other in read.others),
        ]
        for month in reversed(read.months)
    ]
    return headings, rows


def incoming_table(shared: SharedFile, new: Sequence[Month]) -> Table:
    """Content of a file before its import: rates by month, the latest first, and what becomes of each."""
    headings = [
        pgettext("table", "Month"),
        *(str(RATE_NAMES[rate]) for rate in RATES),
        pgettext("table", "Here"),
    ]
    rows = [
        [
            capfirst(month_text(month)),
            *(bounds_text(rates.get(rate)) for rate in RATES),
            pgettext("month", "new") if month in new else pgettext("month", "stays as it is"),
        ]
        for month, rates in sorted(shared.months.items(), reverse=True)
    ]
    return headings, rows


def file_headings() -> list[str]:
    return [
        pgettext("table", "Month"),
        pgettext("table", "Organisation"),
        *(name for rate in RATES for name in share_headings(str(RATE_NAMES[rate]))),
    ]


def comparison_export_rows(read: Comparison) -> list[list[object]]:
    """Rows of the file: both bounds of each rate, in per cent."""
    named = list(zip(display_names(read.others), read.others, strict=True))
    rows: list[list[object]] = []
    for month in reversed(read.months):
        rows.append(_row(month, _("Your organisation"), read.own.months[month]))
        rows += [
            _row(month, name, other.months[month]) for name, other in named if month in other.months
        ]
    return rows


def _row(month: Month, name: str, rates: Any) -> list[object]:
    return [str(month), name, *(cell for rate in RATES for cell in _ends(rates.get(rate)))]


def _ends(bounds: Bounds | None) -> list[object]:
    return [NOTHING] * 2 if bounds is None else [bounds.low, bounds.high]
