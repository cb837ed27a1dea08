"""Mails about a month that the audit withheld."""

from django.urls import reverse

from adoption.publishing.mails import WITHHELD
from adoption.publishing.models import Publication
from adoption.publishing.policies import WITHHELD_MAIL_ROLES
from core.dates import today
from people.actions.mails import Letter, enqueue_mails
from people.models import Person


def enqueue_withheld_mails(publication: Publication) -> None:
    """Enqueue one mail for each recipient, in the transaction that withholds. Idempotent."""
    working = Person.objects.employed_on(today()).filter(is_active=True)
    recipients = {
        person.pk: person for role in WITHHELD_MAIL_ROLES for person in working.with_role(role)
    }
    month = f"{publication.month:%m/%Y}"
    letters = [
        Letter(
            person=person,
            key=f"{publication.pk} {person.pk}",
            path=reverse(
                "adoption:publication", args=[publication.portal.slug, f"{publication.month:%Y-%m}"]
            ),
            values={"portal": publication.portal.name, "month": month},
        )
        for person in recipients.values()
    ]
    enqueue_mails(kind=WITHHELD, letters=letters)
