"""Formats numbers, dates and names as French and English readers expect to see them."""

import re
import unicodedata
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext

from core.dates import today


NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"
# Before a vowel, an h, or a y that a consonant follows: Yves, not Yann.
ELIDES = re.compile(r"[aeiouh]|y[^aeiouy\W]")


def format_number(value: float, decimals: int = 0) -> str:
    """Format 1240 as "1 240" in French (narrow no-break space) and "1,240" in English; minus is U+2212."""
    text = f"{abs(value):,.{decimals}f}"
    if not text.isdigit() and _is_french():
        text = text.replace(",", NARROW_SPACE).replace(".", ",")
    is_negative = value < 0 and any(digit in text for digit in "123456789")
    return f"{MINUS}{text}" if is_negative else text


def format_percent(value: float, decimals: int = 0) -> str:
    """Format a value already in per cent: 49 is "49 %" in French, "49%" in English."""
    return format_number(value, decimals) + _percent_sign()


def initials(name: str) -> str:
    """Return at most two capitals for an avatar: "Sylvie Le Goff" gives "SL"; "" when there is no letter."""
    letters = [word[0] for word in name.split() if word[0].isalpha()]
    return "".join(letters[:2]).upper()


def shorten(text: str, most: int) -> str:
    """Return a text of at most so many letters, cut after a word with "…"."""
    if len(text) <= most:
        return text
    kept = text[: most - 1].rpartition(" ")[0] or text[: most - 2]
    return f"{kept.rstrip(' ,;:')}{NO_BREAK_SPACE}…"


def count_text(low: int, high: int, population: int) -> str:
    """Write a published count: exact, "fewer than 5 of 34", or "between 5 and 9 of 34"."""
    total = format_number(population)
    if low == high:
        return gettext("%(count)s of %(total)s") % {"count": format_number(low), "total": total}
    if low == 0:
        bound = format_number(high + 1)
        return gettext("fewer than %(count)s of %(total)s") % {"count": bound, "total": total}
    bounds = {"low": format_number(low), "high": format_number(high), "total": total}
    return gettext("between %(low)s and %(high)s of %(total)s") % bounds


def percent_text(low: float, high: float) -> str:
    """Write a published rate, bounds in per cent: "49 %", or "38–47 %" when it is an interval."""
    first, last = format_number(low), format_number(high)
    range_text = last if first == last else f"{first}{EN_DASH}{last}"
    return range_text + _percent_sign()


def duration_text(minutes: int) -> str:
    """Write a duration: « 45 minutes », « 2 h 10 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": format_number(rest)}
    return gettext("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest}


def day_text(day: date, shape: str = "DATE_FORMAT") -> str:
    """Write a day in words, in Django's `shape`: French says "1er octobre", which Django does not.

    Of a moment, its day in the organisation's time zone. A shape without a year has one where it is not this year.
    """
    shown = localtime(day) if isinstance(day, datetime) else day
    if shape.endswith("j F") and shown.year != today().year:
        shape = f"{shape} Y"
    text = date_format(shown, shape)
    return re.sub(r"\b1 (?=[^\W\d])", "1er ", text) if _is_french() else text


def moment_text(moment: datetime) -> str:
    """Write a day and the hour of the organisation: "1er octobre 2026 à 23 h 05"."""
    words = {"day": day_text(localtime(moment), "j F Y"), "time": hour_text(moment)}
    return gettext("%(day)s at %(time)s") % words


def hour_text(moment: datetime) -> str:
    """Write the hour of the organisation: "9 h 30" or "11 h" in French (no-break spaces), "09:30" in English."""
    shown = localtime(moment)
    if not _is_french():
        return date_format(shown, "H:i")
    minutes = f"{NO_BREAK_SPACE}{shown:%M}" if shown.minute else ""
    return f"{shown.hour}{NO_BREAK_SPACE}h{minutes}"


def weekday_text(day: date) -> str:
    """Write a short weekday: "Fri", in French "ven." with the full stop that Django leaves out."""
    text = date_format(day, "D")
    return f"{text}." if _is_french() else text


def of_name(name: str) -> str:
    """Write "of Élodie"; in French "d’Élodie", "de Marc": a name that begins with a vowel or an h elides."""
    if not _is_french():
        return f"of {name}"
    return f"d’{name}" if ELIDES.match(_plain(name)) else f"de {name}"


def visible_text(text: str) -> str:
    """Return what somebody typed without signs that cannot be seen: they turn the words of a page around, or hide
    some (Unicode category Cf)."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()


def _plain(name: str) -> str:
    """Return a text without its accents and ligatures."""
    letters = unicodedata.normalize("NFKD", name.casefold()).replace("œ", "oe").replace("æ", "ae")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _is_french() -> bool:
    return (get_language() or "").startswith("fr")


def _percent_sign() -> str:
    return f"{NARROW_SPACE}%" if _is_french() else "%"
