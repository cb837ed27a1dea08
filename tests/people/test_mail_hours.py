from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.mail.hours import QuietHours


PARIS = ZoneInfo("Europe/Paris")
OFFICE = QuietHours(19, 8)
moments = st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, PARIS))
hours = st.builds(QuietHours, st.integers(0, 23), st.integers(0, 23), st.booleans())


@given(hours, moments)
def test_nobody_is_disturbed_and_nothing_waits_longer_than_it_must(quiet, moment):
    opened = quiet.next_open(moment)

    assert not quiet.is_quiet(opened)
    assert opened >= moment
    assert opened == moment or quiet.is_quiet(moment)
    assert opened - moment < timedelta(days=4)


@given(hours, moments)
def test_what_is_gathered_comes_on_a_later_day_in_open_hours(quiet, moment):
    for morning in (quiet.next_morning(moment), quiet.next_monday(moment)):
        assert morning.date() > moment.date()
        assert not quiet.is_quiet(morning)
    assert quiet.next_monday(moment) - moment < timedelta(days=9)


@pytest.mark.parametrize(
    ("said", "opened"),
    [
        ("2026-11-24 10:30", "2026-11-24 10:30"),
        ("2026-11-24 19:00", "2026-11-25 08:00"),
        ("2026-11-25 07:59", "2026-11-25 08:00"),
        ("2026-11-27 18:59", "2026-11-27 18:59"),
        ("2026-11-27 19:00", "2026-11-30 08:00"),
        ("2026-11-28 12:00", "2026-11-30 08:00"),
        ("2026-03-27 20:00", "2026-03-30 08:00"),  # the clocks go forward in between
        ("2026-10-23 20:00", "2026-10-26 08:00"),  # and back
    ],
)
def test_office_hours(said, opened):
    moment = datetime.fromisoformat(said).replace(tzinfo=PARIS)

    assert OFFICE.next_open(moment) == datetime.fromisoformat(opened).replace(tzinfo=PARIS)


def test_gathered_mornings():
    friday = datetime(2026, 11, 27, 10, tzinfo=PARIS)

    assert OFFICE.next_morning(friday) == datetime(2026, 11, 30, 8, tzinfo=PARIS)
    assert OFFICE.next_monday(friday) == datetime(2026, 11, 30, 8, tzinfo=PARIS)
