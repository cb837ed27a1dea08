"""Numbers of contacts in and corrected: the file, the form, the log of what was changed."""

import io
import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import numbers

from adoption.contacts.actions.contacts import (
    ReportedVolume,
    VolumeOutcome,
    add_channel,
    record_contact_volumes,
    remove_channel,
)
from adoption.contacts.enums import ContactChannel, ContactDoor
from adoption.contacts.importers import contacts
from adoption.contacts.importers.contacts import import_contacts
from adoption.contacts.models import ContactChange, ContactVolume, OwnChannel
from adoption.contacts.queries.contacts import corrected_volumes
from adoption.foundation.periods import Month
from people.enums import ImportKind
from people.importers.sample import FIELDS
from people.models import ImportMapping
from people.privacy_registry import holdings
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import PortalFactory
from tests.core.workbooks import workbook
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

HEADING = "mois;canal;contacts"
NATIONAL_NUMBER = "184051234567890"


def contact_file(*rows, heading=HEADING):
    return "\n".join([heading, *rows, ""]).encode()


def stored():
    rows = ContactVolume.objects.order_by("month", "channel")
    return [
        (f"{month:%Y-%m}", *rest) for month, *rest in rows.values_list("month", "channel", "count")
    ]


def changes():
    rows = ContactChange.objects.order_by("pk").values_list("old", "new", "door")
    return list(rows)


# --- A file -----------------------------------------------------------------------------------------


def test_a_row_is_a_month_a_channel_and_a_number(portal):
    report = import_contacts(contact_file("2026-10;phone;1200", "2026-10;desk;0"), portal=portal)

    assert (report.created, report.refused, report.applied) == (2, [], True)
    assert stored() == [("2026-10", "desk", 0), ("2026-10", "phone", 1200)]


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("10/2026;Téléphone;1200", ("2026-10", "phone", 1200)),
        ("2026-10-01;telephone;1 200", ("2026-10", "phone", 1200)),
        ("2026-10;Reception desk;1\u202f200", ("2026-10", "desk", 1200)),
        ("2026-10;WEB;12\u00a0000\u00a0000", ("2026-10", "web", 12_000_000)),
        ("09.2026; phone ;7", ("2026-09", "phone", 7)),
    ],
)
def test_what_a_person_would_write_is_understood(portal, row, kept):
    assert import_contacts(contact_file(row), portal=portal).applied

    assert stored() == [kept]


BAD_ROWS = [
    "2026-13;phone;1",
    "2026-11;phone;1",  # still running
    "2026-12;phone;1",  # to come
    "1999-12;phone;1",
    "2026-10-02;phone;1",  # a day, not a month
    "26-10;phone;1",
    "octobre;phone;1",
    "٢٠٢٦-١٠;phone;1",
    ";phone;1",
    "2026-10;fax;1",
    "2026-10;;1",
    "2026-10;phone;-1",
    "2026-10;phone;1,5",
    "2026-10;phone;1.5",
    "2026-10;phone;1,200",  # twelve hundred, or one and a fifth
    "2026-10;phone;12 00",
    "2026-10;phone;1e3",
    "2026-10;phone;100000001",
    "2026-10;phone;9999999999999",
    "2026-10;phone;",
    "2026-10;phone;beaucoup",
    "2026-10;phone",
    "2026-10;phone;1;diabete",
    '2026-10;"phone;1',
]


@pytest.mark.parametrize("bad", BAD_ROWS)
def test_one_bad_row_refuses_the_file_names_its_line_and_what_was_expected(portal, bad):
    report = import_contacts(contact_file("2026-09;phone;1", bad), portal=portal)

    assert stored() == []
    assert not report.applied
    assert {each.line for each in report.refused} == {3}
    assert all(each.expected for each in report.refused)
    assert "diabete" not in json.dumps(report.as_dict(), ensure_ascii=False)


