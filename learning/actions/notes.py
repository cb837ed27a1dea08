"""Stores what readers keep for themselves beside a lesson. Nobody else reads any of it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from learning.models import Bookmark, Lesson, LessonNote
from learning.policies import bookmarks_visible_to, notes_visible_to
from people.models import Person


@transaction.atomic
def save_note(*, person: Person, lesson: Lesson, text: str) -> LessonNote | None:
    """Save the one note of a lesson; an empty text deletes it.

    Raises ValidationError where a seal covers a note of before: it is neither read nor overwritten.
    """
    mine = notes_visible_to(person).filter(lesson=lesson)
    if not text.strip():
        mine.delete()
        return None
    if not mine.update(text=text, changed_at=Now()):
        _made, is_new = LessonNote.objects.get_or_create(
            person=person, lesson=lesson, defaults={"text": text}
        )
        if not is_new:
            raise ValidationError(
                _("An older note of this lesson is put aside until your account is confirmed.")
            )
    return mine.get()


def delete_note(*, person: Person, note: UUID) -> None:
    notes_visible_to(person).filter(uuid=note).delete()


def keep_bookmark(*, person: Person, lesson: Lesson) -> None:
    Bookmark.objects.get_or_create(person=person, lesson=lesson)


def drop_bookmark(*, person: Person, lesson: UUID) -> None:
    """Delete the bookmark of any lesson, published or not."""
    bookmarks_visible_to(person).filter(lesson__uuid=lesson).delete()
