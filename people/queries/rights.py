"""Says of requests about data whether what they ask is done, how an answer begins, and what an erasure leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy, override

from people.enums import DataChapter, ErasureOutcome, RequestKind
from people.keyed_hash import keyed_hash
from people.mail.queries import mail_language_of
from people.mail.registry import fill_placeholders
from people.models import AnswerTemplate, DataRequest, Person, Position
from people.policies import was_opened
from people.privacy_registry import Holding, holdings
from people.request_acts import request_act


# What a correction corrects, where it is in the staff record.
RECORD = ("staff_number", "last_name", "first_name", "email", "employed_from", "employed_until")

NAME = "name"  # the one placeholder of an answer
OUR_WORDS = {
    RequestKind.CORRECTION: gettext_lazy(
        "Hello {name},\n\nWhat you asked to be corrected is corrected. You read it on your page “My data”."
    ),
    RequestKind.ACCESS: gettext_lazy(
        "Hello {name},\n\nThe copy of your data is on your page “My data”, or in the file that you were "
        "handed. It opens with the passphrase that only you can read there."
    ),
    RequestKind.ERASURE: gettext_lazy(
        "Hello {name},\n\nYour data cannot be erased as you ask, for this reason:"
    ),
    RequestKind.RESTRICTION: gettext_lazy(
        "Hello {name},\n\nYour use of the portal is set aside: from the next publication on it counts in no "
        "figure, and what you noted is yours alone. You end it on your page “My data”."
    ),
    RequestKind.OBJECTION: gettext_lazy(
        "Hello {name},\n\nYour objection is taken into account: from the next publication on your use of the "
        "portal counts in no figure, and you are asked nothing more. You withdraw it on your page “My data”."
    ),
    RequestKind.PORTABILITY: gettext_lazy(
        "Hello {name},\n\nYour data are in the file that you take from your page “My data”, or that you were "
        "handed: donnees.json is for programs. It opens with the passphrase that only you can read there."
    ),
}


def correction_mark(person: Person) -> str:
    """Return a keyed hash of the staff record: when it differs, something in it was corrected."""
    positions = Position.objects.filter(person=person).order_by("pk")
    places = positions.values_list("team", "job", "site", "contact", "is_primary", "ended_on")
    fields = Person.objects.filter(pk=person.pk).values_list(*RECORD).get()
    return keyed_hash(f"correction {fields} {list(places)}")


def acted_so_far(data_request: DataRequest) -> bool:
    """Whether an answer would be true: what is asked was done, or the answer itself does it.

    A copy is on the page of whoever has opened their account; for who has not, the file is made first. An
    erasure answers itself.
    """
    person = data_request.person
    if person is None or data_request.acted_at is not None:
        return True
    if data_request.kind in (RequestKind.ACCESS, RequestKind.PORTABILITY):
        return was_opened(person)
    if data_request.kind == RequestKind.CORRECTION:
        mark = data_request.record_mark
        return bool(mark) and mark != correction_mark(person)
    return act_asked_for(data_request) is not None


def act_asked_for(data_request: DataRequest) -> Callable[[Person], None] | None:
    """Return what carries out an objection or a restriction; None where it is about something else than use."""
    chapters = {holding.key: holding.chapter for holding in holdings()}
    about_use = chapters.get(data_request.about, DataChapter.USE) == DataChapter.USE
    return request_act(data_request.kind) if about_use else None


def template_words(kind: str) -> dict[str, str]:
    """Return the words of a kind by language, as a form has them: the organisation's, or ours."""
    own = AnswerTemplate.objects.filter(kind=kind).first()
    if own is not None:
        return {"text_fr": own.text_fr, "text_en": own.text_en}
    words = {}
    for language in ("fr", "en"):
        with override(language):
            words[f"text_{language}"] = str(OUR_WORDS[RequestKind(kind)])
    return words


def answer_begun(data_request: DataRequest) -> str:
    """Return the template of its kind, filled in, in the language in which the person is written to."""
    if data_request.person is None:
        return ""
    person = data_request.person
    language = "fr" if mail_language_of(person).startswith("fr") else "en"
    text = template_words(data_request.kind)[f"text_{language}"]
    return fill_placeholders(text, {NAME: f"{person.first_name} {person.last_name}"})


# --- Before an erasure -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ErasurePart:
    """What of it is deleted, or stays. The same for everybody: it is read from the registry, never from rows."""

    outcome: ErasureOutcome
    chapters: list[tuple[str, list[Holding]]]


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