@pytest.mark.parametrize(
    "heading",
    [
        "mois;canal;contacts;agent",
        "mois;canal",
        f"{NATIONAL_NUMBER};canal;contacts",
        "",
        "mois;mois;canal",
    ],
)
def test_other_columns_refuse_the_file_without_a_word_of_them(portal, heading):
    report = import_contacts(contact_file("a;b;c;d", heading=heading), portal=portal)

    assert len(report.refused) == 1
    assert not report.applied
    assert NATIONAL_NUMBER not in json.dumps(report.as_dict())


@pytest.mark.parametrize(
    "data",
    [
        contact_file("2026-10;phone;3").decode().encode("utf-8-sig"),
        contact_file("2026-10;phone;3").replace(b"\n", b"\r\n"),
        contact_file("2026-10;phone;3").rstrip(b"\n"),
        contact_file("2026-10,phone,3", heading="mois,canal,contacts"),
        contact_file("3;2026-10;phone", heading="contacts;mois;canal"),
    ],
    ids=["mark", "crlf", "no last line end", "commas", "another order"],
)
def test_files_of_many_manners_say_the_same(portal, data):
    import_contacts(data, portal=portal)

    assert stored() == [("2026-10", "phone", 3)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x00",
        contact_file("2026-10;phone;3").decode().encode("utf-16"),
        contact_file("2026-10;Téléphone;3").decode().encode("cp1252"),
        contact_file("2026-10;phone;3\x00"),
        contact_file("2026-10;phone;" + "3" * 100_000),
    ],
    ids=["empty", "nul", "utf-16", "cp1252", "nul inside", "a long line"],
)
def test_a_file_that_cannot_be_read_leaves_nothing(portal, data):
    report = import_contacts(data, portal=portal)

    assert report.refused
    assert stored() == []


def test_a_workbook_gives_months_as_dates_and_numbers_as_numbers(portal):
    def as_a_month(book):
        book.active["A2"].number_format = "mmm-yy"
        book.active["C2"].number_format = numbers.FORMAT_NUMBER_COMMA_SEPARATED1

    data = workbook(
        ["mois", "canal", "contacts"],
        [date(2026, 10, 1), "Téléphone", 1234],
        [date(2026, 9, 1), "desk", 1234.5],
        before=as_a_month,
    )
    report = import_contacts(data, portal=portal, skip_refused=True)

    assert stored() == [("2026-10", "phone", 1234)]
    assert [each.line for each in report.refused] == [3]


def test_a_mapping_names_the_columns_and_how_months_are_written(portal):
    mapping = ImportMapping.objects.create(
        kind="contacts",
        name="standard",
        columns={"month": "Période", "channel": "Média", "contacts": "Volume"},
        ignored=["Durée moyenne"],
        separator=";",
        encoding="cp1252",
        date_format="%d/%m/%Y",
    )
    data = "Période;Média;Durée moyenne;Volume\n01/10/2026;Téléphone;3,5;12\n".encode("cp1252")

    assert import_contacts(data, portal=portal, mapping=mapping).applied
    assert stored() == [("2026-10", "phone", 12)]


def test_the_screen_of_mappings_knows_the_fields():
    assert set(FIELDS[ImportKind.CONTACTS]) == set(contacts.COLUMNS)


# --- Again, and otherwise -------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing_and_leaves_no_trace(portal):
    data = contact_file("2026-10;phone;3", "2026-10;phone;3")
    first = import_contacts(data, portal=portal)
    again = import_contacts(data, portal=portal)

    assert (first.created, first.unchanged) == (1, 1)
    assert (again.created, again.changed, again.unchanged, again.refused) == (0, 0, 2, [])
    assert changes() == [(None, 3, "file")]


def test_another_number_is_refused_and_the_first_kept(portal):
    import_contacts(contact_file("2026-10;phone;3"), portal=portal)
    report = import_contacts(contact_file("2026-10;phone;4", "2026-10;desk;1"), portal=portal)

    assert [each.line for each in report.refused] == [2]
    assert "--replace" in report.refused[0].expected
    assert stored() == [("2026-10", "phone", 3)]


