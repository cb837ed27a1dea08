"""Sentences about published figures, chosen by rule from published numbers only."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED
from adoption.foundation.periods import Month
from adoption.foundation.rates import Measure, Rate, rate_of, sign_of_clear_change
from adoption.foundation.words.months import month_text
from adoption.publishing.queries.published import Reading
from core.typography import count_text, format_number, percent_text


HALF = 50
FEW = 25
COMPARED_WITH = 3  # months back: one month alone says little


def headline_sentences(reading: Reading) -> tuple[str, str]:
    """Return two sentences, of which the second is the one to remember and may be empty."""
    if reading.own.last.is_hidden:
        first = _("This team’s figure is hidden.")
        if reading.shows_others:
            first = _("How many of the team used the portal is hidden.")
        return first, "" if reading.wider is None else _("Look at the wider group.")
    if reading.is_organisation:
        return _organisation_headline(reading)
    return _team_headline(reading.months, reading.own.measures)


def coverage_text(reading: Reading) -> str:
    if reading.own.last.is_hidden:
        if reading.shows_others:
            return _(
                "So near the team’s other counts, it could point at somebody, so it is not shown. "
                "What helps a team does not depend on it."
            )
        return _(
            "A small group’s figure could point at somebody, so it is not shown. What helps a team "
            "does not depend on it."
        )
    if reading.is_organisation:
        known = reading.chain[KNOWN.code]
        if known.low is None or known.high is None:
            return ""
        text = _(
            "Among those of whom something is known: %(known)s. The others are not counted as a “no”."
        )
        return text % {"known": staff_text(known)}
    return _("The count covers staff who let it be known: the others are not counted as a “no”.")


def trend(measures: Sequence[Measure], since: str) -> str:
    """Title of a chart over several months; `since` is the first month in words."""
    shown = [measure for measure in measures if not measure.is_hidden]
    if len(shown) < 2:
        return _("The first published month")
    change = sign_of_clear_change(shown[0], shown[-1])
    if change and change == -sign_of_clear_change(shown[:-1][-COMPARED_WITH:][0], shown[-1]):
        return _contrary_trend(change) % {"month": since}
    if change > 0:
        return _("More people used the portal than in %(month)s") % {"month": since}
    if change < 0:
        return _("Fewer people used the portal than in %(month)s") % {"month": since}
    return _("No clear change since %(month)s") % {"month": since}


def _contrary_trend(change: int) -> str:
    """Explain a chart that ends otherwise than the last months, with which the page begins."""
    if change > 0:
        return _("In spite of the last months, more people use the portal than in %(month)s")
    return _("In spite of the last months, fewer people use the portal than in %(month)s")


def staff_text(measure: Measure) -> str:
    """Format “13 of 34 staff”, or its interval, inside a sentence."""
    low, high, population = measure.low, measure.high, measure.population
    if low is None or high is None:
        return pgettext("figure", "too few people")
    total = format_number(population)
    if low == high:
        text = ngettext("%(count)s of %(total)s staff", "%(count)s of %(total)s staff", low)
        return text % {"count": format_number(low), "total": total}
    if low == 0:
        text = _("fewer than %(count)s of %(total)s staff")
        return text % {"count": format_number(high + 1), "total": total}
    text = _("between %(low)s and %(high)s of %(total)s staff")
    return text % {"low": format_number(low), "high": format_number(high), "total": total}


def cell_text(measure: Measure) -> str:
    """Format a count for a table or a file."""
    if measure.low is None or measure.high is None:
        return pgettext("figure", "too few people")
    return count_text(measure.low, measure.high, measure.population)


def part_text(part: Measure, whole: Measure) -> str:
    """Format a count within another published one: “30 of 40”, “fewer than 5; of how many: between 58 and 62”."""
    if part.low is None or part.high is None:
        return pgettext("figure", "too few people")
    if whole.low is None or whole.high is None:
        return number_text(part)
    if whole.low == whole.high:
        return count_text(part.low, min(part.high, whole.high), whole.high)
    text = _("%(count)s; of how many: %(total)s")
    return text % {"count": number_text(part), "total": number_text(whole)}


def number_text(count: Measure) -> str:
    """Format a count alone, its total being beside it: “30”, “between 58 and 62”, “fewer than 5”."""
    low, high = count.low, count.high
    if low is None or high is None:
        return pgettext("figure", "too few people")
    if low == 0 and high:
        return _("fewer than %(count)s") % {"count": format_number(high + 1)}
    if low == high:
        return format_number(low)
    bounds = {"low": format_number(low), "high": format_number(high)}
    return _("between %(low)s and %(high)s") % bounds


def drop_text(before: Measure, after: Measure) -> tuple[str, Rate | None]:
    """Share of people lost between two steps of the funnel, in words, with its bounds.

    Empty and None when what was published leaves more than 20 points.
    """
    share = rate_of(after, before)
    if share is None or not share.is_narrow:
        return "", None
    return share_text(share.rest), share.rest


def share_text(share: Rate) -> str:
    """Word a fraction where the whole range rounds to the same one, else per cent, rounded outwards."""
    nearest = {_nearest(end) for end in (share.low, share.high)}
    fraction = str(nearest.pop()) if len(nearest) == 1 else ""
    if fraction:
        return _("%(fraction)s, about,") % {"fraction": fraction}
    shown = share.rounded()
    return percent_text(shown.low, shown.high)


def _nearest(percent: float) -> str:
    """Nearest of a few fractions; empty for almost nobody or everybody, which are given in per cent."""
    words = (
        (0, ""),
        (12.5, _("One in eight")),
        (25, _("One in four")),
        (33.3, _("One in three")),
        (40, _("Two in five")),
        (50, _("One in two")),
        (60, _("Three in five")),
        (66.7, _("Two in three")),
        (75, _("Three in four")),
        (87.5, _("Seven in eight")),
        (100, ""),
    )
    return min(words, key=lambda fraction: abs(fraction[0] - percent))[1]


def _organisation_headline(reading: Reading) -> tuple[str, str]:
    chain = reading.chain
    account = rate_of(chain[ACCOUNT.code], chain[KNOWN.code])
    used = rate_of(chain[USED.code], chain[KNOWN.code])
    habit = rate_of(chain[HABIT.code], chain[KNOWN.code])
    first = _account_sentence(account) or _used_sentence(used)
    return first or _("The month’s figures have been published."), _habit_sentence(habit)


def _account_sentence(rate: Rate | None) -> str:
    if rate is None:
        return ""
    if rate.low >= HALF:
        return _("Of those of whom something is known, most have an account.")
    if rate.high < HALF:
        return _("Of those of whom something is known, fewer than half have an account.")
    return ""


def _used_sentence(rate: Rate | None) -> str:
    if rate is None:
        return ""
    if rate.low >= HALF:
        return _("Of those of whom something is known, most used the portal.")
    if rate.high < HALF:
        return _("Of those of whom something is known, fewer than half used the portal.")
    if rate.is_narrow:
        return _("Of those of whom something is known, about half used the portal.")
    return ""


def _habit_sentence(rate: Rate | None) -> str:
    """Word the share itself where it is narrow enough: “fewer than half” would also be true of one in ten."""
    if rate is None:
        return ""
    if rate.is_narrow:
        shown = rate.rounded()
        return _("%(share)s of those known have made it a habit.") % {
            "share": percent_text(shown.low, shown.high)
        }
    if rate.low >= HALF:
        return _("Most have made it a habit.")
    if rate.high <= FEW:
        return _("Few have made it a habit.")
    return _("Fewer than half have made it a habit.") if rate.high < HALF else ""


def _team_headline(months: Sequence[Month], measures: Sequence[Measure]) -> tuple[str, str]:
    now = measures[-1]
    pairs = zip(months[:-1], measures[:-1], strict=True)
    earlier = [(month, measure) for month, measure in pairs if not measure.is_hidden]
    if not earlier:
        first = _("The first figure of this group is here.")
    else:
        recent = earlier[-COMPARED_WITH:]
        (month, before), between = recent[0], [measure for _month, measure in recent[1:]]
        first = _course(before, between, now) % {"month": month_text(month)}
    is_most = now.low is not None and 2 * now.low > now.population
    if is_most:
        return first, _("More than half used the portal, of all the staff.")
    return first, capfirst(_("%(count)s used the portal.") % {"count": staff_text(now)})


def _course(before: Measure, between: Sequence[Measure], now: Measure) -> str:
    """Word the change from a month to the last one, including the way between."""
    fell = any(
        sign_of_clear_change(before, count) < 0 < sign_of_clear_change(count, now)
        for count in between
    )
    rose = any(
        sign_of_clear_change(before, count) > 0 > sign_of_clear_change(count, now)
        for count in between
    )
    if fell and rose:
        return _("Since %(month)s, use goes up and down.")
    change = sign_of_clear_change(before, now)
    if fell:
        return {
            1: _("Since %(month)s, use fell, then rose further than it was."),
            0: _("Since %(month)s, use fell, then rose again."),
            -1: _("Since %(month)s, use fell, then rose again in part."),
        }[change]
    if rose:
        return {
            1: _("Since %(month)s, use rose, then fell again in part."),
            0: _("Since %(month)s, use rose, then fell again."),
            -1: _("Since %(month)s, use rose, then fell lower than it was."),
        }[change]
    return {
        1: _("Since %(month)s, use is growing."),
        0: _("Since %(month)s, no clear change of use."),
        -1: _("Since %(month)s, use is going down."),
    }[change]
