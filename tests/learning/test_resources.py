"""What stands beside the courses: practices, messages, kits, as pages that anybody finds."""

import pytest
from wagtail.models import Page

from cms.models import ArticlePage
from learning import folder_registry
from learning.importers.content import load_content
from learning.importers.content_translations import load_content_folder
from tests.learning.courses_on_disk import LESSON, MODULE, written


pytestmark = pytest.mark.django_db

PRACTICE = "---\ntitle: {0}\nsummary: En bref, {0}.\nwhere: à l’accueil\n---\n\nLe texte de {0}.\n"
MESSAGE = "---\ntitle: Annonce\naudience: Tout le personnel\nchannel: courriel\nwhen: Le premier jour\n---\n\nBonjour.\n"
KIT = "---\ntitle: Découvrir\nsummary: Une heure ensemble.\naudience: Les volontaires\nminutes_total: 60\n---\n\n{}\n"
SHEET = "---\ntitle: Fiche à imprimer\n---\n\nÀ découper.\n"
FRENCH = {
    "modules/un-module/module.md": MODULE,
    "modules/un-module/01-une-lecon.md": LESSON,
    "practices/b-deux.md": PRACTICE.format("Deux"),
    "practices/a-un.md": PRACTICE.format("Un"),
    "messages/annonce.md": MESSAGE,
    "kits/decouvrir/kit.md": KIT.format(
        "On suit le [plan](page:/ressources/mallette-d-atelier/decouvrir/fiche/)."
    ),
    "kits/decouvrir/fiche.md": SHEET,
    "journeys/six-mois.yaml": "title: Six mois\nsteps: [{title: Un}, {title: Deux}, {title: Trois}]\n",
}
ENGLISH = {
    "practices/a-un.md": "---\ntitle: One\nsummary: In short.\n---\n\nThe text of one.\n",
    "kits/decouvrir/kit.md": "---\ntitle: Discover\nsummary: An hour together.\naudience: Volunteers\n"
    "minutes_total: 60\n---\n\nWe follow the plan.\n",
}


@pytest.fixture
def loaded(tmp_path):
    root = written(tmp_path / "fr", FRENCH)
    assert load_content(root).refused == []
    return root


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


def text_of(reader, address):
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_each_folder_becomes_a_page_that_leads_to_its_texts_in_their_order(loaded, reader):
    top = text_of(reader, "/ressources/")
    assert '"/ressources/bonnes-pratiques/"' in top
    assert '"/ressources/mallette-d-atelier/"' in top
    practices = text_of(reader, "/ressources/bonnes-pratiques/")
    first, second = (practices.index(f"En bref, {title}.") for title in ("Un", "Deux"))
    assert first < second
    assert "Le texte de Un." in text_of(reader, "/ressources/bonnes-pratiques/a-un/")


def test_a_kit_says_for_whom_and_how_long_and_leads_to_its_sheets(loaded, reader):
    kit = text_of(reader, "/ressources/mallette-d-atelier/decouvrir/")
    assert "Les volontaires" in kit
    assert "60" in kit
    assert kit.count('"/ressources/mallette-d-atelier/decouvrir/fiche/"') == 2  # in its text too
    sheet = text_of(reader, "/ressources/mallette-d-atelier/decouvrir/fiche/")
    for above in (
        "/ressources/",
        "/ressources/mallette-d-atelier/",
        "/ressources/mallette-d-atelier/decouvrir/",
    ):
        assert f'<a href="{above}">' in sheet


def test_a_message_says_to_whom_how_and_when_it_goes(loaded, reader):
    message = text_of(reader, "/ressources/messages-prets-a-envoyer/annonce/")
    for fact in ("Tout le personnel", "courriel", "Le premier jour"):
        assert fact in message


def test_every_page_leads_there_from_its_foot_once_something_is_there(loaded, reader):
    assert 'href="/contenus/ressources/"' in text_of(reader, "/")
    assert reader.get("/contenus/ressources/").url == "/ressources/"


