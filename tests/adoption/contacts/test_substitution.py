"""Contacts beside the usage rate: what is compared, what is said of it, who may read it."""

from math import ceil, floor
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from adoption.contacts.actions.contacts import ReportedVolume, record_contact_volumes
from adoption.contacts.charts.contacts import draw, round_up_scale
from adoption.contacts.enums import ContactDoor
from adoption.contacts.models import OwnChannel
from adoption.contacts.queries.substitution import read_substitution
from adoption.contacts.substitution import compare_with_year_before
from adoption.contacts.words.substitution import (
    channel_shares_text,
    comparison_basis_text,
    correction_texts,
    finding,
    has_finding,
    headline,
    table,
)
from adoption.foundation.periods import Month
from adoption.foundation.rates import Rate
from adoption.publishing.actions.publications import publish
from adoption.publishing.charts.frame import VARIANTS
from adoption.publishing.models import Figure, Publication
from adoption.report.queries.edition import edition_of
from adoption.report.sections import section_of
from people.actions.accounts import grant_role
from people.enums import Role
from tests.adoption.conftest import OCTOBER, declare_all, root
from tests.adoption.factories import PortalFactory
from tests.people.factories import PersonFactory


PAGE = reverse("adoption:contacts")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def months(*texts):
    return [Month.parse(text) for text in texts]


# --- Which months are compared ---------------------------------------------------------------------------

SOME_MONTHS = st.integers(0, 30).map(lambda by: Month(2024, 6).shifted(by))
CHANNELS = st.sampled_from(["phone", "desk", "web"])
VOLUMES = st.dictionaries(st.tuples(SOME_MONTHS, CHANNELS), st.integers(0, 10**6), max_size=40)
BOUNDS = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted)
RATES = st.dictionaries(SOME_MONTHS, BOUNDS.map(lambda each: Rate(*each)), max_size=20)


@given(volumes=VOLUMES, rates=RATES)
def test_like_is_compared_with_like(volumes, rates):
    found = compare_with_year_before(volumes, rates)
    if found is None:
        return

    assert found.first < found.last
    assert found.channels
    assert found.before == sum(volumes[found.first, channel] for channel in found.channels) > 0
    assert found.after == sum(volumes[found.last, channel] for channel in found.channels)
    assert (found.rate_before, found.rate_after) == (rates.get(found.first), rates.get(found.last))
    assert (found.rate_before is None) == (found.rate_moved is None) or found.rate_after is None


@given(volumes=VOLUMES, rates=RATES)
def test_a_rate_is_said_to_move_only_where_its_bounds_leave_no_doubt(volumes, rates):
    found = compare_with_year_before(volumes, rates)
    if found and found.rate_moved:
        before, after = found.rate_before, found.rate_after
        assert (after.low > before.high) or (after.high < before.low)


@given(highest=st.integers(0, 10**9))
def test_the_scale_ends_a_little_above_the_highest(highest):
    assert highest <= round_up_scale(highest) <= max(10, 2 * highest)


def test_the_same_season_of_the_year_before_comes_first():
    first, spring, last = months("2025-08", "2025-10", "2026-10")
    volumes = {(month, "phone"): 100 for month in (first, spring, last)}

    assert compare_with_year_before(volumes, {}).first == spring
    del volumes[spring, "phone"]
    assert compare_with_year_before(volumes, {}).first == first


def test_channels_without_a_number_in_both_months_are_left_out():
    first, last = months("2025-10", "2026-10")
    volumes = {(first, "phone"): 100, (first, "desk"): 50, (last, "phone"): 90, (last, "web"): 500}
    found = compare_with_year_before(volumes, {})

    assert found.channels == ("phone",)
    assert found.percent == -10


def test_months_with_a_published_rate_are_preferred_to_later_ones_without():
    early, first, last, latest = months("2026-07", "2026-08", "2026-09", "2026-10")
    volumes = {(month, "phone"): 100 for month in (early, first, last, latest)}
    rates = {first: Rate(30, 34), last: Rate(36, 36)}

    assert (
        compare_with_year_before(volumes, rates).first,
        compare_with_year_before(volumes, rates).last,
    ) == (first, last)


@pytest.mark.parametrize(
    "volumes",
    [
        {},
        {("2026-10", "phone"): 5},
        {("2026-09", "phone"): 5, ("2026-10", "desk"): 5},
        {("2026-09", "phone"): 0, ("2026-10", "phone"): 5},
    ],
)
def test_nothing_is_compared_with_nothing(volumes):
    volumes = {(Month.parse(month), channel): count for (month, channel), count in volumes.items()}

    assert compare_with_year_before(volumes, {}) is None


