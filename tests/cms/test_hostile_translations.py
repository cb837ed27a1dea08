"""A translation is HTML like any other: what an editor types there does nothing in the browser of whoever
reads the article. Each layer holds by itself: strings as they are stored, pages made of them, pages shown."""

import json
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringTranslation,
)

from cms.models import GlossaryTerm, HomePage
from tests.browser_reading import harm_in
from tests.cms.translating import start_translation
from tests.hostile_markup import COMMENTS, HOSTILE
from tests.learning.factories import make_article


pytestmark = pytest.mark.django_db

ATTACK = (
    "<!--><script src='/static/django_htmx/htmx-2.min.js?harmed'></script>"
    "<div hx-post='/admin/agents/harmed/roles/' hx-trigger='load' hx-vals='{\"role\":\"admin\"}'></div>-->"
)
STRINGS = [ATTACK, *COMMENTS]
HIDDEN_SCHEME = "java\tscript:harmed=1"


@pytest.fixture
def article():
    """A paragraph for each hostile string, and two texts of other kinds."""
    paragraphs = "".join(f"<p>Phrase <b>{number}</b></p>" for number in range(len(STRINGS)))
    linked = '<p>Voir <a href="https://exemple.fr/">le site</a></p>'
    body = [
        {"type": "text", "value": paragraphs},
        {"type": "callout", "value": {"title": "Un titre", "text": linked}},
    ]
    return make_article("une-page", title="Une page", body=json.dumps(body))


@pytest.fixture
def translation(article):
    return start_translation(article)


def segments(translation):
    """The paragraphs in their order, then the rest."""
    found = translation.source.stringsegment_set.select_related("string", "context")
    return sorted(found, key=lambda each: "Phrase" not in each.string.data)


def in_english(client, article):
    client.cookies["django_language"] = "en"
    answer = client.get(article.url)
    assert answer.status_code == 200
    return answer.content.decode()


def stored():
    return list(StringTranslation.objects.values_list("data", flat=True))


def harm_stored():
    return [harm for data in stored() for harm in harm_in(data)]


def plant(translation, strings):
    """As strings were stored before they were cleaned: bulk_create asks no signal."""
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            data=text,
        )
        for segment, text in zip(segments(translation), strings, strict=False)
    )


def test_what_an_editor_types_and_publishes_does_nothing_to_the_administrator(
    client, editor, administrator, article, translation, django_capture_on_commit_callbacks
):
    """The attack, by the addresses that the translation editor calls."""
    client.force_login(editor)
    every = segments(translation)
    for segment, text in [
        *zip(every, STRINGS, strict=False),
        *((string, ATTACK) for string in every[-3:]),
    ]:
        saved = client.put(
            reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
            data=encoded(text),
            content_type="application/x-www-form-urlencoded",
        )
        assert saved.status_code == 201
        assert harm_in(saved.json()["data"]) == []
    with django_capture_on_commit_callbacks(execute=True):
        edit = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
        assert client.post(edit, {"action": "publish"}).status_code == 302
    client.force_login(administrator)
    shown = in_english(client, article)

    assert translation.get_target_instance().live
    assert len(stored()) == len(STRINGS) + 3
    assert harm_stored() == []
    assert harm_in(shown, ours={"title"}) == []


def encoded(text):
    return urlencode({"value": text})


def test_a_file_of_translations_is_cleaned_as_it_is_read(client, editor, translation):
    client.force_login(editor)
    po = translation.export_po()
    for entry, text in zip(po, [*STRINGS, ATTACK, ATTACK], strict=False):
        entry.msgstr = text
    upload = SimpleUploadedFile("en.po", str(po).encode("utf-8", "replace"))

    answer = client.post(
        reverse("wagtail_localize:upload_pofile", args=[translation.pk]), {"file": upload}
    )

    assert answer.status_code == 302
    assert len(stored()) >= len(STRINGS)
    assert harm_stored() == []


@pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning")
def test_what_was_stored_before_is_cleaned_as_the_page_is_made_of_it(
    client, administrator, article, translation
):
    plant(translation, STRINGS)
    plant_links(translation)

    translation.save_target(publish=False)

    twin = translation.get_target_instance()
    revision = twin.get_latest_revision()
    assert ATTACK in stored()
    assert "phrase" not in json.dumps(twin.body.raw_data[0]["value"][:200]).lower()
    for made in (twin.body.raw_data, json.loads(revision.content["body"])):
        assert harm_in(made[0]["value"]) == []
        assert harm_in(made[1]["value"]["text"]) == []


def plant_links(translation):
    """The address of a link is given apart, and checked by nothing."""
    for segment, address in zip(OverridableSegment.objects.all(), [HIDDEN_SCHEME], strict=False):
        SegmentOverride.objects.create(
            context=segment.context,
            locale=translation.target_locale,
            data_json=json.dumps(address),
        )


def test_fields_of_rich_text_are_cleaned_too():
    HomePage.objects.update(welcome="<p>Bienvenue</p>")
    translation = start_translation(HomePage.objects.get())
    plant(translation, [ATTACK, ATTACK])

    translation.save_target(publish=False)

    twin = translation.get_target_instance()
    assert stored() == [ATTACK, ATTACK]
    assert "Bienvenue" not in twin.welcome
    assert harm_in(twin.welcome) == []


def test_what_stands_in_the_database_is_cleaned_as_it_is_shown(client, administrator, article):
    """Whatever put it there, past every check."""
    attack = f"<p>harmed {ATTACK}</p>"
    body = [
        *({"type": "text", "value": f"<p>Un texte {text}"} for text in HOSTILE if "\0" not in text),
        {"type": "callout", "value": {"title": ATTACK, "text": attack}},
        {"type": "accordion", "value": {"items": [{"title": ATTACK, "text": attack}] * 2}},
        {"type": "video", "value": {"title": ATTACK, "transcript": attack}},
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cms_articlepage SET body = %s WHERE page_ptr_id = %s",
            [json.dumps(body), article.pk],
        )
    GlossaryTerm.objects.create(term="harmed", definition=ATTACK)
    client.force_login(administrator)

    shown = client.get(article.url).content.decode()

    assert shown.count("Un texte") >= len(body) - 3
    assert shown.count("harmed") > 20
    assert harm_in(shown, ours={"title", "button"}) == []
