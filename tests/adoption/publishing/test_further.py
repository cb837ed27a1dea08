"""Figures of the whole organisation: counted from raw rows, stored with the month, read by those who may."""

import csv
import io
import re
from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import DatabaseError, transaction
from django.urls import reverse

from adoption.dashboards.words.further import compare_measured_and_declared, summarise_indicators
from adoption.foundation.periods import Quarter
from adoption.publishing.actions import further as further_actions
from adoption.publishing.actions.publications import publish_closed_months
from adoption.publishing.conditions import find_silent
from adoption.publishing.models import OrganisationFigure, Publication
from adoption.publishing.queries.further import linked_use_of_quarter
from adoption.publishing.queries.further_published import read_quarter_figures
from adoption.publishing.queries.published import publications_of
from adoption.usage.actions.links import undo_link
from adoption.usage.actions.objections import object_to_measurement, withdraw_objection
from adoption.usage.actions.sources import record_intake
from adoption.usage.enums import SourceKind
from adoption.usage.importers.links import import_links
from adoption.usage.importers.usage import import_usage
from adoption.usage.models import PortalLink, UsageDay
from adoption.usage.pseudonyms import subject_of
from cms.enums import Cadence, Tier
from people.models import Person
from tests.adoption.conftest import declare_all, staff_of
from tests.adoption.factories import PortalFactory, PortalServiceFactory
from tests.people.factories import TeamFactory


pytestmark = pytest.mark.django_db

QUARTER = Quarter(2026, 3)
JULY, AUGUST, SEPTEMBER = QUARTER.months
AFTER = date(2026, 10, 6)
FIRST, BEFORE = date(2026, 7, 3), date(2026, 4, 4)
COHORTS_BEFORE = (date(2026, 4, 1), date(2026, 1, 1), date(2025, 10, 1))
PAGE, FILE = reverse("adoption:further"), reverse("adoption:further_table")


@pytest.fixture
def portal(db):
    portal = PortalFactory(name="Espace", slug="espace", opened_on=JULY.first_day)
    for order, (slug, tier, cadence) in enumerate(
        [
            ("compte", Tier.ESSENTIAL, Cadence.YEARLY),
            ("quittance", Tier.ESSENTIAL, Cadence.MONTHLY),
            ("messages", Tier.ADVANCED, Cadence.MONTHLY),
        ]
    ):
        PortalServiceFactory(
            portal=portal, slug=slug, name=slug, tier=tier, cadence=cadence, sort_order=order
        )
    return portal


@pytest.fixture
def staff(portal):
    """200 of one team."""
    return staff_of(TeamFactory(name="Accueil"), 200)


def link(portal, person, linked_on=date(2026, 1, 5)):
    return PortalLink.objects.create(
        portal=portal,
        pseudonym=f"p-{person.pk}",
        subject=subject_of(person),
        linked_on=linked_on,
    )


def use(portal, people, slug, *days):
    service = portal.services.get(slug=slug)
    UsageDay.objects.bulk_create(
        UsageDay(portal=portal, pseudonym=f"p-{person.pk}", service=service, day=day)
        for person in people
        for day in days
    )


MONTHLY = [date(2026, 7, 10), date(2026, 8, 10), date(2026, 9, 10)]


@pytest.fixture
def lived(portal, staff):
    """100 linked: 40 keep on, 12 come back, 14 begin, 10 stop, 8 slept longer, 16 never used it.

    Ten more linked lately; of the others, who declare, 40 used it and 30 have an account.
    """
    groups = {}
    rest = list(staff)
    for name, size in (
        ("kept", 40),
        ("back", 12),
        ("began", 14),
        ("stopped", 10),
        ("asleep", 8),
        ("never", 16),
    ):
        groups[name], rest = rest[:size], rest[size:]
    for person in staff[:100]:
        link(portal, person)
    use(portal, groups["kept"], "quittance", date(2026, 5, 6), *MONTHLY)
    use(portal, groups["kept"][:18], "messages", date(2026, 8, 11))
    use(portal, groups["back"], "compte", date(2026, 2, 2), date(2026, 9, 2))
    use(portal, groups["began"], "compte", date(2026, 8, 20), date(2026, 9, 20))
    use(portal, groups["stopped"], "quittance", date(2026, 6, 1))
    use(portal, groups["asleep"], "quittance", date(2026, 1, 20))
    for person in rest[:10]:
        link(portal, person, date(2026, 9, 9))
    declare_all(portal, rest[10:], ["yes_weekly"] * 40 + ["not_yet"] * 30, SEPTEMBER)
    return groups | {"rest": rest}


