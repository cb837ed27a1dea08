"""Good practices: imported from files, proposed by staff, marked as useful."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import PageLogEntry, WorkflowState

from ambassadors.practices.actions import PracticeParts, propose_practice
from ambassadors.practices.models import PracticePage, PracticeProposal, PracticesPage, UsefulMark
from ambassadors.practices.models import Testimony as Quote  # no class of tests
from ambassadors.practices.queries import practice_standing_of
from cms.models import ArticlePage, HomePage
from learning.folder_registry import _kinds
from learning.importers.content import load_content
from learning.models import LoadedSource
from people.actions.accounts import grant_role
from people.enums import NoticePurpose, Role
from people.models import Job, Notification
from people.notifications.queries import waiting_items
from people.queries.notices import current_notices
from tests.ambassadors.factories import ServiceFactory
from tests.learning.courses_on_disk import LESSON, MODULE, written
from tests.people.factories import PersonFactory


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
def loaded_folder(folder):
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
    loaded_folder, reader, django_assert_max_num_queries
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


# --- Proposed by staff ------------------------------------------------------------------------------


@pytest.fixture
def listing():
    home = HomePage.objects.get(locale__language_code="fr")
    return home.add_child(instance=PracticesPage(title="Bonnes pratiques", slug="bonnes"))


def form_data(**more):
    parts = {name: getattr(PARTS, name) for name in ("situation", "done", "changed", "begin")}
    return {"title": "Un écran à deux", **parts, "is_signed": "no"} | more


def send(client, address=None, **more):
    (notice,) = current_notices([NoticePurpose.HELP])
    return client.post(
        address or reverse("practices:propose"), form_data(notice=notice.version, **more)
    )


def decide(page, action, comment=""):
    editor = PersonFactory()
    grant_role(person=editor, role=Role.EDITOR, by=editor)
    state = PracticePage.objects.get(pk=page.pk).current_workflow_state
    task = state.current_task_state
    task.task.specific.on_action(task, user=editor, action_name=action, comment=comment)


def everything_kept_of(page):
    """Return each row of Wagtail's own about this page that could name somebody."""
    rows = [page.owner, page.locked_by]
    rows += [revision.user for revision in page.revisions.all()]
    rows += [entry.user for entry in PageLogEntry.objects.filter(page=page.pk)]
    return rows + [state.requested_by for state in page.workflow_states.all()]


def test_without_a_name_nobody_is_kept_once_it_is_published(reader, person, listing):
    assert send(reader).status_code == 302
    page = PracticePage.objects.get()
    assert not page.live
    assert page.current_workflow_state.workflow.name == "Relecture"
    assert set(everything_kept_of(page)) == {None}
    assert "Un écran à deux" in text_of(reader, reverse("practices:own"))
    assert "Un écran à deux" not in text_of(reader, listing.get_url())

    decide(page, "approve")

    page.refresh_from_db()
    assert page.live
    assert not PracticeProposal.objects.exists()
    shown = text_of(reader, page.get_url())
    assert "un mot &lt;simple&gt;" in shown
    assert str(person) not in shown.partition("<main")[2].partition("<aside")[0]
    assert "Un écran à deux" not in text_of(reader, reverse("practices:own"))


def test_what_was_proposed_begins_once_with_its_first_sentence(reader, listing):
    send(reader, situation="Les courriers s’empilent. Nous en parlons souvent.")
    page = PracticePage.objects.get()
    decide(page, "approve")
    assert not Notification.objects.exists()  # its author did not sign, and is forgotten
    shown = text_of(reader, page.get_url())
    assert shown.count("Les courriers s’empilent.") == 1

    PracticePage.objects.update(introduction="Un mot de la rédaction.")
    assert "Un mot de la rédaction." in text_of(reader, page.get_url())


def test_signed_the_name_stands_beside_it_until_its_author_takes_it_away(reader, person, listing):
    send(reader, is_signed="yes")
    page = PracticePage.objects.get()
    decide(page, "approve")
    [waiting] = waiting_items(person)
    assert waiting.description.url == page.get_url()
    assert page.title in waiting.description.title
    by = gettext("Proposed by %(name)s") % {"name": person}
    assert by in text_of(reader, page.get_url())

    own = PracticeProposal.objects.get()
    reader.post(reverse("practices:withdraw", args=[own.uuid]))

    assert by not in text_of(reader, page.get_url())
    assert waiting_items(person) == []
    assert PracticePage.objects.get().live


