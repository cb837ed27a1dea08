"""Days of use, however they are sent: the rows of one clean run. The cases of the list of faults, by number."""

import gzip
import io
import random
from datetime import UTC, date, datetime
from functools import partial
from itertools import pairwise

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.tasks import partition_usage_days_task
from adoption.usage.actions.links import undo_link
from adoption.usage.importers import days
from adoption.usage.importers.days import import_day_rows
from adoption.usage.importers.usage import import_usage
from adoption.usage.models import UsageDay
from adoption.usage.usage_partitions import (
    DEFAULT_PARTITION,
    create_coming_partitions,
    create_partitions,
    drop_partitions,
    partition_name,
    partitioned_months,
)
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import PortalLinkFactory, UsageDayFactory
from tests.core.workbooks import workbook


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

HEADING = "pseudonyme,service,jour"
ROWS = tuple(
    f"p-{who},{service},2026-{month:02d}-{day:02d}"
    for who in range(5)
    for service in ("messagerie", "attestation")
    for month, day in ((9, 3), (10, 1), (10, 31))
)


def file_of(*rows, heading=HEADING):
    return "\n".join([heading, *rows, ""]).encode()


def stored():
    rows = UsageDay.objects.order_by("pk").values_list("pseudonym", "service__slug", "day")
    return sorted(f"{who},{service},{day}" for who, service, day in rows)


def direct(rows, portal, **options):
    """Rows as another source than a file would yield them."""
    return import_day_rows(
        lambda report: iter(rows),
        portal=portal,
        names={"pseudonym": "id", "service": "service", "day": "day"},
        read_day=date.fromisoformat,
        **options,
    )


# --- F9, F11, F12: repeated, renamed, compressed, in another order, twice in a file ------------------


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_f9_f11_f12_any_cut_order_repetition_and_compression_leave_the_same_rows(portal, data):
    UsageDay.objects.order_by().delete()
    draw = data.draw
    sent = draw(st.permutations(ROWS + tuple(draw(st.lists(st.sampled_from(ROWS), max_size=9)))))
    cuts = sorted(draw(st.sets(st.integers(1, len(sent) - 1), max_size=4)))
    files = [
        file_of(*sent[start:end]) for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)
    ]
    files = draw(st.permutations(files + draw(st.lists(st.sampled_from(files), max_size=3))))
    created = 0
    for file in files:
        packed = draw(st.sampled_from([bytes, gzip.compress]))(file)
        report = import_usage(io.BytesIO(packed), portal=portal)
        assert report.applied
        created += report.created

    assert stored() == sorted(ROWS)
    assert created == len(ROWS)


def test_f9_counts_do_not_depend_on_how_many_rows_are_written_at_once(portal, monkeypatch):
    expected = import_usage(file_of(*ROWS, *ROWS[:7]), portal=portal).as_dict()
    for full in (3, 6, 300):
        UsageDay.objects.order_by().delete()
        monkeypatch.setattr(days, "FULL", full)
        assert import_usage(file_of(*ROWS, *ROWS[:7]), portal=portal).as_dict() == expected


def test_f9_values_that_are_forgotten_between_rows_are_read_again(portal, monkeypatch):
    monkeypatch.setattr(days, "MOST_REMEMBERED", 1)

    assert import_usage(file_of(*ROWS), portal=portal).created == len(ROWS)
    assert stored() == sorted(ROWS)


# --- F10, F12: the first of two that differ; late rows ------------------------------------------------


def test_f10_a_row_that_was_in_time_stays_so_when_it_is_sent_again_late(declared):
    portal = declared["portal"]
    import_usage(file_of("p-1,messagerie,2026-10-06"), portal=portal)
    publish(portal=portal, month=OCTOBER)

    again = import_usage(
        file_of("p-1,messagerie,2026-10-06", "p-2,messagerie,2026-10-06"), portal=portal
    )

    assert (again.created, again.unchanged) == (1, 1)
    assert dict(UsageDay.objects.order_by("pk").values_list("pseudonym", "is_late")) == {
        "p-1": False,
        "p-2": True,
    }


def test_f12_late_rows_are_counted_as_such_whether_new_or_not(declared):
    portal = declared["portal"]
    publish(portal=portal, month=OCTOBER)
    rows = ["p-1,messagerie,2026-10-06"] * 2 + ["p-1,messagerie,2026-11-02"]

    for _time in range(2):
        notes = import_usage(file_of(*rows), portal=portal).notes
        assert len(notes) == 1
        assert notes[0].startswith("2 ")


