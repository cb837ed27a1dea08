"""Enqueue the mails about the latest publication, for readers of the demo."""

from datetime import date

from django.utils import timezone

from adoption.dashboards.actions.publication_mails import enqueue_publication_mails
from adoption.dashboards.mails import FALL, ORGANISATION_DIGEST, TEAM_DIGEST
from adoption.report.actions.mails import enqueue_report_mails
from adoption.report.mails import REPORT
from people.models import OutgoingMail


KINDS = (TEAM_DIGEST, ORGANISATION_DIGEST, FALL, REPORT)


def enqueue_latest_month_mails(day: date) -> None:
    """Enqueue as on the nights after a publication, due at once: a visitor does not wait until morning."""
    enqueue_publication_mails(on=day)
    enqueue_report_mails(on=day)
    OutgoingMail.objects.waiting().filter(kind__in=KINDS).update(next_try_at=timezone.now())
