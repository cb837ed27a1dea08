"""Erase again the portal use that a restored backup brings back."""

from collections.abc import Iterator
from typing import Any

from adoption.usage.actions.declarations import ANSWERS, erase_declarations
from adoption.usage.actions.goals import GOALS, erase_goals
from adoption.usage.actions.links import LINK, withdraw_pseudonym
from adoption.usage.actions.objections import OBJECTION, WITHDRAWAL, end_objection, record_objection
from adoption.usage.models import Declaration, PortalLink, UsageDay, UseGoal, UseTick
from adoption.usage.pseudonyms import journal_identity, subject_of_uuid
from people.models import Person
from people.privacy_registry import RepeatableErasure, register_erasure


def register() -> None:
    for erasure in (
        RepeatableErasure(LINK, _pseudonyms, lambda thing: withdraw_pseudonym(**thing)),
        RepeatableErasure(ANSWERS, _answers, lambda thing: erase_declarations(**thing)),
        RepeatableErasure(GOALS, _goals, lambda thing: erase_goals(**thing)),
        RepeatableErasure(OBJECTION, _subjects, lambda subject: record_objection(subject=subject)),
        RepeatableErasure(WITHDRAWAL, _subjects, lambda subject: end_objection(subject=subject)),
    ):
        register_erasure(erasure)


def _pseudonyms() -> Iterator[tuple[str, dict[str, Any]]]:
    """Pseudonyms of links and of days of use, which may have come in before or without a link."""
    links = PortalLink.objects.order_by().values_list("portal_id", "pseudonym")
    days = UsageDay.objects.order_by().values_list("portal_id", "pseudonym").distinct()
    for portal, pseudonym in {*links.iterator(), *days.iterator()}:
        yield (
            journal_identity(portal, pseudonym),
            {"portal_id": portal, "pseudonym": pseudonym},
        )


def _answers() -> Iterator[tuple[str, dict[str, Any]]]:
    rows = Declaration.objects.order_by().values_list("portal_id", "subject").distinct()
    for portal, subject in rows.iterator():
        yield journal_identity(portal, subject), {"portal_id": portal, "subject": subject}


def _goals() -> Iterator[tuple[str, dict[str, Any]]]:
    columns = ("service__portal", "subject")
    goals = UseGoal.objects.order_by().values_list(*columns).distinct()
    ticks = UseTick.objects.order_by().values_list(*columns).distinct()
    for portal, subject in {*goals.iterator(), *ticks.iterator()}:
        yield journal_identity(portal, subject), {"portal_id": portal, "subject": subject}


def _subjects() -> Iterator[tuple[str, str]]:
    for uuid in Person.objects.order_by().values_list("uuid", flat=True).iterator():
        subject = subject_of_uuid(str(uuid))
        yield subject, subject
