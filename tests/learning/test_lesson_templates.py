"""A lesson begins from a template; its guiding sentences are never published."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text

from cms.policies import PublishingRefused
from core.guidance import MARK, has_guidance
from learning.guidance import guidance_left
from learning.lesson_templates import LESSON_TEMPLATES
from learning.models import LessonPage
from tests.cms.test_scheduled import lesson_form
from tests.learning.factories import make_lesson, make_module


pytestmark = pytest.mark.django_db


@pytest.mark.may_write  # Wagtail keeps its own admin tables on a GET
def test_a_new_lesson_opens_with_the_blocks_of_the_template_that_was_chosen(client, editor, person):
    module = make_module()
    add = reverse("wagtailadmin_pages:add", args=["learning", "lessonpage", module.pk])
    client.force_login(editor)

    choice = client.get(add)
    opened = {one.key: client.get(add, {"modele": one.key}) for one in LESSON_TEMPLATES}

    assert [template.key for template in choice.context["templates"]] == list(opened)
    for one in LESSON_TEMPLATES:
        body = opened[one.key].context["form"].instance.body
        assert [block.block_type for block in body] == [kind for kind, _ in one.body()]
    assert client.get(add, {"modele": "unknown"}).context["templates"]
    client.force_login(person)
    assert client.get(add).status_code in {302, 403, 404}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_template_is_a_body_that_a_lesson_can_store_and_guides_at_each_step(language):
    module = make_module()
    for one in LESSON_TEMPLATES:
        with override(language):
            blocks = one.blocks()
        lesson = LessonPage.objects.get(pk=make_lesson(module, blocks=blocks, live=False).pk)
        assert [child.block_type for child in lesson.body][1:] == [
            block["type"] for block in blocks
        ]
        assert has_guidance(lesson.body.raw_data) == bool(blocks)
        left = guidance_left(lesson.body.stream_block, lesson.body)
        guided = {n for n, block in enumerate(blocks, 1) if block["type"] != "quiz"}
        assert set(left.block_errors if left else ()) == guided


@pytest.mark.may_write
def test_a_guiding_sentence_stays_in_a_draft_and_is_refused_at_its_field_on_the_way_out(
    client, editor
):
    lesson = make_lesson(make_module(), live=False)
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    blocks = {
        "text": rich_text("<p>Une phrase à moi.</p>"),
        "callout": {"title": f"{MARK} À retenir", "text": rich_text("<p>Oui.</p>")},
    }
    sent = lesson_form(lesson, blocks)

    assert client.post(edit, sent).status_code == 302
    for action in ("action-publish", "action-submit"):
        refused = client.post(edit, sent | {action: "1"})
        error = refused.context["form"].errors.as_data()["body"][0]
        assert list(error.block_errors) == [1]
        assert list(error.block_errors[1].block_errors) == ["title"]
    assert not Page.objects.get(pk=lesson.pk).live
    written = lesson_form(lesson, blocks | {"callout": blocks["callout"] | {"title": "La date"}})
    assert client.post(edit, written | {"action-publish": "1"}).status_code == 302
    assert Page.objects.get(pk=lesson.pk).live


@pytest.mark.may_write
def test_no_other_door_publishes_a_guiding_sentence(client, editor):
    module = make_module(live=False)
    step = {"title": f"{MARK} Première action", "text": ""}
    lesson = make_lesson(
        module, live=False, blocks=[{"type": "steps", "value": {"steps": [step, step]}}]
    )
    revision = lesson.save_revision()
    client.force_login(editor)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    for chosen in (lesson, module):
        refused = client.post(f"{bulk}?id={chosen.pk}", {"include_descendants": "on"}, follow=True)
        assert MARK in str(next(iter(refused.context["messages"])))
        assert refused.request["PATH_INFO"].endswith(f"/{lesson.pk}/edit/")
    with pytest.raises(PublishingRefused):
        revision.publish(user=editor)

    assert not Page.objects.filter(pk__in=[lesson.pk, module.pk], live=True).exists()
