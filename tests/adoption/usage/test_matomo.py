"""The export of a Matomo at the door: what it says of services and days, and not a word more."""

import json
import logging
from datetime import date

import pytest
from django.core.management import call_command
from django.utils import translation

from adoption.publishing.actions.publications import publish
from adoption.usage.actions.links import undo_link
from adoption.usage.importers.usage import import_usage
from adoption.usage.importers.visits import import_visits
from adoption.usage.matomo import Pattern
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import PortalFactory, PortalLinkFactory
from tests.adoption.usage.matomo import (
    EXAMPLES,
    action,
    clock,
    example_mapping,
    stored,
    taken,
    visit,
)
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

NATIONAL_NUMBER = "184051234567890"


@pytest.fixture
def mapping(db):
    return example_mapping()


# --- A true export ----------------------------------------------------------------------------------------


def test_the_example_of_the_documentation_goes_in(portal, mapping):
    data = (EXAMPLES / "matomo-visits.json").read_bytes()

    first = import_visits(data, portal=portal, mapping=mapping)
    again = import_visits(data, portal=portal, mapping=mapping)

    assert (first.created, first.refused, first.applied) == (2, [], True), first.refused
    assert (again.created, again.unchanged) == (0, 2)
    assert stored() == [
        ("b1946ac92492d234", "messagerie", date(2026, 10, 6)),
        ("b1946ac92492d234", "attestation", date(2026, 10, 7)),
    ]


def test_the_command_takes_it_when_the_mapping_is_of_that_kind(portal, tmp_path, capsys):
    PortalLinkFactory(portal=portal, pseudonym="b1946ac92492d234", person=PersonFactory())
    call_command("save_matomo_mapping", "matomo", str(EXAMPLES / "matomo-mapping.json"))
    call_command(
        "import_usage", str(EXAMPLES / "matomo-visits.json"), portal=portal.slug, mapping="matomo"
    )

    assert len(stored()) == 2
    bad = tmp_path / "visits.json"
    bad.write_text(json.dumps([visit(diagnostic="diabete")]))
    with pytest.raises(SystemExit) as exited:
        call_command("import_usage", str(bad), portal=portal.slug, mapping="matomo")
    assert exited.value.code == 1
    assert "diab" not in "".join(capsys.readouterr())


def test_visits_of_accounts_that_nobody_linked_are_passed_over(portal, mapping):
    """The public uses the portal too, and none of their days is ours to keep."""
    mapping.only_linked = True
    assert taken(portal, mapping, visit("p-1"), visit("public")).notes
    assert stored() == []

    PortalLinkFactory(portal=portal, pseudonym="p-1", person=PersonFactory())
    report = taken(portal, mapping, visit("p-1"), visit("public"))

    assert (report.created, len(report.notes)) == (1, 1)
    assert [row[0] for row in stored()] == ["p-1"]


def test_a_file_of_rows_and_a_matomo_give_the_same(portal, mapping):
    import_usage(b"pseudonyme,service,jour\np-1,messagerie,2026-10-06\n", portal=portal)
    report = taken(portal, mapping, visit())

    assert (report.created, report.unchanged) == (0, 1)


def test_a_dry_run_stores_nothing(portal, mapping):
    report = taken(portal, mapping, visit(), dry_run=True)

    assert (report.created, report.applied) == (1, False)
    assert stored() == []


# --- What becomes a day of use --------------------------------------------------------------------------


def test_many_actions_of_a_day_are_one_and_the_first_pattern_counts(portal, mapping):
    taken(
        portal,
        mapping,
        visit(
            "p-1",
            action(),
            action("https://locataire.example.org/messages/8731?texte=diabete#bas"),
            action("https://locataire.example.org/messages/aide/envoyer"),  # no use of a service
            action("https://locataire.example.org/"),
            action("http://[", title="x"),
        ),
        visit("p-1", action()),
    )

    assert stored() == [("p-1", "messagerie", date(2026, 10, 6))]


@pytest.mark.parametrize("nobody", [None, "", False])
def test_a_visit_of_nobody_who_signed_in_is_passed_over(portal, mapping, nobody):
    report = taken(portal, mapping, visit(nobody))

    assert (report.applied, stored()) == (True, [])


def test_a_pseudonym_may_be_a_number_and_stand_in_a_dimension(portal, mapping):
    mapping.pseudonym_key = "dimension3"
    mapping.save()
    report = taken(portal, mapping, {"dimension3": 8731, "actionDetails": [action()]})

    assert report.applied
    assert stored()[0][0] == "8731"


NIGHTS = [  # the clock of the site, its zone, that of the actions, the organisation's day
    (clock(2026, 10, 6, 23, 59), "Europe/Paris", "site", date(2026, 10, 6)),
    (clock(2026, 10, 7, 0, 1), "Europe/Paris", "site", date(2026, 10, 7)),
    (clock(2026, 10, 6, 22, 30), "Europe/Paris", "utc", date(2026, 10, 7)),
    (clock(2026, 10, 25, 2, 30), "Europe/Paris", "site", date(2026, 10, 25)),  # twice that night
    (clock(2026, 10, 24, 22, 30), "Europe/Paris", "utc", date(2026, 10, 25)),
    (clock(2026, 10, 25, 22, 30), "Europe/Paris", "utc", date(2026, 10, 25)),
    (clock(2026, 3, 29, 2, 30), "Europe/Paris", "site", date(2026, 3, 29)),  # never was
    (clock(2026, 10, 6, 23, 0), "Indian/Reunion", "site", date(2026, 10, 6)),
    (clock(2026, 10, 7, 1, 0), "Indian/Reunion", "site", date(2026, 10, 6)),
    (clock(2026, 10, 6, 20, 0), "America/Martinique", "site", date(2026, 10, 7)),
    (clock(2026, 10, 6, 22, 30), "UTC", "site", date(2026, 10, 7)),
]


