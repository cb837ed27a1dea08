"""Stores what readers keep for themselves beside a lesson. Nobody else reads any of it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from learning.models import Bookmark, Lesson, LessonNote
from learning.policies import bookmarks_visible_to, notes_visible_to
from learning.queries.notes import note_version
from people.actions.privacy import lock_person
from people.models import Person


LONGEST = LessonNote._meta.get_field("text").max_length or 0


@transaction.atomic
def save_note(
    *, person: Person, lesson: Lesson, text: str, based_on: str | None = None
) -> LessonNote | None:
    """Save the one note of a lesson; an empty text deletes it.

    `based_on`: note_version of the note that its writer saw. One that was changed elsewhere since is kept: what is
    written follows it, and an empty text deletes nothing. None: it is replaced.
    Raises ValidationError where a seal covers a note of before, which is neither read nor overwritten, and where both
    together are too long.
    """
    lock_person(person=person)
    mine = notes_visible_to(person).filter(lesson=lesson)
    other = mine.values_list("text", flat=True).first() or ""
    if based_on is not None and other and note_version(other) != based_on:
        text = _both(other, text)
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


def _both(other: str, text: str) -> str:
    """Return the two notes, the other first; one alone where it holds the other."""
    if text.strip() in other:
        return other
    both = text if other in text else f"{other}\n\n{text}"
    if len(both) > LONGEST:
        raise ValidationError(
            _(
                "This note was changed elsewhere meanwhile, and both are too long together. The other is kept: shorten this one."
            )
        )
    return both


def delete_note(*, person: Person, note: UUID) -> None:
    notes_visible_to(person).filter(uuid=note).delete()


def keep_bookmark(*, person: Person, lesson: Lesson) -> None:
    Bookmark.objects.get_or_create(person=person, lesson=lesson)


def drop_bookmark(*, person: Person, lesson: UUID) -> None:
    """Delete the bookmark of any lesson, published or not."""
    bookmarks_visible_to(person).filter(lesson__uuid=lesson).delete()
