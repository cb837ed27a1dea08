"""The export of a Matomo at the door: what it says of services and days, and not a word more."""

import gzip
import io
import json
import logging
import tracemalloc
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption.actions import publish, undo_link
from adoption.importers.matomo_mapping import save_matomo_mapping
from adoption.importers.usage import import_usage
from adoption.importers.visits import import_visits, reading_of
from adoption.matomo import Pattern, Reading, Unfit, uses
from adoption.models import MatomoMapping, UsageDay
from people.models import ImportMapping
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import PortalFactory, PortalLinkFactory
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

EXAMPLES = Path(configured.BASE_DIR) / "docs" / "examples"
NATIONAL_NUMBER = "184051234567890"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def mapping(db):
    """The example, which takes the visits of everybody."""
    text = (EXAMPLES / "matomo-mapping.json").read_bytes()
    mapping = save_matomo_mapping(name="matomo", text=text)[0]
    mapping.only_linked = False
    mapping.save()
    return mapping


def stored():
    rows = UsageDay.objects.order_by("day", "pseudonym", "service__slug")
    return list(rows.values_list("pseudonym", "service__slug", "day"))


def visit(pseudonym="p-1", *actions, **more):
    return {"userId": pseudonym, "actionDetails": list(actions) or [action()]} | more


def action(url="https://locataire.example.org/messages/", at=None, **more):
    return {"url": url, "timestamp": int((at or clock(2026, 10, 6, 12)).timestamp())} | more


def clock(*parts):
    """What the site's clock shows; Matomo writes it as if that were UTC."""
    return datetime(*parts, tzinfo=UTC)


def taken(portal, mapping, *visits, **options):
    return import_visits(json.dumps(visits).encode(), portal=portal, mapping=mapping, **options)


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

    with caplog.at_level(logging.DEBUG):
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


# --- Broken files ---------------------------------------------------------------------------------------

WHOLE = json.dumps([visit(), visit("p-2")]).encode()
BROKEN = [
    b"",
    b" ",
    b"{}",
    b"null",
    b'{"result": "error", "message": "nadia"}',
    WHOLE[:-1],
    WHOLE[: len(WHOLE) // 2],
    WHOLE + b"]",
    WHOLE + b" nadia",
    WHOLE[:-1] + b",]",
    b"[" + WHOLE + b"]",
    b"[1]",
    b'[{"userId": "nadia", "userId": "p-1", "actionDetails": []}]',
    b'[{"userId": NaN, "actionDetails": []}]',
    b'[{"userId": "p-1", "actionDetails": false}]',
    b'[{"userId": "p-1"}]',
    b'[{"userId": "p-1", "actionDetails": [3]}]',
    b"[" + b'{"userId":' * 5000,
    b'[{"userId": ' + b"9" * 5000 + b', "actionDetails": []}]',
    WHOLE.decode().encode("utf-16"),
    '[{"userId": "é", "actionDetails": []}]'.encode("cp1252"),
    b"[\0]",
    b'[{"userId": "\0", "actionDetails": []}]',
    b"pseudonyme,service,jour\nnadia,messagerie,2026-10-06\n",
]


@pytest.mark.parametrize("data", BROKEN, ids=lambda data: ascii(data[:24]))
def test_a_broken_file_is_refused_whole_and_not_repeated(portal, mapping, data, caplog):
    with caplog.at_level(logging.DEBUG):
        report = import_visits(data, portal=portal, mapping=mapping, skip_refused=True)

    assert not report.applied
    assert len(report.refused) == 1
    assert stored() == []
    assert "nadia" not in json.dumps(report.as_dict()) + caplog.text


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + WHOLE, b"\r\n\t" + WHOLE + b"\r\n \n"])
def test_a_mark_and_blanks_around_do_not_matter(portal, mapping, data):
    assert import_visits(data, portal=portal, mapping=mapping).created == 2


def test_a_compressed_file_is_read_and_a_damaged_one_refused(portal, mapping):
    packed = gzip.compress(WHOLE)

    assert import_visits(packed, portal=portal, mapping=mapping).created == 2
    for damaged in (packed[:-9], packed[:30] + b"\0" * 20):
        report = import_visits(damaged, portal=portal, mapping=mapping)
        assert (len(report.refused), report.applied) == (1, False)


def test_an_empty_list_is_a_month_without_a_visit(portal, mapping):
    report = import_visits(b" [ ] ", portal=portal, mapping=mapping)

    assert (report.applied, report.created) == (True, 0)


class InPieces(io.RawIOBase):
    """A stream that gives a few bytes at a time, as a pipe may."""

    def __init__(self, data, size):
        super().__init__()
        self.data, self.size = io.BytesIO(data), size

    def read(self, size=-1):
        return self.data.read(self.size)


