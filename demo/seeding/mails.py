"""The mails of the demo that a reader can open: those about the month published last."""

from datetime import date

from django.utils import timezone

from adoption.dashboards.actions.publication_mails import enqueue_publication_mails
from adoption.dashboards.mails import FALL, ORGANISATION_DIGEST, TEAM_DIGEST
from adoption.report.actions.mails import enqueue_report_mails
from adoption.report.mails import REPORT
from people.models import OutgoingMail


KINDS = (TEAM_DIGEST, ORGANISATION_DIGEST, FALL, REPORT)


def enqueue_latest_month_mails(day: date) -> None:
    """As the nights after a publication do; due at once, for whoever looks at a demo does not wait until morning."""
    enqueue_publication_mails(on=day)
    enqueue_report_mails(on=day)
    OutgoingMail.objects.waiting().filter(kind__in=KINDS).update(next_try_at=timezone.now())
