"""The programme page: every published group in the order of the tree, for whoever reads all figures."""

import csv
import io
from datetime import date
from math import ceil, floor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Figure, Publication
from tests.adoption.conftest import OCTOBER, root, staff_of
from tests.people.factories import TeamFactory


pytestmark = pytest.mark.django_db

URL = reverse("adoption:programme")
TABLE = reverse("adoption:programme_table")
WORKBOOK = reverse("adoption:programme_workbook")
TEAM = reverse("adoption:team")
FIND = reverse("adoption:populations")


@pytest.fixture
def published(declared):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


@pytest.fixture
def reader(client, training_manager):
    client.force_login(training_manager)
    return client


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_groups_stand_in_the_order_of_the_tree_and_of_the_alphabet(published, reader):
    rows = rows_of(reader.get(TABLE))

    assert [(row["Group"], row["Level"]) for row in rows[1:]] == [
        ("Proximité", "2"),
        ("Agence Nord", "3"),
        ("Agence Sud", "3"),
        ("Régie", "3"),
    ]


def test_it_leads_to_every_other_page_of_figures(published, reader):
    page = reader.get(URL).content.decode()

    for name in ("further", "contacts", "surveys", "reach", "register"):
        assert f'href="{reverse(f"adoption:{name}")}' in page
    assert f'href="{reverse("learning:programme")}"' in page


def test_no_address_sorts_by_a_figure(published, reader):
    for query in ({"tri": "used"}, {"sort": "used"}, {"order": "-low"}, {"o": "1"}):
        assert reader.get(URL, query).status_code == 404


def used_of(published, team):
    return Figure.objects.get(team=published["teams"][team], indicator="used")


def percents(figure):
    """Rounded outwards, of the whole population."""
    ends = 100 * figure.low / figure.population, 100 * figure.high / figure.population
    return (floor(ends[0]), ceil(ends[1])) if figure.low < figure.high else (round(ends[0]),) * 2


def test_from_50_people_on_rates_are_of_the_whole_group_and_below_there_are_counts(
    published, reader
):
    answer = reader.get(URL)

    used = {line["name"]: dict(line["cells"])["Used it"] for line in answer.context["lines"]}
    division, north = used_of(published, "division"), used_of(published, "north")
    assert (used["Proximité"].low, used["Proximité"].high) == percents(division)
    assert used["Agence Nord"] == (north.low, north.high, 24, "count")
    assert "From the account to the habit" in answer.content.decode()


def test_the_file_has_each_count_in_words_and_as_numbers_beside_its_rate(published, reader):
    sheet = load_workbook(io.BytesIO(reader.get(WORKBOOK).content)).active
    headings, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())

    division, north = (dict(zip(headings, row, strict=True)) for row in rows[1:3])
    figure = used_of(published, "division")
    assert (division["Used it, at least"], division["Used it, at most"]) == (
        figure.low,
        figure.high,
    )
    rate = [division[f"Used it in per cent, {end}"] for end in ("at least", "at most")]
    assert tuple(rate) == percents(figure)
    assert division["Staff"] == figure.population
    assert str(north["Used it"]).endswith(" of 24")
    assert not north["Used it in per cent, at least"]


def test_what_no_group_shows_has_no_column_and_what_one_does_not_show_is_blank(published, reader):
    Figure.objects.filter(indicator="known").delete()
    Figure.objects.filter(indicator="account", population__lt=50).delete()

    answer = reader.get(URL)

    cells = {line["name"]: dict(line["cells"]) for line in answer.context["lines"]}
    assert "Something is known" not in cells["Proximité"]
    assert cells["Proximité"]["Have an account"].unit == "percent"
    assert cells["Agence Nord"]["Have an account"] is None
    north = rows_of(reader.get(TABLE))[2]
    assert "Something is known" not in north
    assert north["Have an account"] == north["Have an account, at least"] == ""


def test_segments_are_those_of_the_latest_month_that_published_all_of_them(published, reader):
    october = published["portal"].publications.get()
    october.figures.filter(team=root()).exclude(indicator="used").delete()
    chain = {"known": 50, "account": 40, "habit": 6}
    Figure.objects.bulk_create(
        Figure(
            publication=october, team=root(), team_name="Tous", indicator=indicator, kind="exact",
            population=60, low=count, high=count,
        )
        for indicator, count in chain.items()
    )  # fmt: skip
    many_teams(published, 0)
    Publication.objects.get(month=date(2026, 11, 1)).figures.filter(indicator="known").delete()

    page = reader.get(URL)

    assert page.context["month"] == "2026-11"
    finding = "In October 2026, regular users among all the staff: 10% (6 of 60)"
    assert page.context["segments"]["finding"] == finding
    assert [row[0] for row in page.context["segments"]["rows"]] == ["October 2026"]


def test_a_month_that_is_not_there_leads_to_the_latest(published, reader, client, editor):
    refused = reader.get(URL, {"mois": "2030-01"})

    assert refused.status_code == 404
    assert f'href="{URL}"' in refused.content.decode()
    client.force_login(editor)
    assert "Open the latest month" not in client.get(URL, {"mois": "2030-01"}).content.decode()


