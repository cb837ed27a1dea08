"""Good practices: from files, from staff through the editors, and who found them useful."""

import pytest

from ambassadors.actions.practices import PracticeParts
from ambassadors.models import PracticePage, PracticesPage
from cms.models import ArticlePage
from learning.folder_registry import _kinds
from learning.importers.content import load_content
from learning.models import LoadedSource
from people.models import Job
from tests.ambassadors.factories import ServiceFactory
from tests.learning.courses_on_disk import LESSON, MODULE, written


pytestmark = pytest.mark.django_db

PRACTICE = (
    "---\ntitle: {0}\nsummary: En bref, {0}.\nservice: {1}\njob: {2}\ntags: [écrans, essai]\n---\n\n"
    "## La situation\n\nLe texte de {0}.\n"
)
FRENCH = {
    "modules/un-module/module.md": MODULE,
    "modules/un-module/01-une-lecon.md": LESSON,
    "practices/a-un.md": PRACTICE.format("Un", "accueil", "agent d’accueil"),
    "practices/b-deux.md": PRACTICE.format("Deux", "messagerie", "gestionnaire"),
}
LIST = "/ressources/bonnes-pratiques/"
PARTS = PracticeParts(
    situation="On attendait au guichet. Personne ne lisait l’écran.",
    done="Nous avons lu l’écran à deux.",
    changed="Moins de questions.\n\nPas moins d’appels.",
    begin="Choisissez un écran & un mot <simple>.",
)


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path / "fr", FRENCH)


@pytest.fixture
def loaded(folder):
    assert load_content(folder).refused == []
    return folder


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


def text_of(reader, address, **asked):
    answer = reader.get(address, asked)
    assert answer.status_code == 200, address
    return answer.content.decode()


# --- From files -------------------------------------------------------------------------------------


def test_files_become_practices_told_by_service_job_and_words(folder, reader):
    service = ServiceFactory(slug="messagerie", name="Messagerie")
    job = Job.objects.create(name="Gestionnaire")
    assert load_content(folder).refused == []

    two = PracticePage.objects.get(slug="b-deux")
    assert (two.portal_service, two.job, two.words) == (service, job, ["écrans", "essai"])
    one = PracticePage.objects.get(slug="a-un")
    assert one.words == ["écrans", "essai", "accueil", "agent d’accueil"]
    assert "En bref, Un." in text_of(reader, LIST)
    assert "En bref, Un." not in text_of(reader, LIST, service=service.pk)
    assert "En bref, Deux." in text_of(reader, LIST, service=service.pk, metier=job.pk)
    assert "En bref, Deux." not in text_of(reader, LIST, mot="accueil")
    assert "En bref, Un." in text_of(reader, LIST, mot="Accueil", q="TEXTE ECRANS")
    assert "En bref" not in text_of(reader, LIST, metier="f9999", q="é\x00")


def test_articles_of_before_become_practices_where_they_stand(folder, reader, monkeypatch):
    """An editor's words stay, addresses and history too, and nothing is there twice."""
    monkeypatch.setitem(_kinds, "elsewhere", _kinds["practices"])
    monkeypatch.delitem(_kinds, "practices")
    load_content(folder)
    edited = ArticlePage.objects.get(slug="b-deux")
    edited.title = "Deux, à la façon d’ici"
    edited.save_revision().publish()
    before = {page.slug: (page.pk, page.url_path) for page in ArticlePage.objects.all()}
    revisions = edited.revisions.count()
    monkeypatch.setitem(_kinds, "practices", _kinds["elsewhere"])

    report = load_content(folder)

    assert report.refused == []
    assert not ArticlePage.objects.filter(slug__in=["a-un", "b-deux"]).exists()
    pages = [*PracticePage.objects.all(), PracticesPage.objects.get()]
    assert {page.slug: (page.pk, page.url_path) for page in pages} == {
        page.slug: before[page.slug] for page in pages
    }
    assert PracticePage.objects.get(slug="a-un").words[:2] == ["écrans", "essai"]
    two = PracticePage.objects.get(slug="b-deux")
    assert two.title == "Deux, à la façon d’ici"
    assert two.revisions.count() == revisions
    assert two.get_latest_revision_as_object().title == two.title
    assert "à la façon d’ici" in text_of(reader, LIST)
    assert "Bonnes pratiques" in text_of(reader, "/ressources/")
    again = load_content(folder)
    assert (again.created, again.changed) == (0, 0)
    assert LoadedSource.objects.filter(key__startswith="practices/").count() == 3


def test_the_list_asks_the_same_queries_for_two_and_for_fifty(
    loaded, reader, django_assert_max_num_queries
):
    reader.get(LIST)
    with django_assert_max_num_queries(40) as few:
        reader.get(LIST)
    above = PracticesPage.objects.get()
    for number in range(55):
        above.add_child(instance=PracticePage(title=f"Encore {number}", slug=f"encore-{number}"))
    with django_assert_max_num_queries(len(few)):
        page = text_of(reader, LIST)
    assert "Encore 47" in page
    assert "Encore 48" not in page
    assert "Encore 54" in text_of(reader, LIST, page=2)
