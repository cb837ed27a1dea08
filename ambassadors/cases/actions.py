"""Bring a case, read it before the others, work it through, take it down. No function here receives a text that was
struck: what still names somebody is refused."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ambassadors.cases.enums import CaseKind, CaseState, CaseStep, RemovalOutcome
from ambassadors.cases.health_words import find_health_words
from ambassadors.cases.models import TEXTS, CaseLine, CaseRemoval, CaseStudy
from ambassadors.cases.notifications import (
    ask_for_decision,
    settle_case,
    tell_author,
)
from ambassadors.cases.policies import readers_by_role, readers_of
from ambassadors.cases.queries import strike_case, strike_texts
from ambassadors.cases.striking import words_not_found
from ambassadors.practices.models import Testimony
from cms.models import SearchEntry
from core.dates import today
from people.models import Person


MOST_COMPARED_IN_A_LINE = 3


@transaction.atomic
def propose_case(
    *,
    kind: CaseKind,
    texts: dict[str, str],
    consent_on: date | None = None,
    signed_by: Person | None = None,
) -> CaseStudy:
    """Store a case for two people to read, whom the night tells: the bell says not when it came. Without `signed_by` nobody is stored. Raises ValidationError for a text
    that names somebody or speaks of health. `texts`: by the names of TEXTS."""
    validate_case_texts(texts)
    case = CaseStudy(kind=kind, signed_by=signed_by, consent_on=consent_on, **texts)
    case.full_clean(validate_unique=False)
    case.save()
    return case


def validate_case_texts(texts: dict[str, str], **how: Any) -> None:
    """Refuse what names somebody or a place, and words of health; `how`, as strike_texts. Raises ValidationError by
    field."""
    errors: dict[str, str] = {}
    for name, struck in strike_texts(texts, **how).items():
        health = find_health_words(texts[name])
        if health:
            message = _("Nothing of anybody’s health is taken in. Take out: %(words)s.")
            errors[name] = message % {"words": ", ".join(health)}
        elif struck.struck:
            message = _("This may tell who somebody is. Take out: %(words)s.")
            errors[name] = message % {"words": ", ".join(struck.struck)}
    if errors:
        raise ValidationError(errors)


def validate_words_to_strike(case: CaseStudy, words: Iterable[str]) -> None:
    """Refuse words that the case does not hold: whoever reads it would think them struck. Raises ValidationError."""
    missing = words_not_found(words, [getattr(case, name) for name in TEXTS])
    if missing:
        message = _("Not in this case: %(words)s. Type them as they stand there.")
        raise ValidationError({"strike": message % {"words": ", ".join(missing)}})


@transaction.atomic
def keep_case(*, case: CaseStudy, reader: Person, strike: Iterable[str] = ()) -> CaseStudy:
    """Note that somebody read the case and would show it; the second of two shows it. Raises ValidationError, also for
    words to strike that are not in it."""
    locked = _locked(case, CaseState.IN_READING)
    words = list(strike)
    if words:
        validate_words_to_strike(locked, words)
        for name, struck in strike_case(locked, words).items():
            setattr(locked, name, struck.text)
    if locked.first_read_on is None:
        locked.first_reader, locked.first_read_on = reader, today()
        locked.full_clean()
        locked.save()
        by_role = readers_by_role()
        had = set().union(*by_role.values()) - readers_of(locked, by_role)
        settle_case(locked, people=sorted({reader.pk, *had}))
        return locked
    may_read = reader.pk in readers_of(locked, readers_by_role())
    locked.second_reader, locked.second_read_on = reader, today()
    locked.full_clean()
    if not may_read:
        message = _("One of the two readers is a training manager, the other an editor.")
        raise ValidationError(message, code="same_role")
    _show(locked)
    settle_case(locked)
    tell_author(locked)
    return locked


def _show(case: CaseStudy) -> None:
    """Show a case; words of thanks become a testimony, where alone their text then stands."""
    if case.kind == CaseKind.THANKS and case.testimony is None:
        case.testimony = Testimony.objects.create(
            words=case.happened,
            said_by=case.said_by,
            setting=case.title,
            has_consent=True,
            consent_on=case.consent_on,
            is_shown=True,
        )
        case.happened = ""
    case.state = CaseState.SHOWN
    case.save()
    SearchEntry.objects.keep(case.search_document())


@transaction.atomic
def refuse_case(*, case: CaseStudy) -> None:
    """Delete a case that a reader would not show; nothing of it is kept. Raises ValidationError."""
    _delete(_locked(case, CaseState.IN_READING))


@transaction.atomic
def add_case_line(*, case: CaseStudy, step: CaseStep, text: str) -> CaseLine:
    """Keep a line of the workshop. Raises ValidationError as `propose_case` does."""
    plans = step == CaseStep.CHANGE
    validate_case_texts({"text": text}, is_plan=plans, most_compared=MOST_COMPARED_IN_A_LINE)
    locked = _locked(case, CaseState.SHOWN)
    line = CaseLine.objects.create(case=locked, step=step, text=text)
    SearchEntry.objects.keep(locked.search_document())
    return line


@transaction.atomic
def delete_case_line(*, case: CaseStudy, pk: int) -> None:
    locked = _locked(case, CaseState.SHOWN)
    locked.lines.filter(pk=pk).delete()
    SearchEntry.objects.keep(locked.search_document())


@transaction.atomic
def finish_workshop(*, case: CaseStudy) -> None:
    """Keep the case as worked through. Raises ValidationError where nothing that changes is written."""
    locked = _locked(case, CaseState.SHOWN)
    if not locked.lines.filter(step=CaseStep.CHANGE).exists():
        message = _("Write at least one thing that you change, even a small one.")
        raise ValidationError(message, code="no_change")
    locked.worked_on = today()
    locked.save(update_fields=["worked_on"])


@transaction.atomic
def take_down_case(*, reference: str) -> None:
    """Hide a case at once and have the data protection officer decide. One that is hidden stays so. Raises
    ValidationError where no case bears the number."""
    case = CaseStudy.objects.select_for_update().filter(reference=reference).first()
    if case is None or case.state == CaseState.IN_READING:
        raise ValidationError(
            {"reference": _("No case bears this number. Read it again, letter by letter.")}
        )
    if case.state == CaseState.TAKEN_DOWN:
        return
    case.state = CaseState.TAKEN_DOWN
    case.save(update_fields=["state"])
    if case.testimony_id:  # without consent the database lets nobody show it again
        quote = Testimony.objects.filter(pk=case.testimony_id)
        quote.update(is_shown=False, has_consent=False, consent_on=None)
    _forget_in_search(case)
    CaseRemoval.objects.create(case=case, reference=case.reference)
    ask_for_decision(case)


@transaction.atomic
def decide_on_removal(*, case: CaseStudy, is_deleted: bool) -> None:
    """Delete a case that was taken down, or show it again; the log keeps its number alone. Raises ValidationError for
    words of thanks to be shown again: whoever is quoted no longer agrees."""
    locked = _locked(case, CaseState.TAKEN_DOWN)
    if not is_deleted and locked.kind == CaseKind.THANKS:
        message = _(
            "Nobody agrees to these words any longer: delete them. They may be brought anew."
        )
        raise ValidationError(message, code="no_consent")
    outcome = RemovalOutcome.DELETED if is_deleted else RemovalOutcome.SHOWN_AGAIN
    waiting = locked.removals.filter(outcome=RemovalOutcome.WAITING)
    waiting.update(outcome=outcome, decided_on=today())
    settle_case(locked)
    if is_deleted:
        _delete(locked)
    else:
        _show(locked)


@transaction.atomic
def delete_unread_case(*, case: CaseStudy) -> int:
    """Delete a case that waited too long; return how many. Idempotent."""
    waiting = CaseStudy.objects.select_for_update().filter(pk=case.pk, state=CaseState.IN_READING)
    for found in waiting:
        _delete(found)
        return 1
    return 0


@transaction.atomic
def forget_in_cases(*, person: Person) -> int:
    """Delete what the person signed and nobody read twice; of the others, forget who signed and who read."""
    own = CaseStudy.objects.filter(signed_by=person)
    touched = 0
    for case in own.filter(state=CaseState.IN_READING):
        _delete(case)
        touched += 1
    for column in ("signed_by", "first_reader", "second_reader"):
        touched += CaseStudy.objects.filter(**{column: person}).update(**{column: None})
    return touched


def _delete(case: CaseStudy) -> None:
    settle_case(case)
    _forget_in_search(case)
    if case.testimony is not None:
        case.testimony.delete()  # and the case with it
    CaseStudy.objects.filter(pk=case.pk).delete()


def _forget_in_search(case: CaseStudy) -> None:
    for entry in SearchEntry.objects.filter(kind="cases", key=str(case.uuid)):
        entry.delete()


def _locked(case: CaseStudy, state: CaseState) -> CaseStudy:
    """Lock and return the case. Raises ValidationError where it is gone, or no longer in this state."""
    rows = CaseStudy.objects.select_for_update(of=("self",)).select_related("testimony")
    locked = rows.filter(pk=case.pk, state=state).first()
    if locked is None:
        message = _("Somebody else decided on this case meanwhile.")
        raise ValidationError(message, code="stale")
    return locked
