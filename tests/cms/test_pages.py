import json
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    Site,
    Workflow,
)

from cms.blocks.basic import TableBlock, read_table
from cms.models import (
    ArticlePage,
    Attachment,
    GlossaryTerm,
    HomePage,
    OrganisationSettings,
    Picture,
    Rendition,
)
from people.enums import Role
from tests.learning.factories import make_article


# Wagtail leaves the file that it draws a picture’s size into for the collector to close.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    ),
]


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


def set_organisation(**fields):
    OrganisationSettings.objects.update(**fields)


def test_a_new_site_opens_on_the_first_screen(reader, person):
    response = reader.get("/")
    assert response.status_code == 200
    assert person.first_name in response.content.decode()
    site = Site.objects.get()
    assert (site.site_name, site.root_page.specific) == ("Passerelle", HomePage.objects.get())


def test_the_colour_of_the_organisation_is_public_and_kept_by_browsers(client):
    set_organisation(accent="#7a1f5c")
    response = client.get(reverse("cms:organisation_css"))
    assert response.content == b":root{--org-accent:#7a1f5c}"
    assert response["Content-Type"] == "text/css"
    assert "public" in response["Cache-Control"]


def test_without_a_colour_the_style_sheet_is_empty(client):
    assert client.get(reverse("cms:organisation_css")).content == b""


@pytest.mark.parametrize("accent", ["red", "#fff", "#12345", "#1234567", "#12345g", "#123456;}"])
def test_a_colour_is_six_digits_and_nothing_else(accent):
    with pytest.raises(ValidationError):
        OrganisationSettings(accent=accent).full_clean()


def test_every_page_names_the_organisation_and_its_accessibility(client):
    set_organisation(name="Habitat des Deux Rives", accessibility="partial")
    page = client.get(reverse("people:login")).content.decode()
    assert "Habitat des Deux Rives" in page
    assert reverse("cms:accessibility") in page


def test_the_accessibility_statement_is_open_to_everybody(client):
    assert client.get(reverse("cms:accessibility")).status_code == 200
    make_article("accessibilite", "Déclaration d’accessibilité")
    assert (
        "Déclaration d’accessibilité" in client.get(reverse("cms:accessibility")).content.decode()
    )


def test_no_other_article_is_open_to_strangers(client):
    page = make_article("aide")
    for address in (page.url, reverse("cms:article", args=["aide"]), reverse("cms:glossary")):
        assert client.get(address).status_code == 302


def test_the_footer_leads_to_articles_once_they_are_published(reader):
    address = reverse("cms:article", args=["aide"])
    assert address not in reader.get("/").content.decode()
    page = make_article("aide")
    assert address in reader.get("/").content.decode()
    assert reader.get(address).url == page.url
    page.unpublish()
    assert address not in reader.get("/").content.decode()
    assert reader.get(address).status_code == 404


def test_an_article_below_one_that_was_taken_down_is_taken_down(reader):
    parent = make_article("dossier")
    child = ArticlePage.objects.get(pk=parent.pk).add_child(
        instance=ArticlePage(title="Page", slug="page")
    )
    assert reader.get(child.url).status_code == 200
    ArticlePage.objects.get(pk=parent.pk).unpublish()
    assert reader.get(child.url).status_code == 404


def test_pages_are_found_after_the_first_screen_got_another_address(reader):
    page = make_article("une-page")
    assert reader.get("/une-page/").status_code == 200
    home = HomePage.objects.get(locale__language_code="fr")
    home.slug = "autre-accueil"
    home.save()

    assert reader.get("/une-page/").context["page"].pk == page.pk
    assert reader.get("/").status_code == 200


def test_the_frame_asks_one_query_of_the_contents(rf, person, django_assert_num_queries):
    from cms.queries import footer_pages, organisation

    request = rf.get("/")
    request.user = person
    with django_assert_num_queries(1):
        organisation(request)
        footer_pages(request)
        organisation(request)


def test_the_glossary_is_listed(reader):
    GlossaryTerm.objects.create(term="DPO", definition="Délégué à la protection des données.")
    assert "Délégué à la protection" in reader.get(reverse("cms:glossary")).content.decode()


# --- Blocks ------------------------------------------------------------------------------------------


BLOCKS = [
    {"type": "text", "value": "<h2>Un titre</h2><p>Du <b>gras</b>.</p>"},
    {"type": "callout", "value": {"title": "À retenir", "text": "<p>Le mot.</p>"}},
    {
        "type": "steps",
        "value": {"steps": [{"title": "Un.", "text": "<p>a</p>"}, {"title": "Deux.", "text": ""}]},
    },
    {"type": "checklist", "value": {"title": "À essayer", "items": ["Une chose"]}},
    {
        "type": "table",
        "value": {"caption": "Comparer", "show_caption": True, "text": "A | B\nun | deux"},
    },
]


