"""Mails that the steering committee's report is available: a link, and no figure (docs/decisions/0047)."""

import logging
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from adoption.foundation.periods import Month
from adoption.foundation.policies import READERS_OF_ALL
from adoption.publishing.models import Publication
from adoption.report.actions.files import make_report_file
from adoption.report.mails import REPORT
from cms.models import Portal
from core.site_settings import value_of
from people.actions.mails import Letter, enqueue_mails
from people.models import Person


logger = logging.getLogger(__name__)

NEWS_DAYS = 7  # whoever comes to the task later is told of nothing old
MONTHS_BETWEEN = {"monthly": 1, "quarterly": 3}


def enqueue_report_mails(*, on: date) -> None:
    """Make the files of each portal's latest report, and enqueue a mail per reader as often as the setting says.

    Nobody is told of a report that cannot be made: each failure is logged, and the first is raised after all portals.
    """
    every = MONTHS_BETWEEN.get(value_of("REPORT_MAIL"))
    if every is None:
        return
    failures = []
    for portal in Portal.objects.open().order_by("pk"):
        latest = Publication.objects.out().filter(portal=portal).order_by("-month").first()
        if latest is None or latest.month.month % every:
            continue
        if localdate(latest.published_at) < on - timedelta(days=NEWS_DAYS):
            continue
        try:
            _make_files(latest)
        except Exception as failure:
            logger.exception("no report for the mail portal=%s", portal.slug)
            failures.append(failure)
            continue
        letters = [_letter(person, portal, latest) for person in _readers(on)]
        enqueue_mails(kind=REPORT, letters=letters)
    if failures:
        raise failures[0]


def _readers(on: date) -> list[Person]:
    working = Person.objects.employed_on(on).filter(is_active=True)
    readers = {person.pk: person for role in READERS_OF_ALL for person in working.with_role(role)}
    return [readers[key] for key in sorted(readers)]


def _make_files(publication: Publication) -> None:
    for language, _name in settings.LANGUAGES:
        make_report_file(publication=publication, language=language)


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