# --- What is said ------------------------------------------------------------------------------------------


def note(portal, numbers, *, channel="phone", replace=False):
    record_contact_volumes(
        portal=portal,
        volumes=[
            ReportedVolume(Month.parse(month), channel, count) for month, count in numbers.items()
        ],
        by=None,
        door=ContactDoor.FORM,
        replace=replace,
    )


def publish_use(organisation, before, after):
    """Of 60 people who all answer, so many used it in October; the October before is there as it was published."""
    everybody = [person for group in organisation["people"].values() for person in group]
    answers = ["yes_now_and_then"] * after + ["not_yet"] * (len(everybody) - after)
    declare_all(organisation["portal"], everybody, answers, OCTOBER)
    now = publish(portal=organisation["portal"], month=OCTOBER)
    earlier = Publication.objects.create(
        portal=now.portal, month=OCTOBER.shifted(-12).first_day, status=now.status, populations=1
    )
    Figure.objects.bulk_create(
        Figure(
            publication=earlier, team=root(), team_name="Tous", indicator=code, kind="exact",
            population=60, low=count, high=count,
        )
        for code, count in (("known", 60), ("used", before))
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contacts", "use", "said"),
    [
        ((1000, 900), (20, 40), ["fell by 10%", "rose from 33% to 6"]),
        ((1000, 1100), (20, 40), ["rose by 10%", "rose from 33% to 6"]),
        ((1000, 1010), (20, 40), ["changed little", "rose from"]),
        ((1000, 900), (40, 20), ["fell by 10%", "fell from 67% to 3"]),
        ((1000, 1000), (30, 30), ["changed little", "no clear change"]),
    ],
)
def test_the_title_says_what_moved_and_no_cause(organisation, contacts, use, said):
    publish_use(organisation, *use)
    note(organisation["portal"], {"2025-10": contacts[0], "2026-10": contacts[1]})
    title = finding(read_substitution(organisation["portal"]))

    assert all(words in title for words in said), title
    assert not {"because", "thanks", "so that", "led", "caused"} & set(title.lower().split())


@pytest.mark.django_db
def test_without_a_published_rate_contacts_stand_alone(portal):
    note(portal, {"2025-10": 1000, "2026-10": 500})
    read = read_substitution(portal)

    assert finding(read) == "Contacts fell by 50% since October 2025"
    assert headline(read) == ("Fewer contacts than in October 2025.", "")
    assert "season" not in comparison_basis_text(read)


@pytest.mark.django_db
def test_two_months_of_two_seasons_are_said_to_be(portal):
    note(portal, {"2026-07": 1000, "2026-10": 500})

    read = read_substitution(portal)

    assert "season" in comparison_basis_text(read)
    assert not has_finding(read)
    assert finding(read) == "Contacts of the public, month by month"


@pytest.mark.django_db
def test_the_share_of_each_channel_is_said_then_and_now(portal):
    note(portal, {"2025-10": 900, "2026-10": 800})
    note(portal, {"2025-10": 100, "2026-10": 200}, channel="web")

    said = channel_shares_text(read_substitution(portal))

    assert "90%, then 80%" in said
    assert "10%, then 20%" in said


@pytest.mark.django_db
def test_the_table_has_a_dash_for_what_is_not_known_and_zero_for_nobody(portal):
    note(portal, {"2026-08": 0, "2026-10": 1234})
    headings, rows = table(read_substitution(portal))

    assert headings == ["Month", "Phone", "Usage rate"]
    assert rows == [
        ["August 2026", "0", "–"],
        ["September 2026", "–", "–"],
        ["October 2026", "1,234", "–"],
    ]


@pytest.mark.django_db
def test_a_total_stands_only_where_every_channel_has_its_number(portal):
    note(portal, {"2026-09": 10, "2026-10": 20})
    record_contact_volumes(
        portal=portal,
        volumes=[ReportedVolume(OCTOBER, "desk", 5)],
        by=None,
        door=ContactDoor.FORM,
    )
    headings, rows = table(read_substitution(portal))

    assert headings[3] == "All channels"
    assert [row[3] for row in rows] == ["–", "25"]


@pytest.mark.django_db
def test_the_page_says_what_was_corrected_from_what_and_when(portal):
    note(portal, {"2026-10": 1234})
    note(portal, {"2026-10": 4321}, replace=True)
    read = read_substitution(portal)

    (line,) = correction_texts(read)
    assert line.startswith("Phone, October 2026: 1,234 at first, now 4,321 (")


# --- The page -------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(client, organisation):
    person = PersonFactory()
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=None)
    client.force_login(person)
    return client


