"""The programme page: every published group in the order of the tree, for whoever reads all figures."""

import csv
import io
from datetime import date

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


def test_every_rate_of_the_table_is_of_those_known_and_so_is_its_bar(published, reader):
    """A count as a share of all the staff, in the same column, would draw the unknown as a “no”."""
    answer = reader.get(URL)

    text = answer.content.decode()
    assert "63–70%" in text  # of the division’s 42 to 46 known, 29 have an account
    assert "13 of 24" not in text
    assert "From the account to the habit" in text
    cells = [cell for line in answer.context["lines"] for _label, cell in line["cells"]]
    assert all(cell["low"] is None or 0 <= cell["low"] <= cell["high"] <= 100 for cell in cells)


def test_the_file_has_rates_beside_counts_as_numbers(published, reader):
    sheet = load_workbook(io.BytesIO(reader.get(WORKBOOK).content)).active
    headings, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())

    division = dict(zip(headings, rows[1], strict=True))
    least, most = (f"Have an account in per cent, {end}" for end in ("at least", "at most"))
    assert (division[least], division[most]) == (63, 70)
    assert division["Have an account, at least"] == 29


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
    assert set(small.values()) == {"too few people"}


def test_the_workbook_says_the_same_as_the_file(published, reader):
    rows = [list(row.values()) for row in rows_of(reader.get(TABLE))]
    sheet = load_workbook(io.BytesIO(reader.get(WORKBOOK).content)).active

    found = [[str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=2)]
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

    stored = publication.figures.filter(indicator="known").order_by("pk")
    assert [each.team_id for each in stored] == [
        root().pk,
        declared["teams"]["division"].pk,
        est.pk,
        *(declared["teams"][name].pk for name in ("north", "south", "small")),
    ]
