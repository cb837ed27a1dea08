"""The files of a portal at the door: nothing but what was agreed, whole or not at all, in any order."""

import json
import logging
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Publication
from adoption.usage.actions.links import undo_link
from adoption.usage.importers.links import import_links
from adoption.usage.importers.usage import import_usage
from adoption.usage.models import PortalLink as Link
from adoption.usage.models import UsageDay, WithdrawnPseudonym
from adoption.usage.pseudonyms import subject_of
from people.models import ImportMapping
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import PortalFactory, PortalLinkFactory
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

HEADING = "pseudonyme,service,jour"
NATIONAL_NUMBER = "184051234567890"


def usage_file(*rows, heading=HEADING):
    return "\n".join([heading, *rows, ""]).encode()


def links_file(*rows, heading="pseudonyme,matricule"):
    return "\n".join([heading, *rows, ""]).encode()


def stored():
    rows = UsageDay.objects.order_by("day", "pseudonym", "service__slug")
    return list(rows.values_list("pseudonym", "service__slug", "day", "is_late"))


# --- Use --------------------------------------------------------------------------------------------


def test_a_row_is_a_pseudonym_a_service_and_a_day(portal):
    report = import_usage(usage_file("p-1,messagerie,2026-10-06"), portal=portal)

    assert (report.created, report.refused, report.applied) == (1, [], True)
    assert stored() == [("p-1", "messagerie", date(2026, 10, 6), False)]


def test_the_same_row_twice_is_one_and_the_same_file_again_changes_nothing(portal):
    data = usage_file("p-1,messagerie,2026-10-06", "p-1,messagerie,2026-10-06")
    first = import_usage(data, portal=portal)
    again = import_usage(data, portal=portal)

    assert (first.created, first.unchanged) == (1, 1)
    assert (again.created, again.unchanged) == (0, 2)
    assert len(stored()) == 1


def test_a_dry_run_counts_and_stores_nothing(portal):
    report = import_usage(usage_file("p-1,messagerie,2026-10-06"), portal=portal, dry_run=True)

    assert (report.created, report.applied) == (1, False)
    assert stored() == []


BAD_ROWS = [
    "p-2,inconnu,2026-10-06",
    "p-2,messagerie,06/10/2026",
    "p-2,messagerie,2026-13-40",
    "p-2,messagerie,2026-11-25",  # to come
    "p-2,messagerie,2025-12-31",  # before the portal opened
    ",messagerie,2026-10-06",
    f"{'p' * 81},messagerie,2026-10-06",
    "nadia@exemple.fr,messagerie,2026-10-06",
    f"{NATIONAL_NUMBER},messagerie,2026-10-06",
    "1 84 05 12 345 678 90,messagerie,2026-10-06",
    "2840512345678,messagerie,2026-10-06",
    "184052A34567890,messagerie,2026-10-06",
    f"nir-{NATIONAL_NUMBER},messagerie,2026-10-06",
    "p-2,messagerie",
    "p-2,messagerie,2026-10-06,diabete",
    'p-2,"messagerie,2026-10-06',
]


@pytest.mark.parametrize("bad", BAD_ROWS)
def test_one_bad_row_refuses_the_file_names_its_line_and_repeats_nothing(portal, bad, caplog):
    portal.opened_on = date(2026, 1, 1)
    portal.save()
    data = usage_file("p-1,messagerie,2026-10-05", bad)

    with caplog.at_level(logging.DEBUG):
        report = import_usage(data, portal=portal)

    assert stored() == []
    assert not report.applied
    assert [each.line for each in report.refused] == [3]
    assert report.refused[0].expected
    said = json.dumps(report.as_dict(), ensure_ascii=False) + caplog.text
    for secret in (
        "nadia",
        NATIONAL_NUMBER,
        "2840512345678",
        "2A34567",
        "diabete",
        "inconnu",
        "06/10",
    ):
        assert secret not in said


