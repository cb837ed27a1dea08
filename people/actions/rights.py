from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import one_month_after, today
from people.actions.account_warnings import warn_of_account_change
from people.actions.mails import Letter, enqueue_mail, enqueue_mails
from people.actions.privacy import record_look
from people.enums import AccountChange, Purpose, RequestKind, RequestStatus, Role, ViewedData
from people.mail.kinds import REQUEST_ANSWERED, REQUEST_RECEIVED
from people.models import DataRequest, ExportSeal, Person
from people.passphrases import new_nonce


@transaction.atomic
def open_data_request(
    *, person: Person, kind: RequestKind, wrong: str, right: str = "", about: str = ""
) -> DataRequest:
    """Open a request about personal data, to be answered within a month. `about`: the key of a class of
    data, or "" for all of it."""
    data_request = DataRequest.objects.create(
        person=person,
        kind=kind,
        wrong=wrong,
        right=right,
        about=about,
        due_on=one_month_after(today()),
    )
    _tell_the_officers(data_request)
    return data_request


def _tell_the_officers(data_request: DataRequest) -> None:
    """Mail the officers how many requests wait: neither who asks nor what."""
    count = DataRequest.objects.filter(status=RequestStatus.OPEN).count()
    officers = Person.objects.employed_on(today()).filter(is_active=True)
    letters = [
        Letter(
            person=officer,
            key=f"{data_request.uuid} {officer.pk}",
            path=reverse("rights_admin:requests"),
            values={"count": str(count)},
        )
        for officer in officers.with_role(Role.DATA_PROTECTION_OFFICER)
    ]
    enqueue_mails(kind=REQUEST_RECEIVED, letters=letters)


@transaction.atomic
def answer_data_request(
    *, data_request: DataRequest, by: Person, status: RequestStatus, answer: str
) -> None:
    """Answer a request once; the second of two officers gets a ValidationError."""
    changed = DataRequest.objects.filter(pk=data_request.pk, status=RequestStatus.OPEN).update(
        status=status, answer=answer, answered_by=by, answered_at=Now()
    )
    if not changed:
        raise ValidationError(_("This request is answered already."), code="answered")
    letter = Letter(
        person=data_request.person,
        key=str(data_request.uuid),
        path=f"{reverse('people:my_data')}#demandes",
    )
    enqueue_mail(kind=REQUEST_ANSWERED, letter=letter)


@transaction.atomic
def record_file_handover(*, person: Person, by: Person | None) -> None:
    """Record that the sealed file was made, and notify the person. `by` is None for an operator."""
    record_look(by=by, at=[person], purpose=Purpose.DATA_REQUEST, seen=ViewedData.SEALED_FILE)
    warn_of_account_change(people=[person], change=AccountChange.FILE)


def renew_passphrase(*, person: Person) -> None:
    """Renew the passphrase of files made from now on; the old one still opens the older files."""
    ExportSeal.objects.update_or_create(
        person=person, defaults={"nonce": new_nonce(), "renewed_at": Now()}
    )
