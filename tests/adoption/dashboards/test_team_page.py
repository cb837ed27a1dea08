"""The manager's page: what is published, to whom it concerns, and nothing about anybody."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.timezone import localdate

from adoption.foundation.periods import Month
from adoption.foundation.rates import Measure, rate_of
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Figure, Publication
from adoption.publishing.policies import populations_visible_to
from adoption.team_actions.actions import default_planned_day
from adoption.usage.actions.links import undo_link
from core.dates import today
from people.models import Person, Position, Team
from tests.adoption.conftest import OCTOBER, declare_all, root, staff_of
from tests.adoption.factories import PortalFactory, PortalLinkFactory, UsageDayFactory
from tests.people.factories import TeamFactory


pytestmark = pytest.mark.django_db

URL = reverse("adoption:team")
TABLE = reverse("adoption:table")
CHART = reverse("adoption:chart", args=["light"])


@pytest.fixture
def published(declared):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


@pytest.fixture
def north(published, client):
    """The manager of the north, signed in."""
    manager = published["people"]["north"][0]
    client.force_login(manager)
    return manager


def text_of(response):
    html = re.sub(r"(?s)<(script|style).*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


# --- Who sees what ------------------------------------------------------------------------------------


def test_a_manager_sees_the_team_and_what_it_belongs_to(published, north):
    seen = populations_visible_to(north, on=today())

    teams = published["teams"]
    assert [each.name for each in seen] == [root().name, "Proximité", "Agence Nord"]
    assert teams["south"] not in seen


def test_a_division_s_manager_sees_every_team_below(published):
    seen = populations_visible_to(published["people"]["division"][0], on=today())

    assert {each.name for each in seen} == {
        root().name,
        "Proximité",
        "Agence Nord",
        "Agence Sud",
        "Régie",
    }


def test_a_former_manager_and_an_ordinary_member_see_nothing(published, north, client):
    Position.objects.filter(person=north).update(ended_on="2026-11-01")
    member = published["people"]["north"][3]

    for person in (north, member):
        client.force_login(person)
        assert [client.get(url).status_code for url in (URL, TABLE, CHART)] == [404, 404, 404]
        assert "equipe" not in client.get(reverse("adoption:logbook")).content.decode()


@pytest.mark.parametrize("role", ["training_manager", "data_protection_officer"])
def test_who_answers_for_the_programme_or_for_data_sees_every_population(
    published, client, role, request
):
    client.force_login(request.getfixturevalue(role))

    for team in Team.objects.order_by("path"):
        assert client.get(URL, {"equipe": team.pk}).status_code == 200


@pytest.mark.parametrize("role", ["editor", "administrator", "person"])
def test_other_roles_have_no_figures(published, client, role, request):
    client.force_login(request.getfixturevalue(role))

    assert client.get(URL).status_code == 404


def test_anonymous_is_sent_to_sign_in(published, client):
    response = client.get(URL)

    assert response.status_code == 302
    assert reverse("people:login") in response.url


def test_no_address_opens_another_team(published, north, client):
    south, own = published["teams"]["south"].pk, published["teams"]["north"].pk
    closed = TeamFactory(parent=published["teams"]["north"], closed_on="2026-01-01")
    answers = {
        client.get(url + query).status_code
        for url in (URL, TABLE, CHART)
        for query in (
            f"?equipe={south}",
            f"?equipe={own}&equipe={south}",
            f"?equipe={closed.pk}",
            "?equipe=-1",
            "?equipe=999999",
            "?equipe=",
            f"?equipe={north.uuid}",
            f"?equipe__in={south}",
            f"?equipe={own}&team__members__email__startswith=a",
            "?mois=2026-09",
            "?mois=demain",
            "?mois=2026-10&mois=2026-09",
            "?portail=ailleurs",
        )
    }

    assert answers == {404}
    assert client.get(URL, {"equipe": own, "mois": "2026-10"}).status_code == 200


# --- What it says -------------------------------------------------------------------------------------


def test_the_team_s_count_stands_beside_wider_ones(published, north, client):
    response = client.get(URL)
    page = text_of(response)

    assert "12 of 24 staff, at least, used the portal in October 2026" in page
    assert "at least 21 of 60 (35%)" in page
    rows = BeautifulSoup(response.content, "lxml").select(".compare li")
    assert "at least 12 of 24" in rows[0].get_text(" ", strip=True)
    assert [len(row.select(".range__gap")) for row in rows] == [
        23,
        0,
    ]  # one cell a person, of fewer than 50


def test_a_small_team_s_funnel_gives_way_to_the_nearest_of_fifty_and_more(published, north, client):
    response = client.get(URL)

    assert response.context["funnel"]["name"] == "Proximité"
    assert "From the account to the habit: Proximité" in text_of(response)
    assert "48%" in text_of(response)  # 29 accounts of 60 staff


def test_a_population_of_fifty_and_more_sees_its_own_funnel(published, client):
    client.force_login(published["people"]["division"][0])

    assert client.get(URL).context["funnel"]["is_own"]


def test_a_block_is_said_in_words(published, client):
    client.force_login(published["people"]["south"][0])

    page = text_of(client.get(URL))

    assert "fewer than 5 of 20" in page
    assert "3 of 20" not in page


def test_every_number_on_the_page_was_published(published, north, client):
    """No other count slips in: figures, populations, dates and the numbers of the words are all."""
    response = client.get(URL)
    allowed = {
        str(value)
        for row in Figure.objects.values_list("low", "high", "population")
        for value in row
    }
    rates = [
        tread[end] for tread in response.context["funnel"]["treads"] for end in ("low", "high")
    ]
    allowed |= {str(rate) for rate in rates}  # shares of the 60 staff
    allowed |= {str(end) for end in shares_lost("Proximité")}
    allowed |= {
        str(int(high) + 1) for high in Figure.objects.filter(low=0).values_list("high", flat=True)
    }
    assert rates == [48, 48, 35, 35, 17, 17]
    allowed |= {"2026", str(localdate(Publication.objects.get().published_at).day)}

    allowed.add(str(default_planned_day(today()).day))  # of the button that plans

    numbers = set(re.findall(r"\d+", text_of(response).replace(str(north), "")))

    assert numbers <= allowed


def shares_lost(team):
    """From tread to tread of a funnel, of counts that are out: nothing else is in its drops."""
    rows = {
        row.indicator: Measure(row.low, row.high, row.population)
        for row in Figure.objects.filter(team__name=team)
    }
    for before, after in (("account", "used"), ("used", "habit")):
        shown = rate_of(rows[after], rows[before]).rest.rounded()
        yield from (shown.low, shown.high)


def test_no_name_and_no_number_of_anybody_is_on_the_page(published, north, client):
    """P9: the only person on a manager's page is the manager."""
    marks = [
        mark
        for person in Person.objects.exclude(pk=north.pk)
        for mark in (person.last_name, person.staff_number, person.email, str(person.uuid))
    ]

    for url in (URL, TABLE, CHART):
        body = client.get(url).content.decode()
        assert not [mark for mark in marks if re.search(rf"\b{re.escape(mark)}\b", body)]


