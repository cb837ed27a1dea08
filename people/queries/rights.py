"""Says of requests about data whether what they ask is done, and what an erasure leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from core.dates import start_of_day, today
from people.enums import DataChapter, ErasureOutcome, RequestKind
from people.keyed_hash import keyed_hash
from people.models import DataRequest, Person, Position
from people.policies import may_manage_staff, was_opened
from people.privacy_registry import Holding, holdings
from people.request_acts import request_act


COPIES = (RequestKind.ACCESS, RequestKind.PORTABILITY)
LETTER_AFTER = timedelta(days=30)  # the last day
# What a correction corrects, where it is in the staff record.
RECORD = ("staff_number", "last_name", "first_name", "email", "employed_from", "employed_until")
OF_THE_RECORD = ("", Person._meta.label, Position._meta.label)  # what a request may be about


def correction_mark(person: Person) -> str:
    """Return a keyed hash of the staff record: when it differs, something in it was corrected."""
    positions = Position.objects.filter(person=person).order_by("pk")
    places = positions.values_list("team", "job", "site", "contact", "is_primary", "ended_on")
    fields = Person.objects.filter(pk=person.pk).values_list(*RECORD).get()
    return keyed_hash(f"correction {fields} {list(places)}")


def acted_so_far(data_request: DataRequest) -> bool:
    """Whether an answer would be true: what is asked was done, or the answer itself does it.

    A copy is on the page of whoever can open it; for who cannot, the file is made first. An erasure answers
    itself.
    """
    person = data_request.person
    if person is None or data_request.acted_at is not None:
        return True
    if data_request.kind in COPIES:
        return reads_own_page(person)
    if data_request.kind == RequestKind.CORRECTION:
        mark, about = data_request.record_mark, data_request.about
        return about in OF_THE_RECORD and bool(mark) and mark != correction_mark(person)
    return act_asked_for(data_request) is not None


def reads_own_page(person: Person) -> bool:
    """Whether somebody can open “My data” today: with an account that is open, and while they work here."""
    return was_opened(person) and may_come_in(person)


def may_come_in(person: Person) -> bool:
    """Whether somebody works here and may sign in, or open their account with an invitation."""
    return Person.objects.employed_on(today()).filter(pk=person.pk, is_active=True).exists()


def may_make_letter(data_request: DataRequest, by: Person) -> bool:
    """Whether the passphrase of the file may be shown to this officer: the person left long enough ago to know
    of it, and the officer cannot have written so."""
    person = data_request.person
    is_copy = data_request.kind in COPIES and may_make_file(data_request)
    return person is not None and is_copy and has_long_left(person) and not may_manage_staff(by)


def has_long_left(person: Person) -> bool:
    """Whether somebody left `LETTER_AFTER` ago. Who signed in since was here: their last day was written later."""
    since = today() - LETTER_AFTER
    was_here = person.last_login is not None and person.last_login >= start_of_day(since)
    return person.has_left(since) and not was_here


def may_make_file(data_request: DataRequest) -> bool:
    """Whether the sealed file may be made for this request: of somebody whose identity was checked, while it
    waits; a copy that was asked for, later too."""
    is_wanted = data_request.is_open or data_request.kind in COPIES
    return bool(data_request.identity_check) and is_wanted


def act_asked_for(data_request: DataRequest) -> Callable[[Person], None] | None:
    """Return what carries out an objection or a restriction; None where it is about something else than use."""
    chapters = {holding.key: holding.chapter for holding in holdings()}
    about_use = chapters.get(data_request.about, DataChapter.USE) == DataChapter.USE
    return request_act(data_request.kind) if about_use else None


# --- Before an erasure -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ErasurePart:
    """Return what of it is deleted, or stays. The same for everybody: it is read from the registry, never from rows."""

    outcome: ErasureOutcome
    chapters: list[tuple[str, list[Holding]]]

    @property
    def count(self) -> int:
        return sum(len(classes) for _title, classes in self.chapters)


def erasure_parts() -> list[ErasurePart]:
    return [ErasurePart(outcome, list(_by_chapter(outcome))) for outcome in ErasureOutcome]


def _by_chapter(outcome: ErasureOutcome) -> Iterator[tuple[str, list[Holding]]]:
    for chapter in DataChapter:
        classes = [
            holding
            for holding in reversed(holdings())
            if holding.chapter == chapter and holding.outcome == outcome
        ]
        if classes:
            yield str(chapter.label), classes
