"""What authors write with: what each block refuses, and what a reader gets of it."""

import json

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError

from cms.blocks import article_blocks
from cms.models import Attachment, Portal, PortalService, Rendition
from learning.models import LessonPage
from tests.cms.files import make_document, make_picture
from tests.learning.factories import make_article, make_lesson, make_module


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    ),
]

BLOCKS = dict(article_blocks())


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


def cleaned(kind, value):
    block = BLOCKS[kind]
    return block.clean(block.to_python(value))


def refusals(kind, value):
    """By field, what its author is told."""
    with pytest.raises(StructBlockValidationError) as caught:
        cleaned(kind, value)
    return caught.value.block_errors


def drawn(reader, *blocks):
    page = make_article(f"page-{len(blocks)}", body=json.dumps(list(blocks)))
    response = reader.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def video(**fields):
    return {
        "title": "Trouver la messagerie",
        "file": make_document("visite.mp4").pk,
        "poster": None,
        "captions": make_document("visite.vtt").pk,
        "no_speech": False,
        "transcript": "<p>On ouvre la messagerie.</p>",
    } | fields


# --- Video and recording ------------------------------------------------------------------------------


def test_a_video_has_captions_and_a_transcript_and_starts_by_itself_never(reader):
    html = drawn(reader, {"type": "video", "value": video()})

    assert 'kind="captions"' in html
    assert 'preload="none"' in html
    assert "controls" in html
    assert "autoplay" not in html
    assert "On ouvre la messagerie." in html
    assert 'type="video/mp4"' in html


def test_a_video_of_two_encodings_offers_both_and_one_of_a_phone_is_not_shown_as_wide(reader):
    tall, wide = make_picture(size=(54, 96)), make_picture()
    other = make_document("visite.webm").pk

    html = drawn(reader, {"type": "video", "value": video(fallback=other, poster=tall.pk)})
    assert html.index('type="video/mp4"') < html.index('type="video/webm"')
    assert "media__player--tall" in html
    html = drawn(reader, *[{"type": "video", "value": video(poster=wide.pk)}] * 2)
    assert "media__player--tall" not in html
    sound = make_document("son.mp3").pk
    assert "fallback" in refusals("video", video(fallback=sound))


def test_a_video_without_captions_says_that_nothing_is_said_in_it(reader):
    assert "captions" in refusals("video", video(captions=None))
    assert cleaned("video", video(captions=None, no_speech=True))
    assert cleaned("video", video(no_speech=True))
    html = drawn(reader, {"type": "video", "value": video(captions=None, no_speech=True)})
    assert "<track" not in html


@pytest.mark.parametrize("field", ["title", "file", "transcript"])
def test_a_video_lacks_nothing_that_somebody_needs(field):
    assert field in refusals("video", video(**{field: None if field == "file" else ""}))


def test_on_paper_the_transcript_unfolds_also_where_no_other_block_has_a_script(reader):
    assert "js/blocks.js" in drawn(reader, {"type": "video", "value": video()})


def test_a_video_is_a_video_and_captions_are_captions():
    sound, page = make_document("son.mp3"), make_document("page.pdf")

    assert "mp4" in str(refusals("video", video(file=sound.pk))["file"])
    assert "vtt" in str(refusals("video", video(captions=page.pk))["captions"])


def test_a_file_is_judged_by_what_is_in_it():
    fake = make_document("faux.mp4", b"<html>")
    broken = make_document("faux.vtt", b"WEBVTT\n\n00:02.000 --> 00:01.000\nA")

    assert "file" in refusals("video", video(file=fake.pk))
    assert "3" in str(refusals("video", video(captions=broken.pk))["captions"])


def test_a_file_that_is_gone_is_said_to_be(reader):
    document = make_document("perdu.mp4")
    value = video(file=document.pk)
    document.file.storage.delete(document.file.name)

    assert "file" in refusals("video", value)


def test_a_page_outlives_the_document_that_it_showed(reader):
    value = video()
    page = make_article("page", body=json.dumps([{"type": "video", "value": value}]))
    Attachment.objects.all().delete()

    html = reader.get(page.url).content.decode()
    assert "On ouvre la messagerie." in html
    assert "<video" not in html


@pytest.mark.parametrize("name", ["son.mp3", "son.m4a", "son.ogg", "son.wav"])
def test_a_recording_has_its_words_in_writing(reader, name):
    value = {
        "title": "Un appel",
        "file": make_document(name).pk,
        "transcript": "<p>Bonjour.</p>",
    }

    assert "transcript" in refusals("audio", value | {"transcript": ""})
    assert "file" in refusals("audio", value | {"file": make_document("visite.webm").pk})
    html = drawn(reader, {"type": "audio", "value": value})
    assert "<audio" in html
    assert "Bonjour." in html


# --- Texts that open or stand side by side ---------------------------------------------------------------


def parts(count):
    return [{"title": f"Partie {n}", "text": f"<p>Texte {n}</p>"} for n in range(1, count + 1)]