def test_without_its_refused_lines_the_rest_comes_in(portal):
    import_contacts(contact_file("2026-10;phone;3"), portal=portal)
    data = contact_file("2026-10;phone;4", "2026-10;desk;1")
    report = import_contacts(data, portal=portal, skip_refused=True)

    assert (report.created, len(report.refused)) == (1, 1)
    assert stored() == [("2026-10", "desk", 1), ("2026-10", "phone", 3)]


def test_replacing_keeps_what_it_was(portal):
    import_contacts(contact_file("2026-10;phone;3"), portal=portal)
    report = import_contacts(contact_file("2026-10;phone;4"), portal=portal, replace=True)

    assert (report.changed, report.applied) == (1, True)
    assert stored() == [("2026-10", "phone", 4)]
    assert changes() == [(None, 3, "file"), (3, 4, "file")]


@pytest.mark.parametrize("replace", [False, True])
def test_two_numbers_for_one_in_a_file_are_refused_even_when_replacing(portal, replace):
    data = contact_file("2026-10;phone;3", "2026-10;phone;4")
    report = import_contacts(data, portal=portal, replace=replace)

    assert [each.line for each in report.refused] == [3]
    assert stored() == []


def test_a_dry_run_counts_and_stores_nothing(portal):
    report = import_contacts(contact_file("2026-10;phone;3"), portal=portal, dry_run=True)

    assert (report.created, report.applied) == (1, False)
    assert (stored(), changes()) == ([], [])


def test_portals_are_counted_apart(portal):
    other = PortalFactory()
    for number, each in enumerate((portal, other)):
        import_contacts(contact_file(f"2026-10;phone;{number}"), portal=each)

    assert stored() == [("2026-10", "phone", 0), ("2026-10", "phone", 1)]


ROWS = st.lists(
    st.tuples(st.integers(1, 10), st.sampled_from(ContactChannel.values)), unique=True, max_size=12
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS, data=st.data())
def test_order_cutting_and_repetition_do_not_matter(portal, rows, data):
    ContactVolume.objects.all().delete()
    ContactChange.objects.all().delete()
    lines = [f"2026-{month:02d};{channel};{month * 7}" for month, channel in rows]
    shuffled = data.draw(st.permutations(lines)) + data.draw(
        st.lists(st.sampled_from(lines), max_size=5) if lines else st.just([])
    )
    cut = data.draw(st.integers(0, len(shuffled)))
    for part in (shuffled[:cut], shuffled[cut:], shuffled):
        import_contacts(contact_file(*part), portal=portal)

    assert stored() == sorted((f"2026-{month:02d}", channel, month * 7) for month, channel in rows)
    assert len(changes()) == len(rows)


# --- The command ----------------------------------------------------------------------------------------


def run(path, *options, **more):
    out = io.StringIO()
    code = 0
    try:
        call_command("import_contacts", str(path), *options, stdout=out, **more)
    except SystemExit as exit_:
        code = exit_.code
    return code, out.getvalue()