def test_a_hidden_group_says_not_even_its_size(published, reader):
    rows = rows_of(reader.get(TABLE))

    small = rows[-1]
    assert small.pop("Group") == "Régie"
    assert small.pop("Level") == "3"
    assert small.pop("Used it") == "too few people"
    assert set(small.values()) == {""}


def test_the_workbook_says_the_same_as_the_file(published, reader):
    rows = [list(row.values()) for row in rows_of(reader.get(TABLE))]
    sheet = load_workbook(io.BytesIO(reader.get(WORKBOOK).content)).active

    found = [
        ["" if cell.value is None else str(cell.value) for cell in row]
        for row in sheet.iter_rows(min_row=2)
    ]
    assert found == rows


def test_a_part_of_the_tree_can_be_shown_alone(published, reader):
    division = published["teams"]["division"]
    TeamFactory(name="Siège")

    page = reader.get(URL, {"equipe": division.pk})
    rows = rows_of(reader.get(TABLE, {"equipe": division.pk}))

    assert page.context["lines"][0]["name"] == "Proximité"
    assert len(rows) == 4


def test_only_who_reads_every_figure_finds_it(published, client, administrator, editor):
    manager = published["people"]["division"][0]
    for person in (manager, administrator, editor):
        client.force_login(person)
        assert [client.get(url).status_code for url in (URL, TABLE, WORKBOOK)] == [404] * 3


def test_before_the_first_month_it_says_so_and_there_is_no_file(declared, reader):
    assert "on their way" in reader.get(URL).content.decode()
    assert reader.get(TABLE).status_code == 404


def many_teams(published, count):
    """A later month, with so many more teams."""
    division = published["teams"]["division"]
    october = published["portal"].publications.get()
    november = Publication.objects.create(
        portal=published["portal"],
        month=date(2026, 11, 1),
        status=october.status,
        populations=october.populations + count,
        parameters=october.parameters,
    )
    for figure in october.figures.order_by("pk"):
        figure.pk, figure.publication = None, november
        figure.save(force_insert=True)
    for number in range(count):
        team = TeamFactory(name=f"Équipe {number:03}", parent=division)
        Figure.objects.bulk_create(
            Figure(
                publication=november,
                team=team,
                team_name=team.name,
                indicator=indicator,
                kind="exact",
                population=20,
                low=6,
                high=6,
            )
            for indicator in ("known", "account", "used", "habit")
        )


@pytest.mark.parametrize("url", [URL, TEAM])
def test_a_page_costs_the_same_for_few_groups_and_for_many(published, reader, url):
    def cost():
        reader.get(url)
        with CaptureQueriesContext(connection) as seen:
            response = reader.get(url)
        return len(seen), response.content.count(b"<option")

    few = cost()
    many_teams(published, 70)
    many = cost()

    assert many[0] == few[0] < (17 if url == TEAM else 12)
    assert many[1] <= 70


def test_the_table_has_fifty_groups_a_page(published, reader):
    many_teams(published, 70)

    first, second = reader.get(URL), reader.get(URL, {"page": 2})

    assert len(first.context["lines"]) == 50
    assert len(second.context["lines"]) == 25


# --- Finding one among many ---------------------------------------------------------------------------


def test_among_many_a_group_is_found_level_by_level_or_by_its_name(published, reader):
    many_teams(published, 70)
    division = published["teams"]["division"]

    assert "Find another group" in reader.get(TEAM).content.decode()
    level = reader.get(FIND, {"dans": division.pk})
    assert [team.name for team, _above in level.context["lines"]][:3] == [
        "Agence Nord",
        "Agence Sud",
        "Équipe 000",
    ]
    assert level.context["page"].paginator.count == 73
    found = reader.get(FIND, {"q": "equipe 042"})
    assert [(team.name, above) for team, above in found.context["lines"]] == [
        ("Équipe 042", "Proximité")
    ]


def test_a_manager_finds_no_group_but_their_own(published, client):
    client.force_login(published["people"]["north"][0])

    found = client.get(FIND, {"q": "agence"})
    level = client.get(FIND, {"dans": published["teams"]["division"].pk})

    assert [team.name for team, _above in found.context["lines"]] == ["Agence Nord"]
    assert [team.name for team, _above in level.context["lines"]] == ["Agence Nord"]
    assert client.get(FIND, {"dans": published["teams"]["south"].pk}).status_code == 404


def test_the_figures_of_a_month_are_stored_in_the_order_of_the_tree(declared):
    est = TeamFactory(name="Agence Est", parent=declared["teams"]["division"])
    staff_of(est, 11)
    publication = publish(portal=declared["portal"], month=OCTOBER)

    stored = publication.figures.filter(indicator="used").order_by("pk")
    assert [each.team_id for each in stored] == [
        root().pk,
        declared["teams"]["division"].pk,
        est.pk,
        *(declared["teams"][name].pk for name in ("north", "south", "small")),
    ]