def test_f12_a_month_that_waits_for_its_publication_may_be_filled_in(declared):
    portal = declared["portal"]
    for row in ("p-1,messagerie,2026-10-06", "p-1,messagerie,2026-10-05"):
        report = import_usage(file_of(row), portal=portal)
        assert (report.created, report.notes) == (1, [])
    assert not UsageDay.objects.filter(is_late=True).exists()


# --- F13: what is wrong with a file -------------------------------------------------------------------

GOOD = file_of(*ROWS[:3])
SPOILT = {
    "a last line that was cut off": (GOOD + b"p-9,messag", 5),
    "a day that was cut off": (GOOD + b"p-9,messagerie,2026-10", 5),
    "a day that was cut off and reads as another": (GOOD + b"p-9,messagerie,2026-10-1", 5),
    "UTF-16": (GOOD.decode().encode("utf-16"), 1),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-le"), 1),
    "Windows-1252": (GOOD + "é,messagerie,2026-10-01\n".encode("cp1252"), 5),
    "NUL": (GOOD + b"p-\x009,messagerie,2026-10-01\n", 5),
    "a quotation mark left open": (GOOD + b'"p-9,messagerie,2026-10-01\n' * 30_000, 5),
    "a quotation mark left open at the end": (GOOD + b'"p-9,messagerie,2026-10-01', 5),
    "a line without end": (GOOD + b"x" * 200_000, 5),
    "a compressed file that was cut off": (gzip.compress(GOOD)[:-9], None),
    "a compressed file that was damaged": (gzip.compress(GOOD)[:-8] + b"\0" * 8, None),
    "a control character": (GOOD + b"p-\x1b9,messagerie,2026-10-01\n", 5),
    "a byte-order mark in the middle": (GOOD + b"\xef\xbb\xbfp-9,messagerie,2026-10-01\n", 5),
}


@pytest.mark.parametrize("name", SPOILT)
@pytest.mark.parametrize("skip", [False, True])
def test_f13_a_spoilt_file_is_refused_by_its_line_and_nothing_of_it_stays(portal, name, skip):
    data, line = SPOILT[name]
    is_one_row = name.startswith("a day") or name in (
        "a control character",
        "a byte-order mark in the middle",
    )

    report = import_usage(data, portal=portal, skip_refused=skip)

    assert len(report.refused) == 1
    if line is not None:
        assert report.refused[0].line == line
    assert report.applied == (skip and is_one_row)
    assert stored() == (sorted(ROWS[:3]) if skip and is_one_row else [])


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b",", b";"),
        GOOD.replace(b",", b" , "),
        GOOD[:-1],
        GOOD.replace(b"\n", b"\n\n\n"),
        GOOD.replace(b"p-0", b'"p-0"'),
    ],
)
def test_f13_f14_the_ways_in_which_systems_write_the_same_table_are_the_same(portal, data):
    assert import_usage(data, portal=portal).refused == []
    assert stored() == sorted(ROWS[:3])


class Endless(io.RawIOBase):
    """A good beginning, then one line that does not end; counts what was read of it."""

    def __init__(self, beginning):
        self.left, self.given = beginning, 0

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.left[: len(buffer)] or b"x" * len(buffer)
        self.left = self.left[len(data) :]
        self.given += len(data)
        buffer[: len(data)] = data
        return len(data)


def test_f13_of_a_line_without_end_little_is_read(portal):
    source = Endless(GOOD)

    report = import_usage(source, portal=portal)

    assert [each.line for each in report.refused] == [5]
    assert source.given < 2**20


def test_f13_rows_are_taken_while_the_file_is_still_read(portal):
    """So a file is never held whole: the first row is there after a few blocks."""
    source = Endless(HEADING.encode() + b"\n" + b"p-1,messagerie,2026-10-01\n" * 100_000)
    rows = []

    def watched(report):
        from adoption.usage.importers.usage import COLUMNS, _rows, portal_format

        for row in _rows(source, portal_format(None, COLUMNS), report):
            rows.append(source.given)
            yield row

    import_day_rows(
        watched,
        portal=portal,
        names={"pseudonym": "", "service": "", "day": ""},
        read_day=date.fromisoformat,
    )

    assert rows[0] < 2**18
    assert all(after - before < 2**18 for before, after in pairwise(rows))


# --- F14: columns -------------------------------------------------------------------------------------