def test_the_command_takes_in_refuses_and_replaces(portal, tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_bytes(contact_file("2026-10;phone;3"))
    slug = ["--portal", portal.slug]

    assert run(path, *slug)[0] == 0
    path.write_bytes(contact_file("2026-10;phone;4"))
    code, said = run(path, *slug, "--json")
    assert (code, json.loads(said)["refused"][0]["line"]) == (1, 2)
    assert run(path, *slug, "--replace", "--dry-run")[0] == 0
    assert stored() == [("2026-10", "phone", 3)]
    assert run(path, *slug, "--replace")[0] == 0
    assert stored() == [("2026-10", "phone", 4)]


@pytest.mark.parametrize(
    "wrong", [["--portal", "rien"], ["--portal", "espace-locataire", "--mapping", "x"]]
)
def test_wrong_usage_is_told_apart(portal, tmp_path, wrong):
    path = tmp_path / "contacts.csv"
    path.write_bytes(contact_file("2026-10;phone;3"))

    with pytest.raises(CommandError) as refused:
        call_command("import_contacts", str(path), *wrong)

    assert refused.value.returncode == 2


# --- The action ------------------------------------------------------------------------------------------


def note(portal, count, *, month=OCTOBER, channel="phone", replace=False, by=None):
    return record_contact_volumes(
        portal=portal,
        volumes=[ReportedVolume(month, channel, count)],
        by=by,
        door=ContactDoor.PROGRAM,
        replace=replace,
    )


def test_a_number_can_be_taken_away_and_the_log_says_so(portal):
    person = PersonFactory()
    assert note(portal, 3) == [VolumeOutcome.CREATED]
    assert note(portal, None) == [VolumeOutcome.KEPT]
    assert note(portal, None, replace=True, by=person) == [VolumeOutcome.CHANGED]
    assert note(portal, None, replace=True) == [VolumeOutcome.UNCHANGED]

    assert stored() == []
    assert changes() == [(None, 3, "program"), (3, None, "program")]
    assert ContactChange.objects.latest("pk").changed_by == person


@pytest.mark.parametrize(
    ("month", "channel", "count"),
    [
        (Month(2026, 11), "phone", 1),
        (Month(1999, 1), "phone", 1),
        (OCTOBER, "fax", 1),
        (OCTOBER, "phone", -1),
        (OCTOBER, "phone", 10**9),
    ],
)
def test_what_cannot_be_is_refused_whole(portal, month, channel, count):
    with pytest.raises(ValidationError):
        record_contact_volumes(
            portal=portal,
            volumes=[ReportedVolume(OCTOBER, "desk", 1), ReportedVolume(month, channel, count)],
            by=None,
            door=ContactDoor.PROGRAM,
        )

    assert stored() == []


# --- Channels of one's own -------------------------------------------------------------------------------


def test_a_channel_of_ones_own_is_read_by_either_of_its_names(portal):
    own = add_channel(name="Point d’accueil partenaire", name_en="Partner’s counter")
    data = contact_file("2026-10;point d'accueil partenaire;3", "2026-09;Partner's counter;4")

    assert import_contacts(data, portal=portal).applied
    assert stored() == [("2026-09", own.slug, 4), ("2026-10", own.slug, 3)]


@pytest.mark.parametrize("name", ["Téléphone", "PHONE", "Post", "!!!", "Chat"])
def test_a_name_that_another_channel_has_is_refused(name):
    add_channel(name="chat")

    with pytest.raises(ValidationError):
        add_channel(name=name)


def test_a_channel_with_numbers_stays_another_goes(portal):
    used, unused = add_channel(name="Chat"), add_channel(name="Fax")
    note(portal, 1, channel=used.slug)
    note(portal, None, channel=used.slug, replace=True)

    remove_channel(channel=unused)
    with pytest.raises(ValidationError):
        remove_channel(channel=used)

    assert list(OwnChannel.objects.all()) == [used]


# --- Whose trace it is --------------------------------------------------------------------------------------


def test_what_somebody_changed_is_in_their_file_and_their_name_goes(portal):
    person = PersonFactory()
    note(portal, 3, by=person)
    (holding,) = [holding for holding in holdings() if holding.model == "adoption.ContactChange"]

    (row,) = holding.export(person)
    assert (row["month"], row["new"]) == ("2026-10", 3)
    assert holding.export(PersonFactory()) == []
    assert holding.erase(person) == 1
    assert ContactChange.objects.get().changed_by is None
    assert stored() == [("2026-10", "phone", 3)]


def test_what_a_corrected_number_was_is_known(portal):
    note(portal, 3)
    assert corrected_volumes(portal, [OCTOBER]) == {}
    note(portal, 30, replace=True)
    note(portal, 4, replace=True)

    (key, found) = next(iter(corrected_volumes(portal, [OCTOBER]).items()))
    assert (key, found.first, found.now) == ((OCTOBER, "phone"), 3, 4)


def test_what_ended_as_it_began_is_no_correction(portal):
    note(portal, 3)
    note(portal, 30, replace=True)
    note(portal, 3, replace=True)

    assert corrected_volumes(portal, [OCTOBER]) == {}
