"""Saved views of the programme page: one's own, fifty at most, one of them opened with the page."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from adoption.dashboards.actions.saved_views import MOST, rename_view, save_view
from adoption.dashboards.models import SavedView
from adoption.publishing.actions.publications import publish
from tests.adoption.conftest import OCTOBER


pytestmark = pytest.mark.django_db

PROGRAMME, VIEWS = reverse("adoption:programme"), reverse("adoption:saved_views")
SAVE = reverse("adoption:save_view")


@pytest.fixture
def published(declared):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


@pytest.fixture
def reader(client, training_manager):
    client.force_login(training_manager)
    return client


def saved(reader, query="indicateur=habit", name="Habitude", **more):
    return reader.post(SAVE, {"filtres": query, "name": name, **more})


def address(name, view):
    return reverse(f"adoption:{name}_view", args=[view.uuid])


def test_a_view_opens_the_page_with_its_filters(published, reader):
    saved(reader)

    opened = reader.get(address("open", SavedView.objects.get()), follow=True)

    assert opened.redirect_chain[-1][0].startswith(PROGRAMME)
    assert opened.context["asked"].indicator.code == "habit"


def test_the_latest_month_stays_the_latest(published, reader):
    saved(reader, f"indicateur=habit&mois={OCTOBER}")

    assert "mois" not in SavedView.objects.get().query


def test_under_the_same_name_it_shows_what_is_saved_last(published, reader):
    saved(reader)
    saved(reader, "niveaux=1")

    assert "niveaux=1" in SavedView.objects.get().query


@pytest.mark.parametrize(
    "query", ["tri=used", "indicateur=nothing", "equipe=999999", "page=1&page=2"]
)
def test_what_is_no_question_is_not_saved(published, reader, query):
    assert saved(reader, query).status_code == 404
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "n" * 61])
def test_a_view_has_a_name_that_can_be_read(published, reader, name):
    saved(reader, name=name)

    assert not SavedView.objects.exists()


def test_nobody_keeps_more_than_fifty(published, training_manager):
    for number in range(MOST):
        save_view(person=training_manager, name=str(number), query="niveaux=1")

    with pytest.raises(ValidationError):
        save_view(person=training_manager, name="encore", query="niveaux=1")
    save_view(person=training_manager, name="7", query="niveaux=2")


def test_two_views_of_one_name_are_refused_when_one_is_renamed(training_manager):
    save_view(person=training_manager, name="Une", query="niveaux=1")
    other = save_view(person=training_manager, name="Autre", query="niveaux=1")

    with pytest.raises(ValidationError):
        rename_view(view=other, name="Une")


def test_one_view_opens_with_the_page_and_another_takes_its_place(published, reader):
    saved(reader, is_default="on")
    saved(reader, "niveaux=1", "Directions", is_default="on")

    assert [view.name for view in SavedView.objects.filter(is_default=True)] == ["Directions"]
    assert "niveaux=1" in reader.get(PROGRAMME)["Location"]
    assert reader.get(PROGRAMME, {"portail": published["portal"].slug}).status_code == 200


def test_a_view_whose_group_is_gone_says_so_and_does_not_shut_the_page(published, reader):
    division = published["teams"]["division"]
    saved(reader, f"equipe={division.pk}", is_default="on")
    type(division).objects.filter(pk=division.pk).update(closed_on=OCTOBER.first_day)
    view = SavedView.objects.get()

    assert reader.get(PROGRAMME).status_code == 200
    assert "no longer fits" in reader.get(address("open", view)).content.decode()


def test_anothers_view_does_not_exist(published, reader, client, data_protection_officer):
    saved(reader)
    view = SavedView.objects.get()
    client.force_login(data_protection_officer)

    assert view.name not in client.get(VIEWS).content.decode()
    assert client.get(address("open", view)).status_code == 404
    for name in ("rename", "choose", "delete"):
        assert client.post(address(name, view), {"name": "x"}).status_code == 404


def test_it_is_renamed_and_deleted(published, reader):
    saved(reader)
    view = SavedView.objects.get()

    reader.post(address("rename", view), {"name": "  Une   autre "})
    assert SavedView.objects.get().name == "Une autre"
    reader.post(address("delete", view))
    assert not SavedView.objects.exists()


# --- In one's own order, and one that no longer fits --------------------------------------------------------------


def names(reader):
    return [each.name for each in reader.get(VIEWS).context["views"]]


def test_views_stand_in_the_order_that_their_owner_gives_them(published, reader):
    for name in ("Une", "Deux", "Trois"):
        saved(reader, name=name)
    assert names(reader) == ["Une", "Deux", "Trois"]

    last = SavedView.objects.get(name="Trois")
    move = reverse("adoption:move_view", args=[last.uuid])
    reader.post(move, {"wish": "up"})
    assert names(reader) == ["Une", "Trois", "Deux"]
    for _ in range(3):
        reader.post(move, {"wish": "up"})
    assert names(reader) == ["Trois", "Une", "Deux"]
    assert reader.post(move, {"wish": "sideways"}).status_code == 404


def test_a_view_that_opens_with_the_page_and_no_longer_fits_says_so(published, reader):
    saved(reader, name="Perdue")
    SavedView.objects.update(query="equipe=999999", is_default=True)

    page = reader.get(PROGRAMME)

    assert page.status_code == 200
    assert "“Perdue” no longer fits" in page.content.decode()
