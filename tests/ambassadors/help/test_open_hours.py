"""Hours in which people may be asked, and the half-days of today and tomorrow."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassadors.help.enums import Slot
from ambassadors.help.open_hours import add_open_hours, half_days_until_next_working_day
from people.mail.hours import QuietHours


PARIS = ZoneInfo("Europe/Paris")
OFFICE = QuietHours(begin=19, end=8)
NEVER = QuietHours(begin=0, end=0, weekends=False)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(PARIS))  # noqa: DTZ001


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ("2026-11-26 09:20", "2026-11-26 11:20"),
        ("2026-11-26 18:15", "2026-11-27 09:15"),
        ("2026-11-26 23:40", "2026-11-27 10:00"),
        ("2026-11-27 18:00", "2026-11-30 09:00"),  # a weekend
        ("2026-11-28 12:00", "2026-11-30 10:00"),
        ("2026-03-27 18:30", "2026-03-30 09:30"),  # the night of summer time
    ],
)
def test_two_hours_are_hours_in_which_mails_go_out(asked, until):
    assert add_open_hours(at(asked), 2, OFFICE) == at(until)


@given(MOMENTS, st.integers(1, 40))
def test_without_quiet_hours_an_hour_is_an_hour(moment, hours):
    assert add_open_hours(moment, hours, NEVER) == moment + timedelta(hours=hours)


@given(MOMENTS, st.integers(1, 40), st.integers(1, 40))
def test_hours_add_up(moment, some, more):
    once = add_open_hours(moment, some + more, OFFICE)

    assert add_open_hours(add_open_hours(moment, some, OFFICE), more, OFFICE) == once
    assert once - moment >= timedelta(hours=some + more)


@pytest.mark.parametrize(
    ("asked", "slots"),
    [
        ("2026-11-26 07:00", [Slot.THU_AM, Slot.THU_PM, Slot.FRI_AM, Slot.FRI_PM]),
        ("2026-11-26 19:30", [Slot.FRI_AM, Slot.FRI_PM]),  # asking hours are over
        ("2026-11-26 09:00", [Slot.THU_AM, Slot.THU_PM, Slot.FRI_AM, Slot.FRI_PM]),
        ("2026-11-26 13:00", [Slot.THU_PM, Slot.FRI_AM, Slot.FRI_PM]),
        ("2026-11-27 15:00", [Slot.MON_AM, Slot.MON_PM, Slot.FRI_PM]),
        ("2026-11-28 10:00", [Slot.MON_AM, Slot.MON_PM]),
    ],
)
def test_today_or_tomorrow_is_in_half_days(asked, slots):
    assert half_days_until_next_working_day(at(asked), OFFICE) == slots
