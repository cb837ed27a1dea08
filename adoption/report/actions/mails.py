"""Mails that the steering committee's report is available: a link, and no figure (docs/decisions/0047)."""

from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from adoption.foundation.periods import Month
from adoption.foundation.policies import READERS_OF_ALL
from adoption.publishing.models import Publication
from adoption.report.mails import REPORT
from cms.models import Portal
from people.actions.mails import Letter, enqueue_mails
from people.models import Person


NEWS_DAYS = 7  # whoever comes to the task later is told of nothing old
MONTHS_BETWEEN = {"monthly": 1, "quarterly": 3}


def enqueue_report_mails(*, on: date) -> None:
    """Enqueue one mail per reader for each portal's latest month, as often as the setting says."""
    every = MONTHS_BETWEEN.get(settings.REPORT_MAIL)
    if every is None:
        return
    for portal in Portal.objects.open().order_by("pk"):
        latest = Publication.objects.out().filter(portal=portal).order_by("-month").first()
        if latest is None or latest.month.month % every:
            continue
        if localdate(latest.published_at) < on - timedelta(days=NEWS_DAYS):
            continue
        people = _readers(on)
        enqueue_mails(kind=REPORT, letters=[_letter(each, portal, latest) for each in people])


def _readers(on: date) -> list[Person]:
    working = Person.objects.employed_on(on).filter(is_active=True)
    found = {person.pk: person for role in READERS_OF_ALL for person in working.with_role(role)}
    return [found[key] for key in sorted(found)]


def _letter(person: Person, portal: Portal, publication: Publication) -> Letter:
    month = Month.containing(publication.month)
    return Letter(
        person=person,
        key=f"{portal.pk} {month} {person.uuid}",
        path=f"{reverse('adoption:report')}?portail={portal.slug}&mois={month}",
        values={
            "portal": lambda: str(portal.name_here),
            "month": partial(date_format, month.first_day, "F Y"),
        },
    )
