"""Notes and bookmarks: kept beside a lesson, for one person, whatever becomes of the page."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from learning.actions.notes import keep_bookmark, save_note
from learning.models import Bookmark, LessonNote, LessonPage
from learning.policies import notes_visible_to
from learning.queries.notes import marked_lessons
from people.enums import OpeningCause
from people.models import AccountOpening
from tests.learning.factories import make_lesson, make_module
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def lesson():
    return make_lesson(make_module("Premiers pas"), "Créer son compte")


def address(name, lesson):
    return reverse(f"learning:{name}", args=[lesson.record.uuid])


def text_of(response):
    return response.content.decode()


# --- A note ----------------------------------------------------------------------------------------------


def test_a_note_is_saved_by_its_form_and_shown_in_the_lesson(reader, person, lesson):
    response = reader.post(address("save_note", lesson), {"text": "Demander à Marc <b>"})

    assert response.url == f"{lesson.url}#ma-note"
    assert "Demander à Marc &lt;b&gt;" in text_of(reader.get(lesson.url))
    assert LessonNote.objects.get().person == person


def test_whoever_writes_a_note_is_warned_first(reader, lesson):
    page = text_of(reader.get(lesson.url, headers={"accept-language": "en"}))
    assert "beliefs or the private life of anybody" in page


def test_saving_again_changes_the_one_note_of_the_lesson(reader, lesson):
    for text in ("Un", "Deux\r\nlignes"):
        reader.post(address("save_note", lesson), {"text": text})

    assert LessonNote.objects.get().text == "Deux\nlignes"


def test_the_script_is_told_when_it_was_saved(reader, lesson):
    response = reader.post(
        address("save_note", lesson), {"text": "Un"}, headers={"HX-Request": "true"}
    )

    assert response.status_code == 200
    assert "<html" not in text_of(response)
    assert text_of(response).strip()
    assert LessonNote.objects.exists()


def test_an_empty_note_is_no_note(reader, lesson):
    reader.post(address("save_note", lesson), {"text": "Un"})
    reader.post(address("save_note", lesson), {"text": "  \n"})

    assert not LessonNote.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_note_that_is_too_long_is_refused_and_still_on_the_page(reader, lesson, headers):
    reader.post(address("save_note", lesson), {"text": "Un"})
    response = reader.post(address("save_note", lesson), {"text": "x" * 4001}, headers=headers)

    assert response.status_code == 422
    assert LessonNote.objects.get().text == "Un"
    if not headers:
        assert "x" * 4001 in text_of(response)


def test_four_thousand_characters_fit_however_a_browser_ends_its_lines(reader, lesson):
    reader.post(address("save_note", lesson), {"text": "\r\n".join("x" * 2000)})
    assert len(LessonNote.objects.get().text) == 3999


def test_a_lesson_that_is_not_published_takes_no_note(reader, lesson):
    LessonPage.objects.get(pk=lesson.pk).unpublish()

    assert reader.post(address("save_note", lesson), {"text": "Un"}).status_code == 404
    assert reader.post(address("bookmark", lesson), {"kept": "yes"}).status_code == 404


# --- A bookmark ------------------------------------------------------------------------------------------


def test_a_bookmark_is_kept_once_and_taken_away(reader, lesson):
    for _ in range(2):
        response = reader.post(address("bookmark", lesson), {"kept": "yes", "next": lesson.url})
        assert response.url == lesson.url
    assert Bookmark.objects.count() == 1
    assert 'value="no"' in text_of(reader.get(lesson.url))

    reader.post(address("bookmark", lesson), {"kept": "no"})
    assert not Bookmark.objects.exists()


def test_a_bookmark_leads_nowhere_else(reader, lesson):
    elsewhere = {"kept": "yes", "next": "https://exemple.com/"}
    assert reader.post(address("bookmark", lesson), elsewhere).url == lesson.url


# --- All of them ---------------------------------------------------------------------------------------


def test_the_page_and_the_file_hold_both_with_the_way_to_the_lesson(reader, person, lesson):
    save_note(person=person, lesson=lesson.record, text="# pas un titre\nL’échéance du 5")
    other = make_lesson(make_module(), "Écrire un message")
    keep_bookmark(person=person, lesson=other.record)

    page = text_of(reader.get(reverse("learning:notes")))
    response = reader.get(reverse("learning:notes_file"))

    for text in ("Créer son compte", "Écrire un message", f'href="{lesson.url}"', "du 5"):
        assert text in page
    assert response["Content-Type"].startswith("text/markdown")
    assert "attachment" in response["Content-Disposition"]
    assert "## Créer son compte" in text_of(response)
    assert f"http://testserver{lesson.url}" in text_of(response)
    assert "# pas un titre\nL’échéance du 5" in text_of(response)


def test_what_is_no_longer_published_stays_readable_and_can_be_deleted(reader, person, lesson):
    note = save_note(person=person, lesson=lesson.record, text="Toujours là")
    keep_bookmark(person=person, lesson=lesson.record)
    LessonPage.objects.get(pk=lesson.pk).unpublish()

    page = text_of(reader.get(reverse("learning:notes")))
    assert "Toujours là" in page
    assert lesson.url not in page
    assert "Toujours là" in text_of(reader.get(reverse("learning:notes_file")))

    reader.post(reverse("learning:delete_note", args=[note.uuid]))
    reader.post(address("bookmark", lesson), {"kept": "no"})
    assert not LessonNote.objects.exists()
    assert not Bookmark.objects.exists()


@pytest.mark.parametrize("search", ["echeance", "ÉCHÉANCE loyer", "l’echeance", "premiers creer"])
def test_a_search_finds_words_without_their_accents(person, lesson, search):
    save_note(person=person, lesson=lesson.record, text="L’échéance du loyer")
    other = make_lesson(make_module(), "Autre")
    save_note(person=person, lesson=other.record, text="Rien")

    assert [marked.uuid for marked in marked_lessons(person, search=search)] == [lesson.record.uuid]


def test_a_search_that_finds_nothing_says_so(reader, person, lesson):
    save_note(person=person, lesson=lesson.record, text="Un")
    page = text_of(reader.get(reverse("learning:notes"), {"q": "zzz"}))
    assert "Créer son compte" not in page


@pytest.mark.parametrize("kept", [1, 60])
def test_the_list_takes_as_many_queries_for_one_as_for_sixty(
    reader, person, kept, django_assert_max_num_queries
):
    module = make_module()
    for number in range(kept):
        page = make_lesson(module)
        keep_bookmark(person=person, lesson=page.record)
        save_note(person=person, lesson=page.record, text=f"Note {number}")
    reader.get(reverse("learning:notes"))
    with django_assert_max_num_queries(9):
        page = text_of(reader.get(reverse("learning:notes")))
    assert page.count('class="kept__title"') == min(kept, 50)


# --- Nobody else -----------------------------------------------------------------------------------------


def test_nobody_else_reads_or_touches_them(reader, lesson):
    other = PersonFactory()
    note = save_note(person=other, lesson=lesson.record, text="À moi seul")
    keep_bookmark(person=other, lesson=lesson.record)

    for shown in (lesson.url, reverse("learning:notes"), reverse("learning:notes_file")):
        assert "À moi seul" not in text_of(reader.get(shown))
    for key in (note.uuid, uuid.uuid4()):
        assert reader.post(reverse("learning:delete_note", args=[key])).status_code == 404
    reader.post(address("bookmark", lesson), {"kept": "no"})
    reader.post(address("save_note", lesson), {"text": "Un autre"})
    assert LessonNote.objects.get(person=other).text == "À moi seul"
    assert Bookmark.objects.filter(person=other).exists()


def test_an_account_that_somebody_may_have_taken_neither_reads_nor_loses_a_note(person, lesson):
    note = save_note(person=person, lesson=lesson.record, text="D’avant")
    LessonNote.objects.update(changed_at=timezone.now() - timedelta(days=2))
    person.opened_at = timezone.now() - timedelta(days=1)
    person.save()
    AccountOpening.objects.create(
        person=person, cause=OpeningCause.NEW_ADDRESS, trusted_before=person.opened_at
    )

    assert not notes_visible_to(person).exists()
    with pytest.raises(ValidationError):
        save_note(person=person, lesson=lesson.record, text="D’un autre")
    save_note(person=person, lesson=lesson.record, text="")
    assert LessonNote.objects.get(pk=note.pk).text == "D’avant"


# --- A note that is written in two places --------------------------------------------------------------


def version_on(page):
    return re.search(r'name="based_on" value="(\w+)"', text_of(page))[1]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_note_changed_elsewhere_is_kept_beside_what_is_written_and_it_is_said(
    reader, lesson, headers
):
    shown = version_on(reader.get(lesson.url))
    reader.post(address("save_note", lesson), {"text": "Du bureau", "based_on": shown})
    sent = {"text": "Du sous-sol", "based_on": shown}
    spoken = {"accept-language": "en"} | headers
    answer = reader.post(address("save_note", lesson), sent, headers=spoken)

    assert LessonNote.objects.get().text == "Du bureau\n\nDu sous-sol"
    if headers:
        said = answer.json()["said"]
    else:
        *_first, said = map(str, get_messages(answer.wsgi_request))
    assert "both are kept" in said

    if headers:  # the page goes on with both
        assert answer.json()["text"] == "Du bureau\n\nDu sous-sol"
        sent = {"text": "Relu", "based_on": answer.json()["based_on"]}
        reader.post(address("save_note", lesson), sent)
        assert LessonNote.objects.get().text == "Relu"


def test_what_the_other_note_holds_already_is_not_doubled_and_nothing_written_deletes_no_other(
    reader, lesson
):
    shown = version_on(reader.get(lesson.url))
    save = address("save_note", lesson)
    for text in ("Un", "Un et deux", "Un", "", "Un et deux"):
        reader.post(save, {"text": text, "based_on": shown})
    assert LessonNote.objects.get().text == "Un et deux"

    reader.post(save, {"text": "", "based_on": version_on(reader.get(lesson.url))})
    assert not LessonNote.objects.exists()


def test_two_notes_that_are_too_long_together_are_both_left_where_they_are(reader, lesson):
    save = address("save_note", lesson)
    reader.post(save, {"text": "x" * 3000})
    answer = reader.post(save, {"text": "y" * 3000, "based_on": "none"})

    assert answer.status_code == 422
    assert "y" * 3000 in text_of(answer)
    assert LessonNote.objects.get().text == "x" * 3000