def test_without_a_script_the_tabs_stand_one_after_another_with_their_titles(reader):
    html = drawn(reader, {"type": "tabs", "value": {"title": "Selon", "items": parts(3)}})

    for number in (1, 2, 3):
        assert f">Partie {number}</h3>" in html
        assert f"Texte {number}" in html
    assert "js/blocks.js" in html
    assert 'role="tab' not in html


@pytest.mark.parametrize("count", [1, 6])
def test_tabs_are_two_to_five(count):
    with pytest.raises(ValidationError):
        cleaned("tabs", {"title": "Selon", "items": parts(count)})


def test_a_page_without_them_loads_no_script_for_them(reader):
    assert "js/blocks.js" not in drawn(reader, {"type": "text", "value": "<p>Un.</p>"})


def test_an_accordion_opens_without_a_script(reader):
    html = drawn(reader, {"type": "accordion", "value": {"items": parts(2)}})

    assert html.count("<details") >= 2
    assert "Texte 2" in html


def test_a_comparison_has_a_heading_for_each_column_and_words_for_its_colours(reader):
    columns = [
        {"title": "Au guichet", "tone": "good", "text": "<p>Montrer</p>"},
        {"title": "Au téléphone", "tone": "bad", "text": "<p>Faire à la place</p>"},
    ]
    html = drawn(reader, {"type": "comparison", "value": {"title": "Aider", "columns": columns}})

    assert "À faire" in html
    assert "Faire à la place" in html
    with pytest.raises(ValidationError):
        cleaned("comparison", {"title": "Aider", "columns": columns[:1]})


# --- Screens with marks -----------------------------------------------------------------------------------


def walkthrough(picture, marks):
    image = {"image": picture.pk, "decorative": False, "alt_text": "La page d’accueil"}
    step = {"title": "Ouvrir", "text": "<p>Puis.</p>", "image": image, "marks": marks}
    return {"title": "Écrire", "steps": [step]}


MARKS = [{"left": 12, "top": 80, "text": "L’enveloppe"}, {"left": 0, "top": 100, "text": "Le pied"}]


def test_each_mark_stands_on_the_picture_and_in_words(reader):
    html = drawn(reader, {"type": "walkthrough", "value": walkthrough(make_picture(), MARKS)})

    assert 'cx="12%"' in html
    assert 'cy="80%"' in html
    assert "<li>L’enveloppe</li>" in html
    assert 'alt="La page d’accueil"' in html
    assert "style=" not in html.partition("<main")[2]


def test_a_phone_gets_a_picture_of_its_own_with_marks_at_their_own_places(reader):
    marks = [MARKS[0] | {"phone_left": 33, "phone_top": 44}, MARKS[1] | {"phone_left": 50}]
    value = walkthrough(make_picture(), marks)
    value["steps"][0]["phone"] = make_picture("Étroit").pk

    html = drawn(reader, {"type": "walkthrough", "value": value})
    assert "<source" in html
    assert 'cx="33%"' in html
    assert html.count('class="marked__phone"') == 1
    assert html.count("<li>L’enveloppe</li>") == 1


@pytest.mark.parametrize(("field", "value"), [("left", -1), ("top", 101), ("text", "")])
def test_a_mark_is_on_the_picture_and_says_what_it_shows(field, value):
    with pytest.raises(ValidationError):
        cleaned("walkthrough", walkthrough(make_picture(), [MARKS[0] | {field: value}]))


def test_a_screenshot_says_in_words_what_it_shows():
    value = walkthrough(make_picture(), MARKS)
    value["steps"][0]["image"]["alt_text"] = ""

    with pytest.raises(ValidationError):
        cleaned("walkthrough", value)


def test_pictures_deep_in_a_block_are_drawn_before_anybody_reads(reader):
    first, second, poster = make_picture(), make_picture(), make_picture()
    value = walkthrough(first, MARKS)
    value["steps"] += walkthrough(second, [])["steps"]
    make_article(
        "images",
        body=json.dumps(
            [
                {"type": "walkthrough", "value": value},
                {"type": "video", "value": video(poster=poster.pk)},
            ]
        ),
    )

    for picture in (first, second, poster):
        assert Rendition.objects.filter(image=picture).count() == 3


def page_of_screens(count):
    steps = [walkthrough(make_picture(), MARKS)["steps"][0] for _number in range(count)]
    block = {"type": "walkthrough", "value": {"title": "Écrire", "steps": steps}}
    return make_article(f"page-{count}", body=json.dumps([block]))


