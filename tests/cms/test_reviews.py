"""Nobody approves, or publishes past its review, what they sent for review themselves, unless they are alone."""

import pytest
from django.urls import reverse
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import rich_text

from cms.policies import may_approve_review
from people.enums import Role
from tests.cms.test_scheduled import lesson_form
from tests.cms.translating import start_translation
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.may_write]


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

    assert actions_of(lesson, editor) == {"reject"}
    assert actions_of(lesson, other_editor) == {"reject", "approve"}
    for refused in (
        lambda: client.post(edit, form | approve),
        lambda: client.post(edit, form | {"action-publish": "1"}),
        lambda: client.post(f"{bulk}?id={lesson.pk}"),
        lambda: client.post(f"{bulk}?id={lesson.get_parent().pk}", {"include_descendants": "on"}),
        lambda: client.post(by_task),
    ):
        refused()
        assert not is_live(lesson)

    client.force_login(other_editor)
    client.post(by_task)
    assert is_live(lesson)


def test_whoever_is_alone_approves_is_told_so_and_so_does_everybody_once_the_setting_is_off(
    client, editor, submitted, settings
):
    lesson, edit, _form = submitted
    task = lesson.current_workflow_task
    page = client.get(edit).text
    import re

    print(
        "DBG",
        re.findall(r'<div class="messages.*?</div>', page, re.S),
        re.findall("nobody.{80}|Approve.{80}", page, re.I | re.S),
    )
    assert "Nobody else here may review it" in page
    assert "Approve (nobody else may)" in page
    assert may_approve_review(editor, lesson, task)

    colleague = PersonFactory(is_active=False)
    colleague.groups.add(editor.groups.get(name=Role.EDITOR))
    assert may_approve_review(editor, lesson, task)

    colleague.is_active = True
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

    for waits in (publish, publish | {"untranslated": str(total)}):
        answer = client.post(edit, waits, follow=True)
        assert not is_live(page)
        assert "only once its source is published" in answer.text
    Page.objects.filter(pk=lesson.pk).update(live=True)  # read already, and sent for review again
    assert "somebody else approves it" in client.post(edit, publish, follow=True).text

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
