"""The monthly question by mail, sent to everybody alike (docs/decisions/0037)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import make_aware

from adoption.foundation.periods import Month
from adoption.usage.actions.declarations import is_month_open
from adoption.usage.enums import DeclaredUse
from adoption.usage.mails import QUESTION
from adoption.usage.queries.scope import staff_in_scope
from cms.models import Portal
from core.site_settings import value_of
from people.absolute_urls import absolute_url
from people.actions.mails import Letter, enqueue_mails
from people.models import Person


YES = "yes"
MARKED = [
    YES,
    DeclaredUse.NOT_YET.value,
    DeclaredUse.NO_ACCOUNT.value,
    DeclaredUse.RATHER_NOT_SAY.value,
]
BATCH = 500
# Begins what stands after # in a link of the mail, and the id of the answer on the page. A browser keeps
# it to itself, so no log of a server says which answer somebody is about to give.
ANCHOR = "answer"


def enqueue_monthly_question(*, on: date) -> None:
    """Enqueue the question to each member of staff once, while the past month's question is open.

    Whoever has answered or objects gets it as well: who is left out would tell. Nothing here reads an
    answer, an objection or a link.
    """
    month = Month.containing(on).previous()
    if not value_of("DECLARATION_MAIL") or not is_month_open(month, on):
        return
    for portal in Portal.objects.open().order_by("pk"):
        for people in _batches(portal, month):
            enqueue_mails(
                kind=QUESTION, letters=[_letter(person, portal, month) for person in people]
            )


def _batches(portal: Portal, month: Month) -> Iterator[list[Person]]:
    """People in the portal's scope on the month's last day, with an address and permission to sign in."""
    staff = staff_in_scope(portal, on=month.last_day).filter(is_active=True)
    keys = list(
        staff.exclude(email=None).exclude(email="").order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(keys), BATCH):
        yield list(Person.objects.filter(pk__in=keys[start : start + BATCH]).order_by("pk"))


def _letter(person: Person, portal: Portal, month: Month) -> Letter:
    path = reverse("adoption:declare", args=[portal.slug, month])
    values = {answer: absolute_url(f"{path}#{ANCHOR}-{answer}") for answer in MARKED}
    closing = month.closes_on(value_of("MONTH_CLOSING_DAY")) + timedelta(days=1)
    return Letter(
        person=person,
        key=f"{portal.pk} {month} {person.uuid}",
        path=path,
        values={
            **values,
            "portal": lambda: str(portal.name_here),
            "month": partial(date_format, month.first_day, "F Y"),
        },
        expires_at=make_aware(datetime.combine(closing, time())),
    )