def masked_pages(client, people, teams):
    pages = []
    for person, team in zip(people, teams, strict=True):
        client.force_login(person)
        page = client.get(URL).content.decode()
        for own in (team.name, person.get_full_name(), f"value=&quot;{team.pk}&quot;"):
            page = page.replace(own, "…")
        page = re.sub(rf'value="{team.pk}"', 'value="…"', page)
        page = page.replace(f'data-person="{person.uuid}"', "")
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
        page = re.sub(r'aria-hidden="true">[A-Z]{2}<', 'aria-hidden="true">…<', page)
        pages.append(page)
    return pages


def test_too_small_empty_and_without_data_look_the_same_to_the_byte(declared, client):
    """P8, page for page: only the team's own name differs."""
    division = declared["teams"]["division"]
    teams = [
        declared["teams"]["small"],
        TeamFactory(name="Vide", parent=division),
        TeamFactory(name="Muette", parent=division),
    ]
    managers = [declared["people"]["small"][0]]
    for team in teams[1:]:
        (manager,) = staff_of(TeamFactory(), 1)
        Position.objects.create(
            person=manager, team=team, is_manager=True, is_primary=False, started_on="2026-01-05"
        )
        managers.append(manager)
    staff_of(teams[2], 5)
    publish(portal=declared["portal"], month=OCTOBER)

    pages = masked_pages(client, managers, teams)

    assert pages[0] == pages[1] == pages[2]
    assert "Proximité" in pages[0]  # the nearest wider group is offered
    assert "Too few people for a figure of this group to be published." in pages[0]


def test_the_day_somebody_objects_the_published_page_stays_the_same(published, client):
    portal, person = published["portal"], published["people"]["south"][5]
    client.force_login(published["people"]["south"][0])
    link = PortalLinkFactory(portal=portal, person=person)
    UsageDayFactory(portal=portal, pseudonym=link.pseudonym)
    before = client.get(URL).content

    undo_link(person=person, portal=portal)

    assert [strip(page) for page in (client.get(URL).content, before)] == [strip(before)] * 2