def test_every_block_is_drawn(reader):
    page = make_article("blocs", body=json.dumps(BLOCKS))
    html = reader.get(page.url).content.decode()
    for text in ("Un titre", "Le mot.", "Deux.", "Une chose", "Comparer", "deux"):
        assert text in html


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = BytesIO()
    Image.new("RGB", (1600, 900), "navy").save(data, "PNG")
    data.seek(0)
    return Picture.objects.create(title="Écran", file=ImageFile(data, name="ecran.png"))


def image_block(picture, **fields):
    image = {"image": picture.pk, "decorative": False, "alt_text": "L’écran d’accueil"} | fields
    return {"type": "image", "value": {"image": image, "caption": "Vu en novembre"}}


def test_a_picture_is_offered_in_three_sizes_and_drawn_before_anybody_reads(reader, picture):
    page = make_article("image", body=json.dumps([image_block(picture)]))
    assert Rendition.objects.filter(image=picture).count() == 3
    html = reader.get(page.url).content.decode()
    assert "480w" in html
    assert "1440w" in html
    assert 'alt="L’écran d’accueil"' in html
    assert "Vu en novembre" in html


def test_a_decorative_picture_has_an_empty_alternative(reader, picture):
    page = make_article("deco", body=json.dumps([image_block(picture, decorative=True)]))
    assert 'alt=""' in reader.get(page.url).content.decode()


def test_a_draft_draws_no_picture(picture):
    make_article("brouillon", body=json.dumps([image_block(picture)]), live=False)
    assert not Rendition.objects.exists()


def test_pictures_are_for_people_who_signed_in(client, person, picture):
    address = picture.file.url
    assert client.get(address).status_code == 302
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


def test_a_drawing_opened_alone_may_run_nothing(client, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    client.force_login(person)
    response = client.get("/media/images/a.svg")
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    response.close()


@pytest.fixture
def document(settings, tmp_path):
    """In a collection that editors alone may read."""
    settings.MEDIA_ROOT = tmp_path
    collection = Collection.get_first_root_node().add_child(name="Rédaction")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=BaseViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=Role.EDITOR))
    return Attachment.objects.create(
        title="Notes", file=ContentFile(b"CANARY", name="notes.txt"), collection=collection
    )


def test_a_document_is_for_who_may_read_its_collection(client, document, person, editor):
    assert client.get(document.url).status_code == 302
    client.force_login(person)
    assert b"CANARY" not in client.get(document.url).content
    client.force_login(editor)
    response = client.get(document.url)
    assert b"".join(response) == b"CANARY"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path",
    [
        "documents/notes.txt",
        "/documents/notes.txt",
        "./documents/notes.txt",
        "images/../documents/notes.txt",
        "images/%2e%2e/documents/notes.txt",
        "images/..%2fdocuments/notes.txt",
        "Documents/notes.txt",
        "images/../../media/documents/notes.txt",
    ],
)
def test_the_file_of_a_document_has_no_address_among_the_pictures(client, document, editor, path):
    assert document.file.name == "documents/notes.txt"
    client.force_login(editor)
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize("text", ["", "A | B", "A\nun", "A | B\nun", "A | B\nun | deux | trois"])
def test_a_table_needs_headings_and_even_rows(text):
    block = TableBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"caption": "C", "text": text}))


def test_a_table_is_read_line_by_line():
    table = read_table("A | B\n\n un |deux \n")
    assert (table.headers, table.rows) == (["A", "B"], [["un", "deux"]])


def test_blocks_stay_out_of_migrations():
    field = ArticlePage._meta.get_field("body")
    _name, path, args, kwargs = field.deconstruct()
    assert (path, args) == ("core.fields.StreamField", [[]])
    assert "block_lookup" not in kwargs


def test_a_new_block_asks_for_no_migration():
    from wagtail import blocks

    from core.fields import StreamField

    before = StreamField([("text", blocks.TextBlock())], blank=True)
    after = StreamField([("text", blocks.TextBlock()), ("new", blocks.CharBlock())], blank=True)
    assert before.deconstruct()[1:] == after.deconstruct()[1:]


def test_a_page_sent_for_review_is_read_by_other_editors():
    workflow = Workflow.objects.get()

    (task,) = workflow.tasks
    assert (workflow.name, task.name) == ("Relecture", "Relecture")
    assert [group.name for group in task.specific.groups.all()] == [Role.EDITOR]


@pytest.mark.may_write  # Wagtail keeps its own admin tables on a GET
def test_a_listing_is_the_same_the_tenth_time(client, editor):
    """What was made for one request is not carried into the next, to grow there."""
    client.force_login(editor)
    listing = reverse("wagtailsnippets_cms_glossaryterm:list")

    def labels():
        table = client.get(listing).context["table"]
        return [type(column.label) for column in table.columns.values()]

    assert labels() == labels() == labels()