def published(portal, today=AFTER):
    publish_closed_months(portal=portal, today=today)
    return Publication.objects.get(portal=portal, month=SEPTEMBER.first_day)


def shown(publication):
    return {
        (figure.indicator, figure.part): (figure.low, figure.high)
        for figure in publication.organisation_figures.all()
    }


# --- What is counted -----------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_the_quarter_goes_out_with_its_last_month(portal, lived):
    figures = shown(published(portal))

    assert figures["linked_used", ""] == (66, 66)
    assert figures["linked_unused", ""] == (44, 44)
    assert figures["active", ""] == (66, 66)
    assert figures["idle", ""] == (34, 34)
    assert figures["never", ""] == (16, 16)
    assert figures["stopped", ""] == (10, 10)
    assert figures["kept", ""] == (40, 40)
    assert figures["began", ""] == (14, 14)
    assert figures["advanced", ""] == (18, 18)
    assert figures["service", "messages"] == (18, 18)  # the one advanced service
    assert figures["service", "quittance"] == (40, 40)


def test_the_months_before_carry_declared_and_measured_alone(portal, lived):
    published(portal)
    july = Publication.objects.get(portal=portal, month=JULY.first_day)
    assert set(shown(july)) == {("linked_used", ""), ("linked_unused", "")}


def test_f34_what_a_portal_did_not_send_is_no_zero(portal, lived, client, training_manager):
    """It sent in July, then nothing for two months: nothing is said of linked accounts, nor of the quarter."""
    record_intake(portal=portal, kind=SourceKind.API, on=date(2026, 7, 1))
    record_intake(portal=portal, kind=SourceKind.API, on=date(2026, 8, 4))
    with time_machine.travel("2026-09-03", tick=False):
        assert find_silent() == "Espace"
    with time_machine.travel("2026-09-07", tick=False):
        assert find_silent() is None
    september = published(portal)

    july, august = Publication.objects.filter(portal=portal, month__lt=september.month).order_by(
        "month"
    )
    assert shown(july).keys() == {("linked_used", ""), ("linked_unused", "")}
    assert not shown(august)
    assert not shown(september)
    assert september.figures.exclude(low=None).exists()
    client.force_login(training_manager)
    page = " ".join(client.get(PAGE, headers={"accept-language": "en"}).content.decode().split())
    assert "September 2026, August 2026: the portal sent nothing" in page


def naive(portal):
    """Everything that is counted, person by person and row by row."""
    counts = Counter()
    for person in Person.objects.all():
        own = PortalLink.objects.filter(portal=portal, subject=subject_of(person)).first()
        if own is None or not person.positions.exists():
            continue
        rows = UsageDay.objects.filter(
            portal=portal, pseudonym=own.pseudonym, is_late=False, day__lte=SEPTEMBER.last_day
        )
        days = sorted({row.day for row in rows})
        in_month = [day for day in days if day.month == 9]
        counts["linked_used" if in_month else "linked_unused", ""] += 1
        if own.linked_on > FIRST and not (days and days[0] <= FIRST):
            continue
        now = [row for row in rows if row.day >= FIRST]
        before = [day for day in days if BEFORE <= day < FIRST]
        is_new = bool(before) and days[0] in before
        counts["active" if now else "idle", ""] += 1
        back = 1 + sum(bool(days) and days[0] < start for start in COHORTS_BEFORE)
        counts["cohort_kept" if now else "cohort_gone", str(back)] += back > 1
        if not now:
            counts["never", ""] += not days
            counts["stopped", ""] += bool(before)
            counts["new_stopped", ""] += is_new
            continue
        counts["began", ""] += days[0] >= FIRST
        counts["first_steps", ""] += days[0] > SEPTEMBER.last_day - timedelta(days=60)
        counts["kept", ""] += bool(before)
        counts["new_kept", ""] += is_new
        used = {row.service.slug for row in now}
        counts["advanced", ""] += "messages" in used
        for slug in used:
            counts["service", slug] += 1
        is_on = True
        for slug in {row.service.slug for row in rows}:
            of_service = sorted(row.day for row in rows if row.service.slug == slug)
            months = {day.month for day in of_service if day >= date(2026, 7, 1)}
            if slug == "compte":
                is_on = is_on and of_service[-1] > date(2025, 9, 30)
            else:
                begun = max(of_service[0], date(2026, 7, 1)).month
                is_on = is_on and months >= set(range(begun, 10))
        counts["rhythm", ""] += is_on
    return counts