READING = Reading("userId", (Pattern("url", "*", "s"),), PARIS, PARIS)


@given(
    names=st.lists(st.text(min_size=1, max_size=12), max_size=6),
    size=st.integers(1, 7),
    is_ascii=st.booleans(),
    indent=st.sampled_from([None, 1]),
)
def test_however_the_bytes_come_the_visits_are_the_same(names, size, is_ascii, indent):
    visits = [visit(name) for name in names]
    data = json.dumps(visits, ensure_ascii=is_ascii, indent=indent).encode("utf-8", "replace")
    expected = [each["userId"] for each in json.loads(data)]

    assert [each.pseudonym for each in uses(InPieces(data, size), READING)] == expected


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(max_size=5), inner)),
    max_leaves=8,
)


@given(data=st.one_of(st.binary(max_size=60), VALUES.map(lambda each: json.dumps([each]).encode())))
def test_whatever_the_file_it_is_read_or_unfit(data):
    with suppress(Unfit):
        list(uses(io.BytesIO(data), READING))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)), repeats=st.integers(1, 2))
def test_order_and_repetition_do_not_matter(portal, mapping, order, repeats):
    UsageDay.objects.all().delete()
    visits = [
        visit(
            f"p-{n % 3}",
            action(at=clock(2026, 10, 1 + n % 2, 12)),
            action("https://a.fr/documents/attestation.pdf"),
        )
        for n in order
    ]
    for _time in range(repeats):
        taken(portal, mapping, *visits)

    assert len(stored()) == 9


def test_a_large_file_is_read_with_little_memory():
    """Thirty megabytes of visits, of which a few hundred kilobytes are in memory at a time."""
    filling = {"pluginsIcons": [{"pluginIcon": "x" * 2000}] * 5}
    one = json.dumps(visit("p-1", **filling)).encode()
    reading = Reading(
        "userId",
        (Pattern("url", "*", "s"),),
        PARIS,
        PARIS,
        ignored_visit_keys=frozenset(["pluginsIcons"]),
    )
    data = b"[" + b",".join([one] * 3000) + b"]"
    tracemalloc.start()
    count = sum(1 for _each in uses(io.BytesIO(data), reading))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 3000
    assert len(data) > 30_000_000
    assert peak < len(data) + 6_000_000  # the bytes that the stream itself holds, and little more


# --- The mapping ----------------------------------------------------------------------------------------


def saved(**changes):
    text = json.loads((EXAMPLES / "matomo-mapping.json").read_text()) | changes
    return save_matomo_mapping(name="matomo", text=json.dumps(text))


@pytest.mark.parametrize(
    "changes",
    [
        {"pseudonyms": "userId"},
        {"pseudonym": ""},
        {"time_zone": "Paris"},
        {"clock": "server"},
        {"patterns": []},
        {"patterns": [{"where": "url", "matches": "*"}]},
        {"patterns": [{"where": "eventName", "matches": "*", "service": "messagerie"}]},
        {"ignored_visit_keys": ["userId"]},
        {"ignored_visit_keys": ["actionDetails"]},
        {"ignored_action_keys": ["url"]},
        {"ignored_action_keys": [3]},
    ],
)
def test_a_mapping_that_is_not_in_order_is_not_saved(changes):
    with pytest.raises(ValidationError):
        saved(**changes)

    assert not MatomoMapping.objects.exists()


def test_a_mapping_is_saved_in_the_place_of_the_one_of_its_name():
    assert saved()[1] is True
    assert saved(pseudonym="dimension1")[1] is False
    assert MatomoMapping.objects.get().pseudonym_key == "dimension1"


def test_one_name_is_not_two_mappings(portal, tmp_path):
    ImportMapping.objects.create(kind="usage", name="matomo")
    with pytest.raises(ValidationError):
        saved()
    ImportMapping.objects.all().delete()
    saved()
    ImportMapping.objects.create(kind="usage", name="matomo")
    path = tmp_path / "visits.json"
    path.write_text("[]")
    with pytest.raises(CommandError, match="matomo"):
        call_command("import_usage", str(path), portal=portal.slug, mapping="matomo")


def test_the_command_that_saves_can_be_tried(tmp_path):
    path = str(EXAMPLES / "matomo-mapping.json")
    call_command("save_matomo_mapping", "essai", path, dry_run=True)
    assert not MatomoMapping.objects.exists()

    wrong = tmp_path / "mapping.json"
    wrong.write_text("{}")
    with pytest.raises(CommandError):
        call_command("save_matomo_mapping", "essai", str(wrong))


def test_the_reading_of_the_example_is_what_it_says(mapping):
    reading = reading_of(mapping)

    assert reading.pseudonym_key == "userId"
    assert reading.site == PARIS
    assert not reading.is_utc
    assert [each.service for each in reading.patterns] == [None, "messagerie", "attestation"]