def test_a_course_without_any_has_no_such_page(tmp_path, reader):
    load_content(written(tmp_path / "fr", {"modules/un-module/module.md": MODULE}))
    assert not ArticlePage.objects.exists()
    assert "ressources" not in text_of(reader, "/")


def test_what_has_no_page_yet_is_left_with_one_note(loaded, monkeypatch):
    """As long as no app above gives it a home."""
    monkeypatch.delitem(folder_registry._takers, "journeys")
    notes = [note for note in load_content(loaded).notes if "journeys" in note]
    assert len(notes) == 1


def test_loading_again_changes_nothing(loaded):
    report = load_content(loaded)
    assert (report.created, report.changed, report.ignored) == (0, 0, 0)


def test_a_new_practice_takes_its_place_and_an_edited_one_is_left(loaded):
    page = Page.objects.get(slug="a-un").specific
    page.title = "Titre de la rédaction"
    page.save_revision().publish()
    written(loaded, {"practices/aa-entre.md": PRACTICE.format("Entre")})
    path = loaded / "practices/a-un.md"
    path.write_text(path.read_text().replace("Le texte", "Un autre texte"))
    report = load_content(loaded)
    assert (report.created, report.ignored) == (1, 1)
    above = Page.objects.get(slug="bonnes-pratiques")
    assert [child.slug for child in above.get_children()] == ["a-un", "aa-entre", "b-deux"]
    assert Page.objects.get(slug="a-un").specific.title == "Titre de la rédaction"


def test_what_stood_below_a_page_that_was_deleted_stays_deleted(loaded):
    Page.objects.get(slug="bonnes-pratiques").delete()
    report = load_content(loaded)
    assert report.refused == []
    assert not Page.objects.filter(slug="a-un").exists()


def test_a_kit_without_its_minutes_refuses_the_folder(loaded):
    path = loaded / "kits/decouvrir/kit.md"
    path.write_text(path.read_text().replace("minutes_total: 60\n", ""))
    report = load_content(loaded)
    assert not report.applied
    assert "minutes_total" in report.refused[0].reason


def test_its_folder_may_give_a_page_other_words(loaded, reader):
    written(loaded, {"practices/index.md": "---\ntitle: Ce qui marche\n---\n\nÀ essayer.\n"})
    load_content(loaded)
    assert "Ce qui marche" in text_of(reader, "/ressources/bonnes-pratiques/")


def test_in_english_they_are_found_at_the_same_addresses(loaded, reader):
    root = written(loaded.parent / "en", ENGLISH)
    assert load_content_folder(root).refused == []
    reader.cookies["django_language"] = "en"
    assert "Good practices" in text_of(reader, "/ressources/")
    practices = text_of(reader, "/ressources/bonnes-pratiques/")
    assert "One" in practices
    assert '<span lang="fr">Deux</span>' in practices
    kit = text_of(reader, "/ressources/mallette-d-atelier/decouvrir/")
    assert "We follow the plan." in kit
    assert "For whom: Volunteers" in kit
    assert '<span lang="fr">Fiche à imprimer</span>' in kit
    assert "Workshop kits</a>" in kit


def test_a_page_of_many_articles_asks_no_more_than_one_of_two(
    loaded, reader, django_assert_max_num_queries
):
    text_of(reader, "/ressources/bonnes-pratiques/")
    more = {f"practices/c-{number}.md": PRACTICE.format(f"N{number}") for number in range(60)}
    with django_assert_max_num_queries(30) as few:
        text_of(reader, "/ressources/bonnes-pratiques/")
    load_content(written(loaded, more))
    with django_assert_max_num_queries(len(few)):
        page = text_of(reader, "/ressources/bonnes-pratiques/")
    assert "En bref, N47." in page
    assert "En bref, N9." in text_of(reader, "/ressources/bonnes-pratiques/?page=2")
