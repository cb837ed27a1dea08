"""The list of blocks: each has its sign, its sentence and its example, and the definitions are written once."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from cms.models import ArticlePage, Portal
from core.fields import KeptBlockWidget
from learning.models import LessonPage
from tests.adoption.factories import PortalServiceFactory
from tests.learning.factories import make_lesson, make_module


BLOCKS = LessonPage._meta.get_field("body").stream_block.child_blocks


def test_each_block_of_a_lesson_has_its_own_icon_a_sentence_other_names_and_a_group():
    icons = [block.meta.icon for block in BLOCKS.values()]

    assert len(set(icons)) == len(icons)
    for name, block in BLOCKS.items():
        assert block.get_description(), name
        assert block.meta.synonyms, name
        assert block.meta.group, name
        assert block.is_previewable, name


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_block_shows_an_example_of_itself(client, editor, language):
    editor.language = language
    client.force_login(editor)
    preview = reverse("wagtailadmin_block_preview")

    for name, block in BLOCKS.items():
        shown = client.get(preview, {"id": block.definition_prefix})
        assert shown.status_code == 200, name
        main = shown.content.decode().partition("<main")[2]
        assert len(main) > 150, name


@pytest.mark.django_db
def test_a_definition_is_written_once_for_a_language_and_anew_where_what_it_varies_on_has_changed():
    stream, varies = ArticlePage._meta.get_field("body").stream_block, [1]

    def written(language):
        with override(language):
            return KeptBlockWidget(stream, lambda: varies[0]).block_json

    french = written("fr")
    assert written("fr") is french
    assert written("en") != french
    varies[0] = 2
    assert written("fr") is not french


@pytest.mark.django_db
@pytest.mark.may_write
def test_an_editor_draws_each_field_once(client, editor):
    PortalServiceFactory(name="Messagerie")
    client.force_login(editor)
    lesson = make_lesson(make_module())
    page = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    for_scripts = page.partition('id="w-edit-handler-data"')[2].partition("</script>")[0]

    assert page.count('name="portal_service"') == 1
    assert '"fieldName": "portal_service", "widget": {}' in for_scripts
    assert "Messagerie" in page
    assert "__NAME__" not in for_scripts


@pytest.mark.django_db
@pytest.mark.may_write
def test_a_portal_and_its_rows_get_short_names_without_accents_where_none_is_given(
    client, administrator
):
    Portal.objects.create(name="Été", slug="ete")
    client.force_login(administrator)
    add = reverse("wagtailsnippets_cms_portal:add")
    rows = {
        f"{name}-{key}": value
        for name, count in (("services", 2), ("screens", 0))
        for key, value in {
            "TOTAL_FORMS": count, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": "",
        }.items()
    }  # fmt: skip
    for number in range(2):
        rows |= {
            f"services-{number}-{key}": value
            for key, value in {
                "name": "Réclamation reçue", "name_en": "", "slug": "", "tier": "essential",
                "cadence": "monthly", "ORDER": number + 1, "id": "", "DELETE": "",
            }.items()
        }  # fmt: skip

    sent = client.post(
        add,
        {
            "name": "Été",
            "name_en": "",
            "slug": "",
            "kind": "public",
            "url": "",
            "partition": "job_family",
        }
        | rows,
    )

    assert sent.status_code == 302, sent.context["form"].errors
    portal = Portal.objects.latest("pk")
    assert portal.slug == "ete-2"
    short = portal.services.order_by("pk").values_list("slug", flat=True)
    assert list(short) == ["reclamation-recue", "reclamation-recue-2"]
