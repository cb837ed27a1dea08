"""A drawing that a page has shown is served to the same session without reading the figures, and to nobody else."""

import shutil

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from adoption.dashboards.actions.drawings import draw_organisation_charts
from adoption.experiments.models import Experiment
from adoption.publishing.charts.drawing_cache import drawing_cache
from adoption.publishing.charts.frame import VARIANTS
from adoption.publishing.models import Publication
from adoption.targets.models import Target
from people.models import Team
from tests.adoption import full_portal


pytestmark = pytest.mark.django_db

MARK = "vu="
PAGES = [
    "equipe/",
    "programme/",
    "programme/cibles/?cible={target}",
    "programme/trimestres/",
    "programme/rapport/",
    "equipe/contacts/",
    "accueil/",
    "comparaison/",
    "experiences/",
    "experiences/{evaluated}/",
]


@pytest.fixture
def reader(organisation, training_manager, client):
    full_portal.fill(
        organisation["portal"],
        [Team.objects.organisation(), *organisation["teams"].values()],
        months=9,
    )
    shutil.rmtree(drawing_cache().folder, ignore_errors=True)
    client.force_login(training_manager)
    return client


def drawings_on(client, path):
    evaluated = Experiment.objects.exclude(evaluation=None).first()
    names = {"target": Target.objects.in_force()[0].uuid, "evaluated": evaluated.uuid}
    page = client.get(reverse("adoption:team").removesuffix("equipe/") + path.format_map(names))
    assert page.status_code == 200
    found = BeautifulSoup(page.content, "html.parser").find_all(["img", "source"])
    addresses = [each.get("src") or each["srcset"] for each in found]
    return [each for each in addresses if ".svg?" in each]


def unmarked(address):
    return address.partition(MARK)[0].rstrip("?&")


@pytest.mark.parametrize("path", PAGES)
def test_it_is_the_same_file_and_no_figure_is_read_for_it(reader, path):
    addresses = drawings_on(reader, path)

    assert len(addresses) >= 2
    for address in addresses:
        plain, first = reader.get(unmarked(address)), reader.get(address)
        with CaptureQueriesContext(connection) as asked:
            again = reader.get(address)
        assert plain.status_code == 200
        assert plain.content == first.content == again.content
        assert plain["ETag"] == again["ETag"]
        assert [each["sql"] for each in asked if '"adoption_' in each["sql"]] == []


def test_those_of_the_whole_organisation_are_drawn_before_anybody_asks(reader):
    publication = Publication.objects.out().order_by("month").last()

    for language, _name in settings.LANGUAGES:
        with override(language):
            draw_organisation_charts(publication=publication)

    ahead = drawn_files()
    assert len(ahead) == 3 * len(VARIANTS) * len(settings.LANGUAGES)
    for page in ("programme/", "programme/trimestres/"):
        for address in drawings_on(reader, page):
            if "/cibles/" not in address:
                assert reader.get(address).status_code == 200
    assert drawn_files() == ahead


def drawn_files():
    return {path.name for path in drawing_cache().folder.glob("*/*")}


def test_it_opens_nothing_to_anybody_else_nor_after_the_session(reader, organisation):
    [address, *_others] = drawings_on(reader, "programme/rapport/")
    shown = reader.get(address).content
    agent = Client()
    agent.force_login(organisation["people"]["north"][3])

    assert agent.get(address).status_code == 404
    assert Client().get(address).status_code == 302
    reader.logout()
    assert reader.get(address).status_code == 302
    assert shown.startswith(b"<?xml")


@pytest.mark.parametrize("spoilt", ["x", "&vu=", "&vu=a%3Ab", "%00"])
def test_a_mark_that_is_none_is_passed_over(reader, spoilt):
    [address, *_others] = drawings_on(reader, "accueil/")

    assert reader.get(address + spoilt).content == reader.get(address).content
