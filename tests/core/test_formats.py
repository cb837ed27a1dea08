"""Short days are in figures, the day first, in both languages."""

from datetime import date, datetime

import pytest
from django.utils.formats import date_format
from django.utils.translation import override


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_short_day_begins_with_the_day(language):
    with override(language):
        assert date_format(date(2026, 11, 1), "SHORT_DATE_FORMAT") == "01/11/2026"
        moment = datetime(2026, 11, 24, 20, 8)  # noqa: DTZ001 - as it is shown
        assert date_format(moment, "SHORT_DATETIME_FORMAT") == "24/11/2026 20:08"


def test_an_english_day_in_words_begins_with_the_day():
    with override("en"):
        assert date_format(date(2026, 11, 24)) == "24 November 2026"