def test_every_figure_holds_what_an_independent_count_finds(portal, lived):
    figures = shown(published(portal))

    truth = naive(portal)
    for key, (low, high) in figures.items():
        assert low is None or low <= truth[key] <= high, key
    exact = {key for key, (low, high) in figures.items() if low is not None and low == high}
    assert len(exact) >= 10


def test_a_cohort_goes_out_where_a_month_before_its_quarter_is_settled(portal, lived):
    assert not [key for key in shown(published(portal)) if key[0].startswith("cohort")]
    Publication.objects.create(
        portal=PortalFactory(slug="autre"), month="2025-01-01", status="published"
    )
    quarter, out = Quarter(2026, 3), Publication.objects.get(portal=portal, month="2026-09-01")
    assert further_actions._cohorts(out, quarter) == ()
    Publication.objects.create(portal=portal, month="2025-12-01", status="withheld")
    assert further_actions._cohorts(out, quarter) == (2,)


def test_of_those_who_began_two_quarters_before_it_is_told_who_is_there(portal, lived, monkeypatch):
    """Twelve came back of those, eight did not: so many at least, as far as the other counts leave it."""
    monkeypatch.setattr(further_actions, "_cohorts", lambda *_given: (2, 3))
    figures = shown(published(portal))

    truth = naive(portal)
    assert (truth["cohort_kept", "2"], truth["cohort_gone", "2"]) == (12, 8)
    assert figures["cohort_kept", "2"] == (12, 66)
    assert figures["cohort_gone", "2"] == (8, 34)


def test_whoever_objects_is_in_no_figure_and_counts_again_afterwards(portal, lived):
    for person in lived["kept"][:3]:
        object_to_measurement(person=person, keep_logbook=True)
    withdraw_objection(person=lived["kept"][0])

    assert shown(published(portal))["kept", ""] == (38, 38)


def test_late_rows_change_nothing_and_count_in_no_later_quarter(portal, lived):
    before = shown(published(portal))
    rows = [f"p-{person.pk};messages;2026-09-12" for person in lived["kept"]]
    data = "\n".join(["pseudonyme;service;jour", *rows]).encode()

    report = import_usage(data, portal=portal)

    assert report.created == 40
    publication = published(portal, today=date(2026, 10, 20))
    assert shown(publication) == before
    keys = set(quarter_keys(portal))
    traces = linked_use_of_quarter(portal, Quarter(2026, 4), keys).values()
    assert sum("messages" in trace.days for trace in traces) == 18


def quarter_keys(portal):
    roll = Publication.objects.filter(portal=portal).first().roll.members
    return [key for keys in roll.values() for key in keys]


def test_an_erased_link_leaves_what_is_out_as_it_is(portal, lived):
    before = shown(published(portal))
    undo_link(person=lived["kept"][0], portal=portal)
    publish_closed_months(portal=portal, today=AFTER)
    assert shown(published(portal)) == before


def test_what_earlier_months_said_of_somebody_binds_no_link(portal, staff):
    """Unknown, or without an account, in July and August; in September a link says more of both.

    The rule rests on it: the counts of a quarter are tied to its last month alone.
    """
    declare_all(portal, staff[:20], ["no_account"] * 20, JULY)
    rows = [f"p-{person.pk};quittance;{day}" for person in staff[:60] for day in MONTHLY[:2]]
    import_usage("\n".join(["pseudonyme;service;jour", *rows]).encode(), portal=portal)
    publish_closed_months(portal=portal, today=date(2026, 9, 8))
    assert Publication.objects.count() == 2
    links = [f"p-{person.pk};{person.staff_number}" for person in staff[:60]]
    import_links(
        "\n".join(["pseudonyme;matricule", *links]).encode(),
        portal=portal,
        linked_on=date(2026, 1, 1),
    )

    figures = shown(published(portal))

    assert figures["linked_unused", ""][0] > 0
    assert figures["active", ""][0] > 0


