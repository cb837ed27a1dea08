"""A lesson is previewed at any moment: just begun, with nothing chosen yet, or refused."""

import pytest
from django.urls import reverse
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from learning.lesson_templates import LESSON_TEMPLATES
from learning.models import LessonPage
from tests.learning.factories import make_module


pytestmark = pytest.mark.django_db


def typed(block, value):
    """Return what the editor posts for a value that stands in a block."""
    if isinstance(block, ImageBlock):
        return {"image": "", "alt_text": ""}
    if isinstance(block, blocks.StructBlock):
        return {name: typed(child, value.get(name)) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return streamfield([("", typed(block.child_block, item)) for item in value])
    if isinstance(block, blocks.StreamBlock):
        return streamfield([(child.block_type, typed(child.block, child.value)) for child in value])
    if isinstance(block, blocks.RichTextBlock):
        return rich_text(value.source)
    return "" if value in (None, False) else str(value)


def bodies():
    """Yield each template as it begins, and each block as it is added."""
    block = LessonPage._meta.get_field("body").stream_block
    for template in LESSON_TEMPLATES:
        yield template.key, typed(block, block.to_python(template.blocks()))
    for name, child in block.child_blocks.items():
        yield name, streamfield([(name, typed(child, child.get_default()))])


@pytest.mark.may_write  # Wagtail keeps what is previewed in its own table
def test_a_lesson_is_previewed_with_guiding_sentences_left_and_nothing_chosen(client, editor):
    module = make_module()
    client.force_login(editor)
    preview = reverse(
        "wagtailadmin_pages:preview_on_add", args=["learning", "lessonpage", module.pk]
    )
    no_comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}

    refused = {}
    for name, body in bodies():
        form = {"title": "", "slug": "", "goal": "", "body": body, "comments": no_comments}
        said = client.post(preview, nested_form_data(form)).json()
        if not said["is_valid"] or b"preview-error" in (seen := client.get(preview)).content:
            refused[name] = said
        else:
            assert seen.status_code == 200

    assert refused == {}
    assert Page.objects.filter(depth__gt=module.depth).count() == 0