def test_f14_columns_in_another_order_are_found_by_their_headings(portal):
    turned = [",".join(reversed(row.split(","))) for row in ROWS]

    assert import_usage(file_of(*turned, heading="jour,service,pseudonyme"), portal=portal).applied
    assert stored() == sorted(ROWS)


@pytest.mark.parametrize(
    "heading", ["pseudonyme,service,date", "pseudonyme,service,jour,heure", "a,b,c", ""]
)
def test_f14_columns_renamed_or_added_are_refused_before_anything_is_stored(portal, heading):
    for dry_run in (True, False):
        report = import_usage(
            file_of("p-1,messagerie,2026-10-01,9", heading=heading), portal=portal, dry_run=dry_run
        )
        assert [each.whole_file for each in report.refused] == [True]
    assert stored() == []


def test_f14_zeros_in_front_of_a_pseudonym_are_kept_and_backslashes_are_no_commands(portal):
    odd = ["00012", "\\N", "a\\tb", "\\", "é", "2A-3"]

    import_usage(file_of(*(f"{each},messagerie,2026-10-01" for each in odd)), portal=portal)

    kept = UsageDay.objects.order_by("pk").values_list("pseudonym", flat=True)
    assert sorted(kept) == sorted(odd)


def test_f14_a_workbook_that_keeps_pseudonyms_as_numbers_is_refused(portal):
    heading = ["pseudonyme", "service", "jour"]
    kept = workbook(heading, ["0012", "messagerie", "2026-10-01"])
    lost = workbook(heading, [12, "messagerie", "2026-10-01"])

    assert import_usage(kept, portal=portal).created == 1
    (refused,) = import_usage(lost, portal=portal).refused
    assert refused.line == 2
    assert "12" not in str(refused)
    assert stored() == ["0012,messagerie,2026-10-01"]


# --- Which days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "last"),
    [
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),  # the clock goes back
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),  # and forward
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
    ],
)
def test_a_day_is_to_come_by_the_clock_of_the_organisation_also_in_nights_when_it_changes(
    portal, moment, last
):
    after = date.fromordinal(last.toordinal() + 1)
    with time_machine.travel(moment, tick=False):
        assert import_usage(file_of(f"p-1,messagerie,{last}"), portal=portal).created == 1
        assert import_usage(file_of(f"p-1,messagerie,{after}"), portal=portal).refused


@pytest.mark.parametrize("day", ["2026-02-29", "0000-01-01", "10000-01-01", "2026-1-1x", "-1"])
def test_a_day_that_is_none_is_refused(portal, day):
    assert len(import_usage(file_of(f"p-1,messagerie,{day}"), portal=portal).refused) == 1


def test_a_portal_that_says_no_opening_takes_old_days(portal):
    portal.opened_on = None
    portal.save()
    old = ["p-1,messagerie,1989-11-09", "p-1,messagerie,2004-02-29"]

    assert import_usage(file_of(*old), portal=portal).created == 2
    assert stored() == old
    assert Month(1989, 11) not in partitioned_months()


# --- Other sources ------------------------------------------------------------------------------------


def test_rows_of_another_source_are_refused_by_their_place_under_its_own_names(portal):
    report = direct(
        [
            (1, "p-1", "messagerie", "2026-10-01"),
            (2, "p-1", "inconnu", "2026-10-01"),
            (7, "", "", ""),
        ],
        portal,
        skip_refused=True,
    )

    assert [each.line for each in report.refused] == [2, 7, 7, 7]
    assert "id" in report.refused[1].reason
    assert stored() == ["p-1,messagerie,2026-10-01"]


@pytest.mark.parametrize("text", ["\x00", "p\x00", "\ud800", "p\np", "p\tp", "\u202ep"])
def test_a_pseudonym_of_characters_that_no_page_shows_is_refused(portal, text):
    assert direct([(1, text, "messagerie", "2026-10-01")], portal).refused


def test_a_link_undone_while_rows_are_read_is_passed_over_all_the_same(portal, person):
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-1")

    def rows(report):
        yield 1, "p-1", "messagerie", "2026-10-01"
        yield 2, "p-2", "messagerie", "2026-10-01"
        undo_link(person=person, portal=portal)
        yield 3, "p-1", "messagerie", "2026-10-02"

    report = import_day_rows(rows, portal=portal, names={}, read_day=date.fromisoformat)

    assert (report.created, report.ignored, report.unchanged) == (1, 2, 0)
    assert stored() == ["p-2,messagerie,2026-10-01"]