def test_one_quarter_binds_no_other(portal, lived):
    """Forty who kept on in the third quarter never used the portal in the fourth, by another link."""
    assert shown(published(portal))["never", ""] == (16, 16)
    for person in lived["kept"]:
        undo_link(person=person, portal=portal)
        PortalLink.objects.create(
            portal=portal,
            pseudonym=f"other-{person.pk}",
            subject=subject_of(person),
            linked_on=date(2026, 10, 1),
        )

    publish_closed_months(portal=portal, today=date(2027, 1, 6))

    december = Publication.objects.get(portal=portal, month=date(2026, 12, 1))
    assert shown(december)["never", ""] == (66, 66)


# --- What is stored --------------------------------------------------------------------------------------


def test_fewer_than_fifty_people_are_no_group(portal):
    staff = staff_of(TeamFactory(), 49)
    for person in staff:
        link(portal, person)
    use(portal, staff[:40], "quittance", *MONTHLY)
    assert set(shown(published(portal)).values()) == {(None, None)}


@pytest.mark.postgresql
def test_the_database_refuses_to_change_what_is_out(portal, lived):
    published(portal)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        OrganisationFigure.objects.update(low=1, high=1, kind="exact")


@pytest.mark.parametrize("size", [10, 100])
def test_reading_a_quarter_takes_as_many_queries_for_few_as_for_many(
    portal, staff, size, django_assert_num_queries
):
    for person in staff[:size]:
        link(portal, person)
    use(portal, staff[:size], "quittance", *MONTHLY)
    with django_assert_num_queries(4):
        linked_use_of_quarter(portal, QUARTER, set())


# --- The page --------------------------------------------------------------------------------------------


@pytest.fixture
def reader(client, training_manager):
    client.force_login(training_manager)
    return training_manager


def test_the_page_says_each_figure_in_words_with_its_definition(client, reader, portal, lived):
    published(portal)
    page = client.get(PAGE).content.decode()
    assert "used an advanced service" in page
    assert "40" in page
    assert page.count("What this figure means") == 11


def on_the_page(client):
    """By figure or month, its numbers as they are drawn: label and value; or the cells of the month."""
    main = BeautifulSoup(client.get(PAGE).content, "lxml").find("main")
    drawn = {
        card.h3.get_text(strip=True): [
            each.get_text(" ", strip=True) for each in card.select(".compare li, h3 + p")
        ]
        for card in main.select(".card")
    }
    for row in main.select("table tbody tr"):
        drawn[row.th.get_text(strip=True)] = [each.get_text(strip=True) for each in row("td")[:2]]
    return drawn


def in_the_file(client):
    text = client.get(FILE).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def assert_page_and_file_agree(client):
    """A number of the file is on the page beside its label, and what the file hides the page does not draw.

    Nor what lies between bounds more than 40 points apart.
    """
    drawn = on_the_page(client)
    for figure, label, number, whole, share in in_the_file(client):
        month = figure.removeprefix("Declared and measured, ") if "measured, " in figure else ""
        if month:
            cell = drawn[month][label.startswith("declared")]
            assert number in cell
            assert whole in cell or not whole.isdigit()
            assert (number == "too few people") == (cell == "too few people"), figure
            continue
        ends = [int(each) for each in re.findall(r"\d+", share)]
        if number == "too few people" or (len(ends) == 2 and ends[1] - ends[0] > 40):
            assert [each for each in drawn[figure] if label and each.startswith(label)] == []
        else:
            (_line,) = [each for each in drawn[figure] if each.startswith(label) and number in each]
            # Of the same people as the share.
            assert not label or whole in _line or not whole.isdigit()
    return drawn