@pytest.mark.parametrize(("shown", "zone", "kind", "day"), NIGHTS)
def test_the_day_is_that_of_the_organisation(portal, mapping, shown, zone, kind, day):
    mapping.time_zone, mapping.clock = zone, kind
    report = taken(portal, mapping, visit("p-1", action(at=shown)))

    assert report.applied, report.refused
    assert stored() == [("p-1", "messagerie", day)]


@pytest.mark.parametrize(
    ("matches", "url", "fits"),
    [
        ("/messages*", "https://a.fr/messages/3?x=1", True),
        ("/messages", "https://a.fr/messages?x=1", True),
        ("/messages", "https://a.fr/messages/", False),
        ("/", "https://a.fr", True),
        ("*/payer", "https://a.fr/quittance/7/payer", True),
        ("/*/payer*", "a.fr/quittance/payer/8", True),
        ("#/messages*", "https://a.fr/app#/messages/3", True),
        ("#/messages*", "https://a.fr/messages", False),
        ("https://a.fr/*", "https://a.fr/x", True),
        ("https://a.fr/*", "https://b.fr/https://a.fr/x", False),
        ("/a*b*c", "https://a.fr/abbc", True),
        ("/ab*ba", "https://a.fr/aba", False),
        ("*", "http://[", True),
    ],
)
def test_how_a_pattern_matches_an_address(matches, url, fits):
    assert Pattern("url", matches, "s").fits({"url": url}) is fits


def test_a_pattern_may_look_at_the_title(portal, mapping):
    mapping.patterns = [{"where": "pageTitle", "matches": "Vos messages*", "service": "messagerie"}]
    mapping.ignored_action_keys = ["url"]
    report = taken(portal, mapping, visit("p-1", action(pageTitle="Vos messages | Espace")))

    assert (report.created, report.refused) == (1, [])


# --- Nothing else comes in ------------------------------------------------------------------------------

EXTRA = ["diagnostic", "diabete", NATIONAL_NUMBER, "nadia@exemple.fr", "dimension7", "userid", ""]


@pytest.mark.parametrize("key", EXTRA)
@pytest.mark.parametrize("value", ["diabete", NATIONAL_NUMBER, {"nadia@exemple.fr": 1}, None])
@pytest.mark.parametrize("where", ["visit", "action", "of nobody"])
def test_any_other_key_refuses_the_file_without_a_word_of_it(
    portal, mapping, key, value, where, caplog
):
    extra = {key: value}
    bad = {
        "visit": visit(**extra),
        "action": visit("p-2", action(), action(**extra)),
        "of nobody": visit(None, action("https://a.fr/", **extra)),
    }[where]

    with caplog.at_level(logging.DEBUG), translation.override("en"):
        report = taken(portal, mapping, visit(), bad, skip_refused=True)

    assert not report.applied
    assert stored() == []
    assert [each.line for each in report.refused] == [2]
    assert "number 3" in report.refused[0].reason
    said = json.dumps(report.as_dict(), ensure_ascii=False) + caplog.text
    for secret in ("diab", "diagnostic", NATIONAL_NUMBER, "nadia", "dimension7", "userid", "p-1"):
        assert secret not in said


@pytest.mark.parametrize(
    "pseudonym",
    [
        *("nadia@exemple.fr", NATIONAL_NUMBER, int(NATIONAL_NUMBER), "1 84 05 12 345 678 90"),
        *("p" * 81, "p\0", ["nadia"], {"nadia": 1}, True, 1.5),
    ],
)
def test_what_names_somebody_is_no_pseudonym(portal, mapping, pseudonym, caplog):
    with caplog.at_level(logging.DEBUG):
        report = taken(portal, mapping, visit(), visit(pseudonym))

    assert [each.line for each in report.refused] == [2]
    assert stored() == []
    said = json.dumps(report.as_dict(), ensure_ascii=False) + caplog.text
    assert not [each for each in ("nadia", NATIONAL_NUMBER, "345 678") if each in said]


@pytest.mark.parametrize("at", [None, "hier", -1, 0, 2**40, 1.5, True, "9" * 400, [], "٣"])
def test_a_time_that_is_none_refuses_the_file(portal, mapping, at):
    report = taken(portal, mapping, visit("p-1", action() | {"timestamp": at}))

    assert [each.line for each in report.refused] == [1]
    assert stored() == []


def test_days_to_come_and_before_the_portal_are_refused(portal, mapping):
    portal.opened_on = date(2026, 1, 1)
    portal.save()
    for shown in (clock(2026, 11, 26), clock(2025, 12, 31)):
        assert taken(portal, mapping, visit("p-1", action(at=shown))).refused

    assert stored() == []


def test_a_mapping_of_other_services_refuses_the_file_at_once(mapping):
    report = taken(PortalFactory(), mapping, visit())

    assert [each.line for each in report.refused] == [0]
    assert "attestation, messagerie" in report.refused[0].expected


def test_late_days_are_counted_and_those_of_an_undone_link_passed_over(declared, mapping):
    portal, person = declared["portal"], PersonFactory()
    PortalLinkFactory(portal=portal, person=person, pseudonym="p-9")
    undo_link(person=person, portal=portal)
    publish(portal=portal, month=OCTOBER)

    report = taken(portal, mapping, visit(), visit("p-9"))

    assert (report.created, report.late, report.ignored) == (1, 1, 1)