@pytest.mark.parametrize(
    "heading",
    [
        "pseudonyme,service,jour,diagnostic",
        "pseudonyme,service,jour,adresse_ip",
        "pseudonyme,service",
        "pseudonyme;service;heure",
        f"{NATIONAL_NUMBER},nadia@exemple.fr,diabete",
        "",
    ],
)
def test_any_other_column_refuses_the_file_without_a_word_of_it(portal, heading):
    report = import_usage(usage_file("a,b,c,d", heading=heading), portal=portal)

    said = json.dumps(report.as_dict(), ensure_ascii=False)
    assert stored() == []
    assert len(report.refused) == 1
    assert not report.applied
    for secret in ("diagnostic", "adresse_ip", NATIONAL_NUMBER, "nadia", "diabete"):
        assert secret not in said


def test_a_column_that_the_mapping_ignores_is_not_read(portal):
    mapping = ImportMapping.objects.create(
        kind="usage",
        name="editeur",
        columns={"pseudonym": "id", "service": "rubrique", "day": "date"},
        ignored=["navigateur"],
        separator=";",
        date_format="%d/%m/%Y",
    )
    data = "id;rubrique;navigateur;date\np-1;messagerie;Firefox;06/10/2026\n".encode("utf-8-sig")

    report = import_usage(data, portal=portal, mapping=mapping)

    assert (report.created, report.refused) == (1, [])
    assert stored() == [("p-1", "messagerie", date(2026, 10, 6), False)]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_is_refused_with_its_line(portal, encoding):
    report = import_usage("pseudonyme,service,jour\né,a,b\n".encode(encoding), portal=portal)

    assert len(report.refused) == 1
    assert report.refused[0].line in (1, 2)


def test_a_row_of_another_portal_s_service_is_refused(portal):
    from tests.adoption.factories import PortalServiceFactory

    PortalServiceFactory(slug="ailleurs")

    report = import_usage(usage_file("p-1,ailleurs,2026-10-06"), portal=portal)

    assert [each.line for each in report.refused] == [2]


def test_a_thousand_bad_lines_end_in_a_short_report(portal):
    report = import_usage(usage_file(*["x,y,z"] * 1000), portal=portal)

    assert len(report.refused) < 250


