"""Nobody approves, or publishes past its review, what they sent for review or wrote themselves, unless they are alone."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import rich_text
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.policies import may_approve_review, may_publish_reviewed
from core.dates import today
from core.guidance import MARK
from people.enums import Role
from tests.cms.test_scheduled import lesson_form
from tests.cms.translating import say, start_translation, translate
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.may_write]


@pytest.fixture(autouse=True)
def reads_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def other_editor(editor):
    someone = PersonFactory()
    someone.groups.add(editor.groups.get(name=Role.EDITOR))
    return someone


@pytest.fixture
def submitted(client, editor):
    lesson = make_lesson(make_module(), live=False)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    form = lesson_form(lesson, {"text": rich_text("<p>Du texte.</p>")})
    client.post(edit, form | {"action-submit": "1"})
    return lesson, edit, form


def actions_of(page, person):
    return {name for name, _label, _modal in page.current_workflow_task.get_actions(page, person)}


def said_to(client, url):
    return " ".join(str(message) for message in client.get(url).context["messages"])


def page_for(client, person, url):
    client.force_login(person)
    return client.get(url).text


def latest(lesson):
    return Page.objects.get(pk=lesson.pk).get_latest_revision_as_object()


def is_live(lesson):
    return Page.objects.get(pk=lesson.pk).live


def test_the_sender_may_take_back_and_another_approves(client, editor, other_editor, submitted):
    lesson, edit, form = submitted
    state = WorkflowState.objects.get()
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    by_task = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[lesson.pk, "approve", state.current_task_state.pk],
    )

    offered = {
        who: 'name="action-publish"' in page_for(client, who, edit)
        for who in (other_editor, editor)
    }
    assert offered == {other_editor: True, editor: False}
    assert actions_of(lesson, editor) == {"reject"}
    assert actions_of(lesson, other_editor) == {"reject", "approve"}
    for refused in (
        lambda: client.post(edit, form | approve),
        lambda: client.post(by_task),
    ):
        refused()
        assert not is_live(lesson)
    next_week = timezone.localtime() + timedelta(days=7)
    scheduled = form | {"action-publish": "1", "go_live_at": next_week.strftime("%Y-%m-%d %H:%M")}
    for refused in (
        lambda: client.post(edit, form | {"action-publish": "1"}),
        lambda: client.post(f"{bulk}?id={lesson.pk}"),
        lambda: client.post(f"{bulk}?id={lesson.get_parent().pk}", {"include_descendants": "on"}),
        lambda: client.post(edit, scheduled),
    ):
        answer = refused()
        assert answer.headers["Location"] == edit
        assert not is_live(lesson)
        assert "somebody else approves it" in said_to(client, edit)
    assert not lesson.revisions.exclude(approved_go_live_at=None).exists()

    client.post(edit, form)
    client.force_login(other_editor)
    client.post(by_task)
    assert is_live(lesson)


def test_whoever_is_alone_approves_is_told_so_and_so_does_everybody_once_the_setting_is_off(
    client, editor, submitted, settings
):
    lesson, edit, _form = submitted
    task = lesson.current_workflow_task
    page = client.get(edit).text
    assert "Nobody else here may review it" in page
    assert "Approve (nobody else may)" in page
    assert may_approve_review(editor, lesson, task)

    colleague = PersonFactory(is_active=False)
    colleague.groups.add(editor.groups.get(name=Role.EDITOR))
    assert may_approve_review(editor, lesson, task)

    colleague.is_active, colleague.employed_until = True, today() - timedelta(days=1)
    colleague.save()
    assert may_approve_review(editor, lesson, task)

    colleague.employed_until = None
    colleague.save()
    assert not may_approve_review(editor, lesson, task)
    settings.REVIEW_BY_ANOTHER = False
    assert may_approve_review(editor, lesson, task)


def test_a_translation_waits_for_its_source_and_says_what_is_untranslated(
    client, editor, other_editor, submitted
):
    lesson, _edit, _form = submitted
    client.force_login(editor)
    translation = start_translation(lesson, editor)
    page = translation.get_target_instance()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    publish = {"action": "publish"}
    total, _done = translation.get_progress()
    assert "The original is not published yet" in client.get(edit).text

    for waits in (publish, publish | {"untranslated": str(total)}):
        answer = client.post(edit, waits, follow=True)
        assert not is_live(page)
        assert "only once its source is published" in answer.text
    Page.objects.filter(pk=lesson.pk).update(live=True)  # read already, and sent for review again
    assert "somebody else approves it" in client.post(edit, publish, follow=True).text
    assert "The original is not published yet" not in client.get(edit).text

    client.force_login(other_editor)
    asked = client.post(edit, publish)
    assert (asked.context["untranslated"], is_live(page)) == (total, False)
    update = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    client.post(update, {"publish_translations": "on"})
    assert not is_live(page)
    assert page.get_latest_revision() is not None
    left = client.post(edit, publish).context["untranslated"]
    client.post(edit, publish | {"untranslated": str(left)})
    assert Page.objects.get(pk=page.pk).get_latest_revision().user == other_editor


def test_whoever_rewrote_a_text_leaves_it_to_the_other(client, editor, other_editor, submitted):
    lesson, edit, form = submitted
    client.force_login(other_editor)
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}

    answer = client.post(edit, form | approve | {"title": "Tout autre"})
    assert answer.headers["Location"] == edit
    assert "somebody else approves it" in said_to(client, edit)
    assert latest(lesson).title == "Tout autre"

    state = WorkflowState.objects.get()
    state.current_task_state.reject(user=other_editor)
    client.post(edit, form | {"action-submit": "1", "title": "Texte de B"})
    state.refresh_from_db()
    assert state.requested_by == editor
    assert actions_of(lesson, other_editor) == {"reject"}
    assert not may_publish_reviewed(other_editor, lesson)
    assert not is_live(lesson)

    assert "approve" in actions_of(lesson, editor), (
        "the sender has read it, and wrote nothing of it"
    )
    someone = PersonFactory()
    someone.groups.add(editor.groups.get(name=Role.EDITOR))
    assert actions_of(lesson, editor) == {"reject"}
    assert "approve" in actions_of(lesson, someone)


def test_whoever_saves_a_text_or_comments_on_it_has_not_written_it(editor, other_editor, submitted):
    lesson, _edit, _form = submitted
    page = latest(lesson)
    page.save_revision(user=other_editor)
    page.save_revision(user=other_editor)

    assert "approve" in actions_of(lesson, other_editor)
    assert actions_of(lesson, editor) == {"reject"}


@pytest.mark.parametrize("action", ["publish", "delete", "unpublish", "copy", "move"])
def test_the_api_of_the_administration_acts_on_no_page(
    client, editor, other_editor, submitted, action
):
    lesson, _edit, _form = submitted
    listing = client.get(reverse("wagtailadmin_api:pages:listing"))

    refused = client.post(reverse("wagtailadmin_api:pages:action", args=[lesson.pk, action]))

    assert (listing.status_code, refused.status_code) == (200, 404)
    assert not is_live(lesson)


def test_a_translation_under_review_is_published_by_another(client, editor, other_editor):
    module = make_module()
    lesson = make_lesson(module, live=True)
    translate(module)
    target = translate(lesson, publish=False).specific
    target.save_revision(user=editor)
    target.get_workflow().start(target, editor)
    target = Page.objects.get(pk=target.pk).specific
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])
    source = TranslationSource.objects.get_for_instance(lesson)
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    client.force_login(editor)

    answer = client.post(edit, {"action": "publish"})
    assert answer.headers["Location"] == edit
    assert "somebody else approves it" in said_to(client, edit)
    client.post(update, {"publish_translations": "on"})
    assert not is_live(target)

    client.force_login(other_editor)
    left = client.post(edit, {"action": "publish"}).context["untranslated"]
    client.post(edit, {"action": "publish", "untranslated": str(left)})
    assert is_live(target)


def test_a_translation_with_a_guiding_sentence_stays_a_draft(client, editor):
    module = make_module()
    lesson = make_lesson(module, blocks=[{"type": "text", "value": f"<p>{MARK} Le geste.</p>"}])
    translate(module)
    target = translate(lesson, publish=False)
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])

    client.post(edit, {"action": "publish"})

    assert MARK in said_to(client, edit)
    assert not is_live(target)
    translation = Translation.objects.get(source__object_id=lesson.translation_key)
    assert MARK in send(client, translation, target)
    assert not WorkflowState.objects.exists()


@pytest.fixture
def reworded(editor, other_editor):
    """A published translation, and another title that the editor has given it since; a colleague of both looks on."""
    module = make_module()
    lesson = make_lesson(module, live=True)
    translate(module)
    target = translate(lesson, {lesson.title: "A first title"})
    translation = Translation.objects.get(source__object_id=lesson.translation_key)
    say(translation, {lesson.title: "A better title"})
    StringTranslation.objects.filter(data="A better title").update(last_translated_by=editor)
    return translation, Page.objects.get(pk=target.pk)


def send(client, translation, page):
    total, done = translation.get_progress()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    act = {"action": "review", "untranslated": str(total - done)}
    return client.post(edit, act, follow=True).text


def test_a_translation_is_sent_for_review_and_another_approves_it(
    client, editor, other_editor, reworded
):
    translation, page = reworded
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert 'value="review"' in page_for(client, editor, edit)
    total, done = translation.get_progress()
    assert client.post(edit, {"action": "review"}).context["untranslated"] == total - done
    assert not WorkflowState.objects.exists()

    assert "It is sent" in send(client, translation, page)
    page.refresh_from_db()
    assert (page.title, page.live, latest(page).title) == ("A first title", True, "A better title")
    say(translation, {translation.source.get_source_instance().title: "A third title"})
    own = client.get(edit).text
    approve = {"action": "approve", "reviewed": page.current_workflow_task_state.pk}
    assert "Sent for review on" in own
    assert "translation-waits" in own
    assert 'value="approve"' not in own
    assert "Nothing is done" in client.post(edit, approve, follow=True).text
    client.post(edit, {"action": "publish"})
    assert Page.objects.get(pk=page.pk).title == "A first title"

    home = page_for(client, other_editor, reverse("wagtailadmin_home"))
    assert 0 < home.index(edit) < home.index("What you can do here"), "before all else"
    assert 'value="approve"' in client.get(edit).text
    stale = approve | {"reviewed": "0"}
    assert "Nothing is done" in client.post(edit, stale, follow=True).text
    preview = reverse(
        "wagtailadmin_pages:workflow_preview", args=[page.pk, page.current_workflow_task.pk]
    )
    assert "A better title" in client.get(preview).text
    assert "It is published." in client.post(edit, approve, follow=True).text
    assert Page.objects.get(pk=page.pk).title == "A better title"
    assert Page.objects.get(pk=page.pk).current_workflow_state is None
    shown = Page.objects.get(pk=page.pk).specific
    assert shown.full_url == f"{settings.BASE_URL}{shown.url}", (
        "as the mail of an approval links it"
    )


def test_a_translation_is_sent_back_sent_again_and_taken_back(
    client, editor, other_editor, reworded
):
    translation, page = reworded
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.force_login(editor)
    send(client, translation, page)
    say(translation, {translation.source.get_source_instance().title: "A third title"})
    send(client, translation, page)
    assert latest(page).title == "A third title"
    assert WorkflowState.objects.active().count() == 1

    client.force_login(other_editor)
    assert 'value="reject"' in client.get(edit).text
    reject = {"action": "reject", "reviewed": page.current_workflow_task_state.pk}
    answer = client.post(edit, reject | {"comment": "Which title?"}, follow=True)
    assert "It is sent back." in answer.text
    assert "Which title?" in page_for(client, editor, edit)
    send(client, translation, page)
    assert page.workflow_in_progress
    someone = PersonFactory()
    someone.groups.add(editor.groups.get(name=Role.EDITOR))
    assert actions_of(page, editor) == {"reject"}, "whoever translated and sent it"
    assert "approve" in actions_of(page, other_editor)

    client.post(edit, {"action": "take_back"})
    assert not page.workflow_in_progress
    client.force_login(someone)
    send(client, translation, page)
    assert actions_of(page, editor) == {"reject"}, "whoever translated it, although another sent it"
    client.force_login(other_editor)
    assert client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"}
    ).context
    Page.objects.filter(pk=translation.source.get_source_instance().pk).update(live=False)
    page.current_workflow_state.cancel(user=someone)
    assert "cannot be sent for review now" in send(client, translation, page)
