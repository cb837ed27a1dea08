"""Pages that appear and go by themselves; previews and reviews of pages with every block."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.tasks import publish_scheduled_task
from learning.models import LessonPage
from tests.cms.files import make_document, make_picture
from tests.learning.factories import make_lesson, make_module


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    ),
]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ago(**time):
    return timezone.now() - timedelta(**time)


def test_the_clock_runs_it_every_few_minutes():
    entry = django_settings.BEAT_SCHEDULE["publish-scheduled-pages"]

    assert entry.task == publish_scheduled_task.name
    assert len(entry.schedule.minute) >= 6


def scheduled(lesson, *, at, title):
    """A draft with a new title, approved to appear at that time."""
    page = LessonPage.objects.get(pk=lesson.pk)
    page.title, page.go_live_at = title, at
    return page.save_revision(approved_go_live_at=at)


def test_a_lesson_appears_when_it_is_time_and_not_before(client, person):
    lesson = make_lesson(make_module(), "Avant", live=False)
    scheduled(lesson, at=timezone.now() + timedelta(hours=1), title="Après")
    client.force_login(person)

    publish_scheduled_task()
    assert client.get(lesson.url).status_code == 404

    scheduled(lesson, at=ago(minutes=1), title="Après")
    publish_scheduled_task()
    assert client.get(lesson.url).status_code == 200


def test_a_lesson_that_appears_tells_its_record():
    lesson = make_lesson(make_module(), "Avant")
    scheduled(lesson, at=ago(minutes=1), title="Après")

    publish_scheduled_task()

    page = LessonPage.objects.get(pk=lesson.pk)
    assert (page.title, page.record.title) == ("Après", "Après")


def test_a_lesson_goes_when_its_time_is_over_and_its_record_stays(client, person):
    lesson = make_lesson(make_module())
    Page.objects.filter(pk=lesson.pk).update(expire_at=ago(minutes=1))

    publish_scheduled_task()
    publish_scheduled_task()

    client.force_login(person)
    assert client.get(lesson.url).status_code == 404
    page = LessonPage.objects.get(pk=lesson.pk)
    assert not page.live
    assert page.record is not None


# --- Every block, previewed and reviewed -------------------------------------------------------------


def every_block():
    """Each new block as its form sends it."""
    part = {"title": "Partie", "text": rich_text("<p>Texte de la partie.</p>")}
    mark = {"left": 10, "top": 20, "phone_left": "", "phone_top": "", "text": "Le bouton bleu"}
    image = {"image": make_picture().pk, "decorative": "", "alt_text": "L’accueil"}
    side = {
        "name": "L’accueil",
        "sees": rich_text("<p>Un courrier.</p>"),
        "does": rich_text("<p>Elle rappelle.</p>"),
        "questions": listed("Et vous ?"),
    }
    step = {
        "title": "Ouvrir la messagerie",
        "text": rich_text("<p>En haut.</p>"),
        "image": image,
        "phone": "",
        "marks": listed(mark),
    }
    recording = make_document("son.mp3").pk
    return {
        "video": {
            "title": "Le film", "file": make_document("visite.mp4").pk, "fallback": "", "poster": "",
            "captions": make_document("visite.vtt").pk, "no_speech": "",
            "transcript": rich_text("<p>Dit dans le film.</p>"),
        },
        "audio": {
            "title": "Un appel", "file": recording, "transcript": rich_text("<p>Dit au téléphone.</p>"),
        },
        "accordion": {"items": listed(part)},
        "tabs": {"title": "Selon votre téléphone", "items": listed(part, part)},
        "comparison": {
            "title": "Avant, après", "columns": listed(*[part | {"tone": "plain"}] * 2),
        },
        "walkthrough": {"title": "Écrire un message", "steps": listed(step)},
        "case": {
            "title": "Un dossier perdu", "situation": rich_text("<p>Deux envois.</p>"),
            "front": side, "back": side, "helped": rich_text("<p>Un appel.</p>"),
        },
        "sheet": {
            "title": "La fiche", "document": make_document("fiche.pdf").pk, "description": "",
            "accessible": "PDF balisé",
        },
        "embed": {
            "title": "Le plan", "url": "https://cartes.exemple.fr/plan", "summary": "Un plan.",
            "shape": "wide",
        },
    }  # fmt: skip


def listed(*items):
    fields = {"count": len(items)}
    for number, item in enumerate(items):
        fields[str(number)] = {"deleted": "", "order": str(number), "id": "", "value": item}
    return fields


def lesson_form(lesson, blocks):
    no_comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}
    return nested_form_data(
        {
            "title": lesson.title, "slug": lesson.slug, "goal": "Écrire.", "minutes": "5",
            "body": streamfield(list(blocks.items())), "portal_service": "", "screen": "",
            "screen_version": "", "reviewed_on": "", "review_by": "", "seo_title": "",
            "search_description": "", "comments": no_comments,
        }
    )  # fmt: skip


KINDS = [
    "video", "audio", "accordion", "tabs", "comparison", "walkthrough", "case", "sheet", "embed",
]  # fmt: skip
SHOWN = {
    "video": "Dit dans le film.", "audio": "Dit au téléphone.", "accordion": "Texte de la partie.",
    "tabs": "Selon votre téléphone", "comparison": "Avant, après", "walkthrough": "Le bouton bleu",
    "case": "Deux envois.", "sheet": "PDF balisé", "embed": "Un plan.",
}  # fmt: skip


@pytest.mark.may_write  # Wagtail keeps its own admin tables on a GET, and draws pictures in a preview
def test_a_page_with_every_block_is_previewed_as_it_will_be(client, editor, settings):
    settings.EMBED_HOSTS = ["cartes.exemple.fr"]
    lesson = make_lesson(make_module())
    client.force_login(editor)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    assert client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).status_code == 200

    sent = client.post(preview, lesson_form(lesson, every_block()))

    assert sent.json() == {"is_valid": True, "is_available": True}, sent.content
    page = client.get(preview).content.decode()
    for kind in KINDS:
        assert SHOWN[kind] in page, kind


@pytest.mark.may_write
def test_a_lesson_with_every_block_goes_through_review(client, editor, settings, person):
    settings.EMBED_HOSTS = ["cartes.exemple.fr"]
    lesson = make_lesson(make_module(), live=False)
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])

    client.post(edit, lesson_form(lesson, every_block()) | {"action-submit": "1"})
    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    state.current_task_state.approve(user=editor)

    page = LessonPage.objects.get(pk=lesson.pk)
    assert page.live
    client.force_login(person)
    html = client.get(page.url).content.decode()
    for kind in KINDS:
        assert SHOWN[kind] in html, kind


@pytest.mark.may_write
def test_a_draft_may_lack_what_a_published_page_needs(client, editor):
    lesson = make_lesson(make_module(), live=False)
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    video = every_block()["video"] | {"captions": "", "transcript": rich_text("")}

    client.post(edit, lesson_form(lesson, {"video": video}))
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert draft.body[0].block_type == "video"

    response = client.post(edit, lesson_form(lesson, {"video": video}) | {"action-publish": "1"})
    assert response.status_code == 200
    assert not LessonPage.objects.get(pk=lesson.pk).live


def test_the_words_of_a_block_are_found_by_a_search():
    block = {"type": "tabs", "value": {"title": "Selon", "items": [
        {"title": "Un", "text": "<p>Coupez le disjoncteur.</p>"}, {"title": "Deux", "text": "<p>b</p>"},
    ]}}  # fmt: skip
    lesson = make_lesson(make_module(), blocks=[block])

    found = LessonPage.objects.search("disjoncteur")

    assert [page.pk for page in found] == [lesson.pk]
    assert "disjoncteur" in json.dumps(list(lesson.body.raw_data))
