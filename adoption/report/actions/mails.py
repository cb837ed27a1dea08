"""Mails that the steering committee's report, or a reader's own, is ready: a link, and no figure (decisions 47, 76)."""

import logging
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import override

from adoption.dashboards.actions.drawings import draw_organisation_charts
from adoption.foundation.periods import Month
from adoption.foundation.policies import READERS_OF_ALL
from adoption.publishing.models import Publication
from adoption.report.actions.files import make_report_file
from adoption.report.enums import ReportSchedule
from adoption.report.mails import OWN_REPORT, REPORT
from adoption.report.models import SavedReport
from adoption.report.notifications import notify_of_report
from adoption.report.policies import saved_reports_visible_to
from adoption.report.queries.custom_groups import still_published
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
        latest = _news_of(portal, on)
        if latest is None or latest.month.month % every:
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


def _news_of(portal: Portal, on: date) -> Publication | None:
    """Return the latest publication, unless it is older than news may be."""
    latest = Publication.objects.out().filter(portal=portal).order_by("-month").first()
    is_news = latest and localdate(latest.published_at) >= on - timedelta(days=NEWS_DAYS)
    return latest if is_news else None


def announce_saved_reports(*, on: date) -> int:
    """Tell the owners of scheduled reports once of each publication; return how many reports were announced.

    Nothing is told to whoever reads no figures any more. One that has lost a group is not sent: its owner is told why.
    """
    count = 0
    for portal in Portal.objects.open().order_by("pk"):
        latest = _news_of(portal, on)
        if latest is None:
            continue
        schedules = [ReportSchedule.MONTHLY]
        schedules += [] if latest.month.month % 3 else [ReportSchedule.QUARTERLY]
        reports = SavedReport.objects.filter(portal=portal, schedule__in=schedules)
        reports = reports.filter(person__in=_readers(on)).select_related("person")
        for report in reports.order_by("pk"):
            count += _announce(report, portal, latest)
    return count


@transaction.atomic
def _announce(report: SavedReport, portal: Portal, latest: Publication) -> bool:
    """Claim the publication for the report, then tell its owner; not while a seal hides the report from them."""
    if not saved_reports_visible_to(report.person).filter(pk=report.pk).exists():
        return False
    waiting = SavedReport.objects.filter(Q(sent_for=None) | Q(sent_for__lt=latest.month))
    if not waiting.filter(pk=report.pk).update(sent_for=latest.month):
        return False
    keys = {group["key"] for group in report.groups}
    is_ready = still_published(report.person, latest, keys) == keys
    notify_of_report(report, is_ready=is_ready)
    if not is_ready:
        return False
    enqueue_mails(kind=OWN_REPORT, letters=[_own_letter(report, portal, latest)])
    return True


def _own_letter(report: SavedReport, portal: Portal, publication: Publication) -> Letter:
    month = Month.containing(publication.month)
    return Letter(
        person=report.person,
        key=f"{report.uuid} {month}",
        path=reverse("adoption:open_report", args=[report.uuid]),
        values={
            "portal": lambda: str(portal.name_here),
            "month": partial(date_format, month.first_day, "F Y"),
            "report": report.name,
        },
    )


def _readers(on: date) -> list[Person]:
    working = Person.objects.employed_on(on).filter(is_active=True)
    readers = {person.pk: person for role in READERS_OF_ALL for person in working.with_role(role)}
    return [readers[key] for key in sorted(readers)]


def _make_files(publication: Publication) -> None:
    for language, _name in settings.LANGUAGES:
        make_report_file(publication=publication, language=language)
        with override(language):
            draw_organisation_charts(publication=publication)


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
