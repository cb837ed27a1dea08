"""Enqueue mails about applications to the network. They name nobody: the page does, once signed in."""

from collections.abc import Iterable

from django.urls import reverse

from ambassadors.help.models import Application
from ambassadors.help.network_mails import (
    APPLICATION_AGREED,
    APPLICATION_NOT_NOW,
    APPLICATION_STILL_WAITS,
    APPLICATION_TO_DECIDE,
    APPLICATION_UNANSWERED,
    NOMINATED,
)
from people.actions.mails import Letter, enqueue_mails
from people.models import Person


def notify_deciders(application: Application, deciders: Iterable[Person]) -> None:
    _notify_people(APPLICATION_TO_DECIDE, application, deciders)


def remind_deciders(application: Application, deciders: Iterable[Person]) -> None:
    _notify_people(APPLICATION_STILL_WAITS, application, deciders)


def notify_network_managers(application: Application, runners: Iterable[Person]) -> None:
    _notify_people(APPLICATION_UNANSWERED, application, runners)


def _notify_people(kind: str, application: Application, people: Iterable[Person]) -> None:
    letters = [
        Letter(
            person=person,
            key=f"{application.uuid} {person.pk}",
            path=reverse("ambassadors:applications"),
        )
        for person in people
    ]
    enqueue_mails(kind=kind, letters=letters)


def notify_nominated(application: Application) -> None:
    _notify_applicant(NOMINATED, application)


def notify_application_agreed(application: Application) -> None:
    _notify_applicant(APPLICATION_AGREED, application)


def notify_application_not_now(application: Application) -> None:
    _notify_applicant(APPLICATION_NOT_NOW, application)


def _notify_applicant(kind: str, application: Application) -> None:
    letter = Letter(
        person=application.person,
        key=str(application.uuid),
        path=reverse("ambassadors:offer"),
    )
    enqueue_mails(kind=kind, letters=[letter])