ROWS = [
    f"p-{who},{service},2026-{month:02d}-{day:02d}"
    for who in range(4)
    for service in ("messagerie", "attestation")
    for month, day in ((9, 3), (10, 1), (10, 15))
]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_order_repetition_and_interruption_leave_the_rows_of_one_clean_run(portal, data):
    """Files cut anywhere, sent in any order, some of them twice, one of them cut off by a bad row."""
    UsageDay.objects.all().delete()
    rows = data.draw(st.permutations(ROWS))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(rows) - 1), max_size=4)))
    parts = [rows[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    sent = data.draw(st.permutations(parts + data.draw(st.lists(st.sampled_from(parts)))))
    spoilt = data.draw(st.sampled_from(parts))

    assert import_usage(usage_file(*spoilt, "p-9,inconnu,2026-10-01"), portal=portal).refused
    for part in sent:
        assert import_usage(usage_file(*part), portal=portal).applied

    kept = sorted(f"{who},{service},{day}" for who, service, day, _late in stored())
    assert kept == sorted(ROWS)


def test_rows_are_written_by_the_hundred(portal, django_assert_max_num_queries):
    rows = [f"p-{number},messagerie,2026-10-{number % 28 + 1:02d}" for number in range(1900)]

    with django_assert_max_num_queries(26):
        import_usage(usage_file(*rows), portal=portal)


def test_use_of_a_published_month_is_kept_as_late_and_changes_no_figure(declared):
    portal = declared["portal"]
    publish(portal=portal, month=OCTOBER)
    before = figures()
    person = declared["people"]["south"][10]
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-late")

    report = import_usage(
        usage_file("p-late,messagerie,2026-10-06", "p-late,messagerie,2026-11-02"), portal=portal
    )

    assert (report.created, len(report.notes)) == (2, 1)
    assert [late for *_row, late in stored()] == [True, False]
    assert publish(portal=portal, month=OCTOBER).pk == Publication.objects.get().pk
    assert figures() == before


def figures():
    return list(
        Publication.objects.order_by("pk").values_list(
            "figures__team", "figures__indicator", "figures__low", "figures__high"
        )
    )


def test_rows_of_an_undone_link_are_passed_over_for_good(portal, person):
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-1")
    import_usage(usage_file("p-1,messagerie,2026-10-06"), portal=portal)

    undone = undo_link(person=person, portal=portal)
    report = import_usage(
        usage_file("p-1,messagerie,2026-10-07", "p-2,messagerie,2026-10-07"), portal=portal
    )

    assert undone == 2
    assert (report.created, report.ignored, report.applied) == (1, 1, True)
    assert [who for who, *_rest in stored()] == ["p-2"]
    assert not Link.objects.exists()
    assert "p-1" not in str(list(WithdrawnPseudonym.objects.values()))


def test_a_withdrawal_is_known_to_its_own_portal_alone(portal, person):
    other = PortalFactory()
    PortalLinkFactory(portal=other, person=person, pseudonym="p-1")
    undo_link(person=person, portal=other)

    assert import_usage(usage_file("p-1,messagerie,2026-10-06"), portal=portal).created == 1


# --- Links ------------------------------------------------------------------------------------------


def test_a_link_keeps_the_pseudonym_and_a_keyed_name(portal, person):
    report = import_links(links_file(f"p-1,{person.staff_number}"), portal=portal)

    link = Link.objects.get()
    assert (report.created, report.applied) == (1, True)
    assert (link.pseudonym, link.subject, link.linked_on) == (
        "p-1",
        subject_of(person),
        date(2026, 11, 24),
    )
    assert person.staff_number not in str(Link.objects.values().get())


def test_the_same_links_again_change_nothing(portal, person):
    data = links_file(f"p-1,{person.staff_number}", f"p-1,{person.staff_number}")
    first = import_links(data, portal=portal)
    again = import_links(data, portal=portal)

    assert (first.created, first.unchanged) == (1, 1)
    assert (again.created, again.unchanged) == (0, 2)


def test_a_link_is_never_moved_and_the_first_is_kept(portal, person, caplog):
    other = PersonFactory()
    import_links(links_file(f"p-1,{person.staff_number}"), portal=portal)

    taken = import_links(links_file(f"p-1,{other.staff_number}"), portal=portal)
    second = import_links(links_file(f"p-2,{person.staff_number}"), portal=portal)

    assert [len(report.refused) for report in (taken, second)] == [1, 1]
    assert list(Link.objects.values_list("pseudonym", "subject")) == [("p-1", subject_of(person))]
    assert caplog.text == ""


@pytest.mark.parametrize(
    "row",
    [
        "p-1,99999",
        "a@b.fr,{number}",
        f"{NATIONAL_NUMBER},{{number}}",
        "{number},{number}",
        ",{number}",
    ],
)
def test_a_bad_link_refuses_the_file_with_its_line_and_repeats_nothing(portal, person, row):
    other = PersonFactory()
    bad = row.format(number=person.staff_number)

    report = import_links(links_file(f"p-9,{other.staff_number}", bad), portal=portal)

    said = json.dumps(report.as_dict(), ensure_ascii=False)
    assert not Link.objects.exists()
    assert {each.line for each in report.refused} == {3}
    for secret in ("99999", "a@b.fr", NATIONAL_NUMBER, person.staff_number):
        assert secret not in said


def test_use_before_links_or_links_before_use_come_to_the_same(portal, person):
    import_usage(usage_file("p-1,messagerie,2026-10-06"), portal=portal)
    import_links(links_file(f"p-1,{person.staff_number}"), portal=portal)

    assert UsageDay.objects.filter(pseudonym=Link.objects.get().pseudonym).count() == 1


def test_the_link_that_was_undone_does_not_come_back_with_an_old_file(portal, person):
    data = links_file(f"p-1,{person.staff_number}")
    import_links(data, portal=portal)
    undo_link(person=person, portal=portal)

    report = import_links(data, portal=portal)

    assert (report.created, report.ignored, report.applied) == (0, 1, True)
    assert not Link.objects.exists()


# --- Commands ---------------------------------------------------------------------------------------


def test_import_usage_prints_its_counts_as_json(portal, tmp_path, capsys):
    file = tmp_path / "use.csv"
    file.write_bytes(usage_file("p-1,messagerie,2026-10-06"))

    call_command("import_usage", str(file), "--portal", portal.slug, "--json")

    assert json.loads(capsys.readouterr().out)["created"] == 1


def test_a_refused_file_exits_with_one_and_wrong_usage_with_two(portal, tmp_path):
    file = tmp_path / "links.csv"
    file.write_bytes(links_file("p-1,99999"))

    with pytest.raises(SystemExit) as refused:
        call_command("import_links", str(file), "--portal", portal.slug)
    with pytest.raises(CommandError) as wrong:
        call_command("import_links", str(file), "--portal", "ailleurs")

    assert (refused.value.code, wrong.value.returncode) == (1, 2)


# --- Lines left out ---------------------------------------------------------------------------------


@pytest.fixture
def skipping(portal, tmp_path, capsys):
    """Runs a command with --skip-refused: (exit code, report)."""

    def run(command, data, *more):
        file = tmp_path / "file.csv"
        file.write_bytes(data)
        code = 0
        try:
            call_command(
                command, str(file), "--portal", portal.slug, "--skip-refused", "--json", *more
            )
        except SystemExit as exited:
            code = exited.code
        return code, json.loads(capsys.readouterr().out)

    return run


USES = ("p-1,messagerie,2026-10-05", "p-2,inconnu,2026-10-06", "p-3,messagerie,2026-10-07")


def test_refused_rows_of_use_are_left_out_when_asked_and_still_exit_with_one(skipping):
    code, report = skipping("import_usage", usage_file(*USES))

    assert (code, report["applied"], report["created"]) == (1, True, 2)
    assert [refusal["line"] for refusal in report["refused"]] == [3]
    assert [who for who, *_rest in stored()] == ["p-1", "p-3"]
    code, again = skipping("import_usage", usage_file(*USES))
    assert (code, again["created"], again["unchanged"]) == (1, 0, 2)


def test_refused_links_are_left_out_when_asked_and_still_exit_with_one(skipping, person):
    other = PersonFactory()
    rows = (f"p-1,{person.staff_number}", "p-2,99999", f"p-1,{other.staff_number}")

    code, report = skipping("import_links", links_file(*rows))

    assert (code, report["applied"], report["created"]) == (1, True, 1)
    assert [refusal["line"] for refusal in report["refused"]] == [3, 4]
    assert list(Link.objects.values_list("pseudonym", "subject")) == [("p-1", subject_of(person))]


def test_a_file_without_a_refusal_exits_with_nothing_to_say(skipping, person):
    assert skipping("import_usage", usage_file(USES[0]))[0] == 0
    assert skipping("import_links", links_file(f"p-1,{person.staff_number}"))[0] == 0


def test_a_dry_run_leaves_refused_lines_out_and_stores_nothing(skipping, person):
    _code, use = skipping("import_usage", usage_file(*USES), "--dry-run")
    links = links_file(f"p-1,{person.staff_number}", "p-2,99999")
    _code, ties = skipping("import_links", links, "--dry-run")

    assert [(each["created"], each["applied"]) for each in (use, ties)] == [(2, False), (1, False)]
    assert stored() == []
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        usage_file(*(f"{row},Firefox" for row in USES), heading=f"{HEADING},navigateur"),
        usage_file(*USES, "p-4,messagerie"),
        usage_file(*USES[:1], *["p-2,inconnu,2026-10-06"] * 250),
        usage_file(*USES, "é").decode().encode("cp1252"),
    ],
)
def test_what_makes_a_file_of_use_unfit_refuses_all_of_it_whatever_was_asked(skipping, data):
    code, report = skipping("import_usage", data)

    assert (code, report["applied"]) == (1, False)
    assert stored() == []


@pytest.mark.parametrize("rows", [["p-2"], ["p-2,99999"] * 250])
def test_what_makes_a_file_of_links_unfit_refuses_all_of_it_whatever_was_asked(
    skipping, person, rows
):
    code, report = skipping("import_links", links_file(f"p-1,{person.staff_number}", *rows))

    assert (code, report["applied"]) == (1, False)
    assert not Link.objects.exists()