def test_an_error_in_the_middle_of_a_source_leaves_nothing_and_the_next_goes_in(portal):
    def rows(report):
        yield 1, "p-1", "messagerie", "2026-10-01"
        raise RuntimeError("the other side hung up")

    take = partial(import_day_rows, portal=portal, names={}, read_day=date.fromisoformat)
    with pytest.raises(RuntimeError):
        take(rows)

    assert stored() == []
    assert direct([(1, "p-1", "messagerie", "2026-10-01")], portal).created == 1


# --- The command --------------------------------------------------------------------------------------


def test_the_command_reads_standard_input_and_compressed_files(portal, tmp_path, monkeypatch):
    file = tmp_path / "use.csv.gz"
    file.write_bytes(gzip.compress(file_of(*ROWS[:4])))
    call_command("import_usage", str(file), "--portal", portal.slug)

    class Standard:
        buffer = io.BytesIO(file_of(*ROWS))

    monkeypatch.setattr("sys.stdin", Standard)
    call_command("import_usage", "-", "--portal", portal.slug)

    assert stored() == sorted(ROWS)


def test_a_file_longer_than_other_imports_read_goes_in(portal, tmp_path, settings):
    settings.IMPORT_MAX_BYTES = 50
    file = tmp_path / "use.csv"
    file.write_bytes(file_of(*ROWS))

    call_command("import_usage", str(file), "--portal", portal.slug)

    assert stored() == sorted(ROWS)


# --- Parts by month -----------------------------------------------------------------------------------


@pytest.fixture
def parted():
    if connection.vendor != "postgresql":
        pytest.skip("parts are of PostgreSQL")


def rows_in(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ONLY {table}")  # noqa: S608
        return cursor.fetchone()[0]


def test_an_import_makes_the_parts_of_its_months_and_none_for_odd_days(parted, portal):
    portal.opened_on = None
    portal.save()
    import_usage(file_of(*ROWS, "p-1,messagerie,1907-10-31"), portal=portal)

    assert {Month(2026, 9), OCTOBER} <= set(partitioned_months())
    assert rows_in(partition_name(OCTOBER)) == 20
    assert rows_in(DEFAULT_PARTITION) == 1


def test_a_dry_run_or_a_refused_file_makes_no_parts(parted, portal):
    before, good, bad = partitioned_months(), "p-1,messagerie,2011-10-31", "p-1,inconnu,2011-10-31"

    assert import_usage(file_of(good, bad), portal=portal).refused
    assert import_usage(file_of(good), portal=portal, dry_run=True).created == 1

    assert (partitioned_months(), stored()) == (before, [])


def test_rows_written_without_a_part_move_into_it_when_it_is_made(parted, portal):
    UsageDayFactory(portal=portal, day=date(2003, 5, 31))
    UsageDayFactory(portal=portal, day=date(2003, 6, 1))

    assert create_partitions([Month(2003, 5)]) == [Month(2003, 5)]
    assert create_partitions([Month(2003, 5)]) == []

    assert (rows_in(partition_name(Month(2003, 5))), UsageDay.objects.count()) == (1, 2)


def test_the_months_to_come_get_their_parts_once(parted):
    partition_usage_days_task()

    this = Month.containing(date(2026, 11, 24))
    assert {this.shifted(ahead) for ahead in range(4)} <= set(partitioned_months())
    assert create_coming_partitions() == []


def test_a_part_goes_whole_when_all_its_rows_are_due_and_stays_otherwise(parted, portal):
    create_partitions([Month(2003, 5), Month(2003, 6)])
    for day in (date(2003, 5, 2), date(2003, 5, 3), date(2003, 6, 1), date(2003, 6, 2)):
        UsageDayFactory(portal=portal, day=day)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit

    dropped = drop_partitions(UsageDay.objects.filter(day__lt=date(2003, 6, 2)))

    assert Month(2003, 5) in dropped
    assert Month(2003, 6) not in dropped
    assert set(UsageDay.objects.order_by().values_list("day", flat=True)) == {
        date(2003, 6, 1),
        date(2003, 6, 2),
    }


def test_shuffled_by_day_or_by_person_the_statement_stores_the_same(portal):
    dice = random.Random(4)
    rows = [f"p-{who:03},messagerie,2026-10-{day:02}" for who in range(60) for day in range(1, 25)]
    for _time in range(2):
        dice.shuffle(rows)
        import_usage(file_of(*rows), portal=portal)
    assert stored() == sorted(rows)