def test_sent_back_it_says_why_and_is_sent_again(reader, listing):
    send(reader)
    page = PracticePage.objects.get()
    own = PracticeProposal.objects.get()
    change = reverse("practices:change", args=[own.uuid])
    assert reader.get(change).status_code == 404
    decide(page, "reject", comment="Dites-en plus du début.")
    assert "Dites-en plus du début." in text_of(reader, reverse("practices:own"))
    form = text_of(reader, change)
    assert "Moins de questions.\n\nPas moins d’appels." in form
    assert "un mot &lt;simple&gt;" in form

    assert send(reader, change, begin="Commencez lundi.", title="Un écran").status_code == 302

    page = PracticePage.objects.get()
    assert page.current_workflow_state.status == "in_progress"
    assert page.current_workflow_state.current_task_state.revision == page.latest_revision
    assert reader.get(change).status_code == 404
    decide(page, "approve")
    assert "Commencez lundi." in text_of(reader, PracticePage.objects.get().get_url())


def test_withdrawn_before_it_is_published_nothing_is_left(reader, listing):
    send(reader)
    own = PracticeProposal.objects.get()

    reader.post(reverse("practices:withdraw", args=[own.uuid]))

    assert not PracticePage.objects.exists()
    assert not PracticeProposal.objects.exists()
    assert not WorkflowState.objects.exists()


def test_nobody_reaches_the_proposal_of_somebody_else(client, listing):
    propose_practice(title="Un écran", parts=PARTS, author=PersonFactory())
    own = PracticeProposal.objects.get()
    client.force_login(PersonFactory())

    assert client.post(reverse("practices:withdraw", args=[own.uuid])).status_code == 404
    assert client.get(reverse("practices:change", args=[own.uuid])).status_code == 404
    assert "Un écran" not in text_of(client, reverse("practices:own"))


@pytest.mark.parametrize(
    "said",
    ["Écrire à jean.petit@exemple.fr", "Appeler le 06 12 34 56 78", "1 84 12 76 451 089 46",
     "Demander à Mme Durand"],
)  # fmt: skip
def test_a_text_that_tells_who_somebody_is_does_not_go_out(reader, listing, said):
    answer = send(reader, changed=said)

    assert answer.status_code == 200
    assert not PracticePage.objects.exists()
    assert said in answer.content.decode()


def test_another_part_proposes_without_an_author(listing):
    page = propose_practice(title="Ce qui s’apprend à deux", parts=PARTS)

    assert not PracticeProposal.objects.exists()
    assert set(everything_kept_of(page)) == {None}
    with pytest.raises(ValidationError):
        propose_practice(title="Appeler le 0612345678", parts=PARTS)


def test_a_sixth_proposal_waits_for_an_answer(person, listing):
    for number in range(5):
        propose_practice(title=f"Écran {number}", parts=PARTS, author=person)
    with pytest.raises(ValidationError):
        propose_practice(title="Écran", parts=PARTS, author=person)


# --- Useful to me -----------------------------------------------------------------------------------


@pytest.fixture
def practice(listing):
    return listing.add_child(instance=PracticePage(title="Un écran à deux", slug="ecran"))


def test_one_tap_marks_it_and_one_takes_it_back(reader, person, practice):
    address = reverse("practices:useful", args=[practice.translation_key])
    (notice,) = current_notices([NoticePurpose.HELP])
    for _time in range(2):
        reader.post(address, {"useful": "yes", "notice": notice.version})
    assert UsefulMark.objects.filter(person=person).count() == 1

    reader.post(address, {"useful": "no"})

    assert not UsefulMark.objects.exists()


@pytest.mark.parametrize(("marks", "said"), [(4, 0), (5, 5), (9, 5), (10, 10), (21, 20)])
def test_the_count_goes_in_steps_and_leaves_out_ones_own(person, practice, marks, said):
    for _number in range(marks):
        UsefulMark.objects.create(person=PersonFactory(), practice=practice.translation_key)
    before = practice_standing_of(practice, person).useful
    UsefulMark.objects.create(person=person, practice=practice.translation_key)

    assert (before, practice_standing_of(practice, person).useful) == (said, said)


# --- What the public says ---------------------------------------------------------------------------


def quote(**more):
    fields = {
        "words": "J’ai pris rendez-vous seule.",
        "said_by": "une locataire",
        "setting": "à l’accueil",
    }
    return Quote(**fields | more)


@pytest.mark.parametrize("consent", [{}, {"has_consent": True}, {"consent_on": date(2026, 1, 5)}])
def test_nothing_is_shown_without_consent_and_its_day(consent):
    with pytest.raises(IntegrityError), transaction.atomic():
        quote(is_shown=True, **consent).save()
    with pytest.raises(ValidationError):
        quote(is_shown=True, **consent).full_clean()


def test_with_consent_it_stands_beside_the_practices(reader, listing, practice):
    quote(is_shown=True, has_consent=True, consent_on=date(2026, 1, 5)).save()
    quote(words="Pas encore.").save()
    for address in (listing.get_url(), practice.get_url()):
        page = text_of(reader, address)
        assert "J’ai pris rendez-vous seule." in page
        assert "Pas encore." not in page


def test_a_testimony_names_nobody():
    with pytest.raises(ValidationError):
        quote(said_by="Mme Durand").full_clean()
