"""Short days are in figures, the day first, in both languages."""

from datetime import date, datetime

import pytest
from django.utils.formats import date_format
from django.utils.timezone import make_aware
from django.utils.translation import override

from core.templatetags.passerelle import day, moment
from core.typography import hour_text, of_name, weekday_text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_short_day_begins_with_the_day(language):
    with override(language):
        assert date_format(date(2026, 11, 1), "SHORT_DATE_FORMAT") == "01/11/2026"
        moment = datetime(2026, 11, 24, 20, 8)  # noqa: DTZ001 - as it is shown
        assert date_format(moment, "SHORT_DATETIME_FORMAT") == "24/11/2026 20:08"


def test_an_english_day_in_words_begins_with_the_day():
    with override("en"):
        assert date_format(date(2026, 11, 24)) == "24 November 2026"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Élodie Martin", "d’Élodie Martin"),
        ("Marc Lefèvre", "de Marc Lefèvre"),
        ("Hélène", "d’Hélène"),
        ("Œuvre", "d’Œuvre"),
        ("Yves", "d’Yves"),
        ("Yann", "de Yann"),
        ("", "de "),
    ],
)
def test_a_name_after_de_elides_before_a_vowel(name, said):
    with override("fr"):
        assert of_name(name) == said
    with override("en"):
        assert of_name(name) == f"of {name}"


def test_the_first_of_a_month_and_an_hour_as_french_says_them():
    late = make_aware(datetime(2026, 12, 1, 0, 30))  # noqa: DTZ001 - the day before, in UTC
    with override("fr"):
        assert day(late, "j F Y") == "1er décembre 2026"
        assert moment(late).startswith("1er décembre 2026 ")
        assert moment(late).endswith("0\u00a0h\u00a030")
    with override("en"):
        assert moment(late) == "1 December 2026 at 00:30"


@pytest.mark.parametrize(
    ("minute", "french", "english"), [(0, "9\u00a0h", "09:00"), (5, "9\u00a0h\u00a005", "09:05")]
)
def test_an_hour_is_said_as_its_readers_say_it(minute, french, english):
    start = make_aware(datetime(2026, 12, 4, 9, minute))  # noqa: DTZ001 - as it is shown
    with override("fr"):
        assert (hour_text(start), weekday_text(start)) == (french, "ven.")
    with override("en"):
        assert (hour_text(start), weekday_text(start)) == (english, "Fri")
