"""Words of the contacts page: its finding, its table, its corrections. Never a cause."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.contacts.queries.substitution import Substitution
from adoption.foundation.rates import Rate, sign_of_sure_change
from adoption.foundation.words.file_columns import bound_headings, share_cells
from adoption.foundation.words.months import month_text
from adoption.publishing.words.presentation import Table
from core.typography import day_text, format_number, format_percent, percent_text


NOTHING = "–"


def headline(read: Substitution) -> tuple[str, str]:
    """Return two sentences, of which the second is the one to remember and may be empty."""
    found = read.comparison
    if found is None or not found.is_same_season:
        return _("Contacts of the public, month by month"), ""
    contacts = {
        1: _("More contacts than in %(month)s."),
        0: _("About as many contacts as in %(month)s."),
        -1: _("Fewer contacts than in %(month)s."),
    }
    rates = {
        1: _("A higher usage rate."),
        0: _("No clear change of the usage rate."),
        -1: _("A lower usage rate."),
        None: "",
    }
    first = contacts[found.contacts_moved] % {"month": month_text(found.first)}
    return first, rates[found.rate_moved]


def finding(read: Substitution) -> str:
    found = read.comparison
    if found is None or not found.is_same_season:
        return _("Contacts of the public, month by month")
    texts = {
        1: _("Contacts rose by %(percent)s since %(month)s"),
        0: _("Contacts changed little since %(month)s"),
        -1: _("Contacts fell by %(percent)s since %(month)s"),
    }
    contacts = texts[found.contacts_moved] % {
        "percent": format_percent(abs(found.percent)),
        "month": month_text(found.first),
    }
    return beside_usage_rate(contacts, found.rate_before, found.rate_after)


def beside_usage_rate(contacts: str, before: Rate | None, after: Rate | None) -> str:
    """Add to a finding how the usage rate moved, where both rates are published."""
    if before is None or after is None:
        return contacts
    words = {
        1: _("%(contacts)s, while the usage rate rose from %(before)s to %(after)s"),
        0: _("%(contacts)s, while the usage rate shows no clear change"),
        -1: _("%(contacts)s, while the usage rate fell from %(before)s to %(after)s"),
    }
    return words[sign_of_sure_change((before.low, before.high), (after.low, after.high))] % {
        "contacts": contacts,
        "before": rate_text(before),
        "after": rate_text(after),
    }


def has_finding(read: Substitution) -> bool:
    """Whether the two compared months are of the same season: otherwise the season alone may explain the change."""
    return read.comparison is not None and read.comparison.is_same_season


def channel_shares_text(read: Substitution) -> str:
    """Return each channel's share of contacts before and now; empty without a comparison."""
    found = read.comparison
    if found is None or len(found.channels) < 2 or not found.after:
        return ""
    shares = [
        _("%(channel)s %(before)s, then %(after)s")
        % {
            "channel": channel.name,
            "before": format_percent(100 * read.volumes[found.first, channel.key] / found.before),
            "after": format_percent(100 * read.volumes[found.last, channel.key] / found.after),
        }
        for channel in read.channels
        if channel.key in found.channels
    ]
    return _("Share of the contacts by channel, in %(first)s, then in %(last)s: %(shares)s.") % {
        "first": month_text(found.first),
        "last": month_text(found.last),
        "shares": pgettext("list", "; ").join(shares),
    }


def comparison_basis_text(read: Substitution) -> str:
    found = read.comparison
    if found is None:
        return ""
    names = {channel.key: channel.name for channel in read.channels}
    sentences = [
        _("%(first)s: %(before)s contacts. %(last)s: %(after)s.")
        % {
            "first": month_text(found.first).capitalize(),
            "before": format_number(found.before),
            "last": month_text(found.last).capitalize(),
            "after": format_number(found.after),
        }
    ]
    if len(found.channels) < len(names):
        counted = ", ".join(names[key] for key in names if key in found.channels)
        sentences.append(
            _("Channels with a number in both months: %(names)s.") % {"names": counted}
        )
    sentences.append(channel_shares_text(read))
    if found.rate_moved is not None:
        sentences.append(
            _("The usage rate is of all the staff, at least: whoever says nothing is not counted.")
        )
    if not found.is_same_season:
        sentences.append(
            _("The two months are not of the same season, which alone may explain much.")
        )
    return " ".join(filter(None, sentences))


def table(read: Substitution) -> Table:
    """Tabulate months, the earliest first; a dash for no number or no published rate."""
    has_total = len(read.channels) > 1
    headings = [
        pgettext("table", "Month"),
        *(channel.name for channel in read.channels),
        *([pgettext("contacts", "All channels")] if has_total else []),
        _("Usage rate"),
    ]
    rows = [
        [
            month_text(month),
            *(number_text(read.volumes.get((month, channel.key))) for channel in read.channels),
            *([number_text(read.total(month))] if has_total else []),
            rate_text(read.rates.get(month)),
        ]
        for month in read.months
    ]
    return headings, rows


def file_table(read: Substitution) -> tuple[list[str], list[list[object]]]:
    """Return the same table with numeric cells; a rate by its two bounds."""
    headings, shown = table(read)
    rows: list[list[object]] = []
    for month, row in zip(read.months, shown, strict=True):
        volumes = [read.volumes.get((month, channel.key)) for channel in read.channels]
        if len(read.channels) > 1:
            volumes.append(read.total(month))
        rate = read.rates.get(month)
        bounds = [NOTHING, NOTHING] if rate is None else share_cells(rate)
        numbers = [NOTHING if volume is None else volume for volume in volumes]
        rows.append([row[0], *numbers, *bounds])
    return [*headings[:-1], *bound_headings(_("Usage rate in per cent"))], rows


def correction_texts(read: Substitution) -> list[str]:
    """List corrections, the latest first: “Phone, September 2026: 8,400 at first, now 8,940 (3 November 2026)”."""
    names = {channel.key: channel.name for channel in read.channels}
    latest = sorted(read.corrected.items(), key=lambda item: (item[1].day, item[0]), reverse=True)
    return [
        _("%(channel)s, %(month)s: %(first)s at first, now %(now)s (%(day)s)")
        % {
            "channel": names.get(channel, channel),
            "month": month_text(month),
            "first": number_text(correction.first),
            "now": number_text(correction.now),
            "day": day_text(correction.day, "j F Y"),
        }
        for (month, channel), correction in latest
    ]


def number_text(count: int | None) -> str:
    return NOTHING if count is None else format_number(count)


def rate_text(rate: Rate | None) -> str:
    return NOTHING if rate is None else percent_text(rate.low, rate.high)