def test_the_file_says_what_the_page_says(client, reader, portal, lived):
    published(portal)
    drawn = assert_page_and_file_agree(client)
    assert any("(40 of 66)" in line for line in drawn["Use by service"])
    assert any("%" in row for rows in drawn.values() for row in rows)


@pytest.mark.parametrize(
    "gone", ["idle", "active", "kept", "began", "linked_unused", "linked_used"]
)
def test_a_share_that_is_hidden_hides_its_count_neither_on_the_page_nor_in_the_file(
    client, reader, portal, lived, gone
):
    """Where the whole of a share is hidden, there is a number and no share."""
    publication = published(portal)
    OrganisationFigure.objects.filter(publication=publication, indicator=gone).delete()
    assert_page_and_file_agree(client)


def test_a_month_that_does_not_tell_how_many_are_known_has_numbers_and_no_rate_of_them(
    client, reader, portal, lived
):
    publication = published(portal)
    publication.figures.filter(indicator="known").delete()

    measured, declared = on_the_page(client)["September 2026"]

    assert "%" in measured
    assert declared
    assert "%" not in declared
    assert_page_and_file_agree(client)


def test_shares_hold_the_true_ones(portal, lived):
    published(portal)
    publications = publications_of(portal)
    reading = read_quarter_figures(portal, publications, publications[0])
    found = {line.definition.code: line for line in summarise_indicators(reading)}
    (advanced,) = found["advanced"].rows
    assert advanced.rate.low <= 18 <= advanced.rate.high
    dormant = found["dormant"].rows[0]
    assert dormant.rate is None or dormant.rate.low <= 18 <= dormant.rate.high
    september = compare_measured_and_declared(reading.months[0])
    assert september.measured.low <= 100 * 66 / 110 <= september.measured.high


def test_hidden_empty_and_no_data_look_the_same(client, reader, portal):
    """A portal of which nothing is known beside one whose few users are hidden."""
    people = staff_of(TeamFactory(), 60)
    declare_all(portal, people[:1], ["not_yet"], SEPTEMBER)
    few = PortalFactory(name="Espace", slug="autre", opened_on=JULY.first_day)
    for service in portal.services.all():
        PortalServiceFactory(
            portal=few,
            slug=service.slug,
            name=service.name,
            tier=service.tier,
            cadence=service.cadence,
            sort_order=service.sort_order,
        )
    for person in people[:6]:
        link(few, person)
    use(few, people[:6], "quittance", *MONTHLY[2:])
    declare_all(few, people[7:8], ["not_yet"], SEPTEMBER)
    for each in (portal, few):
        publish_closed_months(portal=each, today=AFTER)
    quarter = str(QUARTER)
    tables = [
        client.get(FILE, {"portail": each.slug, "trimestre": quarter}).content
        for each in (portal, few)
    ]
    assert tables[0] == tables[1]
    assert b"too few people" in tables[0]


def test_before_the_first_month_the_page_says_when(client, reader, portal):
    assert "Nothing is published yet" in client.get(PAGE).content.decode()
    assert client.get(FILE).status_code == 200


def test_a_month_from_before_these_figures_is_shown_as_hidden(client, reader, portal, lived):
    publication = published(portal)
    OrganisationFigure.objects.filter(publication=publication).delete()
    page = client.get(PAGE)
    assert all(line.is_hidden for line, _definition in page.context["lines"])


@pytest.mark.parametrize("query", ["?trimestre=2019-Q1", "?trimestre=x", "?equipe=1", "?portail=x"])
def test_nothing_else_can_be_asked(client, reader, portal, lived, query):
    published(portal)
    assert client.get(FILE).status_code == 200
    assert client.get(PAGE + query).status_code == 404
    assert client.get(FILE + query).status_code == 404


def test_managers_do_not_read_it(client, portal, lived):
    published(portal)
    (manager,) = staff_of(TeamFactory(), 1, is_manager=1)
    client.force_login(manager)
    assert client.get(reverse("adoption:team")).status_code == 200
    assert client.get(PAGE).status_code == 404
    assert client.get(FILE).status_code == 404


def test_the_page_asks_little_of_the_database(
    client, reader, portal, lived, django_assert_max_num_queries
):
    published(portal)
    client.get(PAGE)
    with django_assert_max_num_queries(9):
        client.get(PAGE)