def test_ten_screenshots_ask_no_more_queries_than_two(reader, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (2, 10):
        page = page_of_screens(size)
        cache.clear()
        reader.get("/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert reader.get(page.url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- Case, sheet ------------------------------------------------------------------------------------------


def role(name):
    return {
        "name": name,
        "sees": "<p>Un courrier.</p>",
        "does": f"<p>{name} rappelle.</p>",
        "questions": ["Et vous ?"],
    }


def test_a_case_shows_both_sides_and_keeps_what_helped_for_later(reader):
    value = {
        "title": "Un dossier perdu",
        "situation": "<p>Deux envois.</p>",
        "front": role("L’accueil"),
        "back": role("Le traitement"),
        "helped": "<p>Un appel.</p>",
    }
    html = drawn(reader, {"type": "case", "value": value})

    assert "L’accueil rappelle." in html
    assert "Le traitement rappelle." in html
    before, _summary, _after = html.partition("</summary>")
    assert "Un appel." not in before.rpartition("<h2")[2]
    assert "Un appel." in html
    broken = value | {"back": role("Le traitement") | {"questions": []}}
    with pytest.raises(ValidationError):
        cleaned("case", broken)


def test_a_sheet_says_its_kind_and_its_size(reader):
    value = {
        "title": "Fiche accueil",
        "document": make_document("fiche.pdf").pk,
        "description": "",
        "accessible": "PDF balisé",
    }
    html = drawn(reader, {"type": "sheet", "value": value})

    assert "(PDF, 15" in html
    assert "PDF balisé" in html
    assert "accessible" in refusals("sheet", value | {"accessible": ""})


def test_reading_a_sheet_of_unknown_size_writes_nothing(reader):
    document = make_document("fiche.pdf")
    Attachment.objects.update(file_size=None)
    value = {"title": "Fiche", "document": document.pk, "description": "", "accessible": "Balisé"}

    assert "(PDF)" in drawn(reader, {"type": "sheet", "value": value})


# --- Other sites ---------------------------------------------------------------------------------------------


HOST = "videos.exemple.fr"


def embed(url=f"https://{HOST}/watch/1", **fields):
    return {"title": "Film", "url": url, "summary": "Une visite.", "shape": "wide"} | fields


def test_by_default_no_other_site_is_allowed():
    assert "url" in refusals("embed", embed())


@pytest.mark.parametrize(
    "url",
    [
        "https://ailleurs.exemple.fr/",
        f"https://{HOST}.exemple.org/",
        f"https://{HOST}@ailleurs.exemple.fr/",
        f"https://ailleurs.exemple.fr/?{HOST}",
        f"https://moi:secret@{HOST}/",
        f"https://{HOST}:8443/",
        f"ftp://{HOST}/",
        "javascript:alert(1)",
    ],
)
def test_only_the_hosts_of_the_organisation_are_allowed(settings, url):
    settings.EMBED_HOSTS = [HOST]

    assert "url" in refusals("embed", embed(url))


def test_in_production_only_over_https(settings):
    settings.EMBED_HOSTS, settings.SERVE_OVER_HTTP = [HOST], False

    assert cleaned("embed", embed())
    assert "url" in refusals("embed", embed(f"http://{HOST}/watch/1"))


def test_nothing_of_another_site_is_in_the_page_before_its_reader_agrees(reader, settings):
    settings.EMBED_HOSTS = [HOST]
    html = drawn(reader, {"type": "embed", "value": embed()})

    assert "<iframe" not in html
    assert HOST in html
    assert f'href="https://{HOST}/watch/1"' in html
    assert f'src="https://{HOST}' not in html


def test_a_host_that_left_the_list_is_not_offered_any_more(reader, settings):
    settings.EMBED_HOSTS = []
    html = drawn(reader, {"type": "embed", "value": embed()})

    assert HOST not in html
    assert "Une visite." in html


def test_a_rich_text_embeds_nothing():
    assert "embed" not in {
        feature for block in BLOCKS.values() for feature in getattr(block, "features", None) or ()
    }


def test_an_embed_smuggled_into_a_rich_text_shows_nothing(reader):
    smuggled = '<p>Avant</p><embed embedtype="media" url="https://www.youtube.com/watch?v=1"/>'
    html = drawn(reader, {"type": "text", "value": smuggled})

    assert "Avant" in html
    assert "youtube" not in html


def test_the_editor_of_rich_text_offers_no_embed(client, editor):
    client.force_login(editor)
    response = client.post(
        reverse("wagtailembeds:chooser_upload"),
        {"embed-chooser-url": "https://www.youtube.com/watch?v=1"},
    )

    assert response.json()["step"] == "chooser"  # not chosen
    assert response.context["form"].has_error("url")


# --- Trying for real -----------------------------------------------------------------------------------------


def test_a_checklist_leads_to_the_real_portal_in_a_new_tab_and_says_so(reader):
    portal = Portal.objects.create(name="Espace", slug="espace", url="https://espace.exemple.fr/")
    service = PortalService.objects.create(portal=portal, name="Messages", slug="messages")
    checks = {"type": "checklist", "value": {"title": "Essayer", "items": ["Écrire"]}}
    lesson = make_lesson(make_module(), blocks=[checks])
    LessonPage.objects.filter(pk=lesson.pk).update(portal_service=service)

    html = reader.get(lesson.url, headers={"accept-language": "en"}).content.decode()

    assert html.count('href="https://espace.exemple.fr/"') == 1
    link = html.partition('href="https://espace.exemple.fr/"')[2].partition("</a>")[0]
    assert 'target="_blank"' in link
    assert "(new tab)" in link