def test_an_empty_page_says_what_will_be_there(reader):
    page = reader.get(PAGE)

    assert "No number of contacts is noted yet" in page.content.decode()
    assert reader.get(reverse("adoption:contact_table")).status_code == 404
    assert reader.get(reverse("adoption:contact_chart", args=["light"])).status_code == 404


def test_page_chart_and_file_say_the_same(reader, organisation):
    publish_use(organisation, 20, 40)
    note(organisation["portal"], {"2025-10": 1000, "2026-10": 900})
    page = reader.get(PAGE).content.decode()
    rows = reader.get(reverse("adoption:contact_table")).content.decode("utf-8-sig").splitlines()

    assert "Contacts fell by 10%" in page
    assert "do not show that one drives the other" in page
    assert rows[0] == (
        "Month;Phone;Usage rate in per cent, at least;Usage rate in per cent, at most"
    )
    latest = Figure.objects.get(publication__month=OCTOBER.first_day, team=root(), indicator="used")
    ends = floor(100 * latest.low / 60), ceil(100 * latest.high / 60)
    assert rows[1] == "October 2025;1000;33;33"
    assert rows[-1] == "October 2026;900;{};{}".format(*ends)


def test_nothing_of_a_withheld_month_is_read(reader, organisation):
    withheld = Publication.objects.create(
        portal=organisation["portal"], month=OCTOBER.first_day, status="withheld"
    )
    for indicator, count in (("known", 60), ("used", 40)):
        Figure.objects.create(
            publication=withheld,
            team=root(),
            team_name="Tous",
            indicator=indicator,
            kind="exact",
            population=60,
            low=count,
            high=count,
        )
    note(organisation["portal"], {"2026-09": 1000, "2026-10": 900})

    assert "67%" not in reader.get(PAGE).content.decode()


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_drawing_is_the_same_twice_and_well_formed(organisation, variant):
    publish_use(organisation, 20, 40)
    note(organisation["portal"], {"2026-06": 5, "2026-09": 1000, "2026-10": 900})
    read = read_substitution(organisation["portal"])

    first = draw(read, variant)
    assert first == draw(read, variant)
    assert ElementTree.fromstring(first).tag.endswith("svg")  # noqa: S314 - of our own making


def test_a_drawing_that_one_has_is_not_sent_again(reader, organisation):
    note(organisation["portal"], {"2026-10": 900})
    url = reverse("adoption:contact_chart", args=["dark"])
    etag = reader.get(url)["ETag"]

    assert reader.get(url, headers={"if-none-match": etag}).status_code == 304
    note(organisation["portal"], {"2026-10": 901}, replace=True)
    assert reader.get(url, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("query", [{"portail": "rien"}, {"mois": "2026-10"}, {"x": "1"}])
def test_what_is_no_question_has_no_page(reader, query):
    assert reader.get(PAGE, query).status_code == 404


def test_a_manager_reads_it_and_staff_do_not(client, organisation):
    people = organisation["people"]["north"]
    for person, status in ((people[0], 200), (people[5], 404)):
        client.force_login(person)
        assert client.get(PAGE).status_code == status


@pytest.mark.parametrize("count", [2, 24])
def test_the_page_costs_the_same_for_two_months_and_for_two_years(
    reader, organisation, count, django_assert_max_num_queries
):
    PortalFactory(name="Zzz")
    note(organisation["portal"], {str(OCTOBER.shifted(-by)): by + 1 for by in range(count)})
    reader.get(PAGE)

    with django_assert_max_num_queries(16):
        reader.get(PAGE)


# --- In the committee's report ---------------------------------------------------------------------------


def report_drawing(portal):
    publication = Publication.objects.filter(portal=portal).latest("month")
    made = section_of("contacts", edition_of(publication))
    [chart] = [chart for chart in made.charts if chart.name == "contacts"]
    return chart


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["rates", "name"])
def test_a_kept_drawing_of_the_report_is_of_the_same_rates_and_names(organisation, change):
    """The same contacts beside another use, of another portal or of a month that has come out, is another drawing."""
    publish_use(organisation, 20, 40)
    OwnChannel.objects.create(slug="borne", name="Borne")
    here, there = organisation["portal"], PortalFactory()
    for portal in (here, there):
        note(portal, {"2025-10": 1000, "2026-10": 900}, channel="borne")
    first = report_drawing(here)
    if change == "rates":
        publish_use(organisation | {"portal": there}, 40, 20)
        second = report_drawing(there)
    else:
        OwnChannel.objects.update(name="Écran")
        second = report_drawing(here)

    assert first.draw("light") != second.draw("light")
    assert first.drawn != second.drawn