def strip(page):
    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", page)


def test_before_the_first_publication_the_page_says_what_will_come(declared, client):
    client.force_login(declared["people"]["north"][0])

    response = client.get(URL)

    assert response.status_code == 200
    assert "Nothing is published yet" in text_of(response)
    assert client.get(TABLE).status_code == 404
    assert client.get(CHART).status_code == 404


def test_the_month_of_another_tool_does_not_hide_the_page_of_a_new_one(
    published, client, training_manager
):
    PortalFactory(slug="autre")
    client.force_login(published["people"]["north"][0])
    query = {"portail": "autre", "mois": str(OCTOBER)}

    assert "Nothing is published yet" in text_of(client.get(URL, query))
    assert client.get(URL, query | {"mois": "2020-01"}).status_code == 404
    client.force_login(training_manager)
    for name in ("adoption:programme", "adoption:report"):
        assert client.get(reverse(name), query).status_code == 200


def test_a_withheld_month_is_not_shown(declared, client):
    Publication.objects.create(portal=declared["portal"], month="2026-10-01", status="withheld")
    client.force_login(declared["people"]["north"][0])

    assert "Nothing is published yet" in text_of(client.get(URL))
    assert client.get(URL, {"mois": "2026-10"}).status_code == 404


def test_what_was_declared_of_others_is_nowhere(published, client, training_manager):
    client.force_login(training_manager)
    marks = ("yes_weekly", "no_account", "almost every week", "I have no account")

    for url in (URL, TABLE, CHART, reverse("adoption:measured")):
        body = client.get(url).content.decode()
        assert not [mark for mark in marks if mark in body]


# --- The file and the drawing ---------------------------------------------------------------------------


def several_months(declared):
    portal, people = declared["portal"], declared["people"]
    for number, month in enumerate((Month(2026, 8), Month(2026, 9))):
        declare_all(portal, people["north"], ["yes_weekly"] * (6 + 3 * number), month)
        publish(portal=portal, month=month)
    publish(portal=portal, month=OCTOBER)


def test_the_file_says_what_the_screen_says(declared, client):
    """P10: the same cells, hidden ones included, and the bounds and sizes as numbers."""
    several_months(declared)
    for who in ("north", "south", "small", "division"):
        client.force_login(declared["people"][who][0])

        page = client.get(URL)
        lines = list(
            csv.reader(io.StringIO(client.get(TABLE).content.decode("utf-8-sig")), delimiter=";")
        )

        assert [[line[0], *line[1::4]] for line in lines] == [
            page.context["headings"],
            *page.context["rows"],
        ]
        assert len(lines) == 4


@pytest.mark.parametrize("name", ["=1+1", "＝1+1"])
def test_a_name_is_never_a_formula_of_the_spreadsheet(published, north, client, name):
    Team.objects.filter(pk=published["teams"]["north"].pk).update(name=name)

    assert f"'{name}" in client.get(TABLE).content.decode()


@pytest.mark.parametrize("variant", ["light", "dark", "light-narrow", "dark-narrow"])
def test_the_drawing_is_the_same_file_for_the_same_figures(declared, client, variant):
    several_months(declared)
    client.force_login(declared["people"]["south"][0])
    url = reverse("adoption:chart", args=[variant])

    first = client.get(url)
    again = client.get(url, headers={"if-none-match": first["ETag"]})

    assert first["Content-Type"] == "image/svg+xml"
    assert first["Cache-Control"] == "private, no-cache"
    assert again.status_code == 304
    assert b"fewer than 5 of 20" in first.content
    assert b"<dc:date>" not in first.content


def test_another_s_drawing_has_another_tag(published, client):
    tags = set()
    for who in ("north", "south"):
        client.force_login(published["people"][who][0])
        tags.add(client.get(CHART)["ETag"])

    assert len(tags) == 2


def test_an_unknown_drawing_is_not_found(published, north, client):
    assert client.get(reverse("adoption:chart", args=["sepia"])).status_code == 404


@pytest.mark.parametrize("size", [3, 40])
def test_the_page_asks_as_many_questions_for_forty_teams_as_for_three(
    declared, client, size, django_assert_max_num_queries
):
    for _ in range(size):
        staff_of(TeamFactory(parent=declared["teams"]["division"]), 10)
    publish(portal=declared["portal"], month=OCTOBER)
    client.force_login(declared["people"]["division"][0])

    with django_assert_max_num_queries(20):
        client.get(URL)


def test_my_team_is_in_the_navigation_of_who_manages(published, north, client):
    assert reverse("adoption:team") in client.get(reverse("adoption:logbook")).content.decode()
