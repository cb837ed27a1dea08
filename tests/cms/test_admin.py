"""What each role finds in the administration of the contents."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import GlossaryTerm, Portal
from learning.models import CatalogPage, LessonPage, ModulePage, Path
from tests.learning.factories import make_lesson, make_module


pytestmark = pytest.mark.django_db


def lesson_form(**fields):
    body = streamfield([("text", rich_text("<p>Nouveau texte.</p>"))])
    return nested_form_data(
        {
            "title": "Une leçon",
            "slug": "une-lecon",
            "goal": "vous saurez écrire.",
            "minutes": "5",
            "body": body,
            "portal_service": "",
            "reviewed_on": "",
            "seo_title": "",
            "search_description": "",
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": "",
            },
            **fields,
        }
    )


@pytest.mark.may_write  # Wagtail keeps its own admin tables on a GET
def test_an_editor_writes_and_publishes_a_lesson(client, editor, person):
    module = make_module()
    client.force_login(editor)
    add = reverse("wagtailadmin_pages:add", args=["learning", "lessonpage", module.pk])
    assert client.get(add).status_code == 200
    response = client.post(add, lesson_form() | {"action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    page = LessonPage.objects.get()
    assert page.live
    assert page.record.title == "Une leçon"
    client.force_login(person)
    assert "Nouveau texte." in client.get(page.url).content.decode()


@pytest.mark.may_write
def test_an_editor_changes_what_is_published(client, editor):
    lesson = make_lesson(make_module())
    client.force_login(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, lesson_form(title="Titre changé", slug=lesson.slug))
    assert LessonPage.objects.get().record.title == lesson.title  # a draft
    client.post(edit, lesson_form(title="Titre changé", slug=lesson.slug) | {"action-publish": "1"})
    assert LessonPage.objects.get().record.title == "Titre changé"


@pytest.mark.may_write
def test_an_editor_makes_a_portal_a_word_and_a_path(client, editor):
    module = make_module()
    client.force_login(editor)
    services = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    entries = services | {
        "TOTAL_FORMS": 1,
        "0": {
            "module": module.record_id,
            "need": "required",
            "choice": "",
            "granted_from": "",
            "id": "",
            "ORDER": 1,
            "DELETE": "",
        },
    }
    empty = services
    for model, values in (
        (
            Portal,
            {
                "name": "Mon espace",
                "slug": "espace",
                "is_open": "on",
                "kind": "public",
                "partition": "job_family",
                "services": empty,
                "screens": empty,
            },
        ),
        (GlossaryTerm, {"term": "Quittance", "definition": "Reçu de loyer.", "variants": ""}),
        (
            Path,
            {
                "title": "Commencer",
                "slug": "commencer",
                "summary": "",
                "introduction": rich_text(""),
                "entries": entries,
                "choices": services,
            },
        ),
    ):
        assert client.get(reverse(model.snippet_viewset.get_url_name("list"))).status_code == 200
        add = reverse(model.snippet_viewset.get_url_name("add"))
        response = client.post(add, nested_form_data(values))
        assert response.status_code == 302, response.context["form"].errors
        assert model.objects.count() == 1


@pytest.mark.may_write
@pytest.mark.parametrize("role", ["person", "manager"])
def test_staff_and_managers_do_not_enter_the_administration(client, request, role):
    client.force_login(request.getfixturevalue(role))
    response = client.get(reverse("wagtailadmin_home"))
    assert response.status_code == 302


@pytest.mark.may_write
def test_a_training_manager_edits_no_page(client, training_manager):
    client.force_login(training_manager)
    edit = reverse("wagtailadmin_pages:edit", args=[make_module().pk])
    assert client.get(edit).status_code == 302


@pytest.mark.may_write
def test_a_drawing_sent_by_an_editor_is_refused(client, editor):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(editor)
    drawing = SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    response = client.post(reverse("wagtailimages:add"), {"title": "A", "file": drawing})
    assert response.context["form"].errors["file"]
    from cms.models import Picture

    assert not Picture.objects.exists()


def test_the_catalogue_keeps_its_address():
    catalog = CatalogPage.objects.get()
    catalog.slug = "ailleurs"
    catalog.save_revision().publish()
    assert CatalogPage.objects.get().slug == CatalogPage.ADDRESS


@pytest.mark.parametrize("field", ["icon", "drawing"])
def test_a_picture_that_the_site_does_not_have_is_refused(field):
    from django.core.exceptions import ValidationError

    module = make_module()
    page = ModulePage.objects.get(pk=module.pk)
    setattr(page, field, "licorne")
    with pytest.raises(ValidationError):
        page.full_clean()


# --- The frame ------------------------------------------------------------------------------------------


HOME = reverse("wagtailadmin_home")


def test_the_first_page_searches_pages_for_who_has_some(client, editor, training_manager):
    for someone, has_pages in ((editor, True), (training_manager, False)):
        client.force_login(someone)
        page = client.get(HOME).content.decode()
        assert ('role="search"' in page) == has_pages
        assert ("keyboard-shortcuts-trigger" in page) == has_pages


def test_the_administration_names_the_product_and_leads_to_no_other_site(client, editor):
    client.force_login(editor)
    for url in (HOME, reverse("wagtailadmin_explore_root"), "/admin/nulle-part/"):
        page = client.get(url).content.decode()
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert title.strip().endswith("Passerelle")
        assert "Root" not in title
        assert "wagtail.org" not in page


@pytest.mark.may_write  # Wagtail keeps a profile of whoever opens it
def test_a_clock_is_chosen_among_those_of_france(client, editor):
    client.force_login(editor)
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    for zone in ("Europe/Paris", "Indian/Reunion"):
        assert f'value="{zone}"' in page
    assert 'value="localtime"' not in page
