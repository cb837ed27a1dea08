from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core.dates import a_month_after, today
from people.enums import RequestKind, RequestStatus
from people.models import DataRequest, ExportSeal, Person
from people.passphrases import new_nonce


def ask_about_data(
    *, person: Person, kind: RequestKind, wrong: str, right: str = "", about: str = ""
) -> DataRequest:
    """The law gives a month to answer. `about`: the key of a class of data, or "" for all of it."""
    return DataRequest.objects.create(
        person=person,
        kind=kind,
        wrong=wrong,
        right=right,
        about=about,
        due_on=a_month_after(today()),
    )


def answer_data_request(
    *, data_request: DataRequest, by: Person, status: RequestStatus, answer: str
) -> None:
    """Once: of two officers who answer at the same time, one is told so with a ValidationError."""
    changed = DataRequest.objects.filter(pk=data_request.pk, status=RequestStatus.OPEN).update(
        status=status, answer=answer, answered_by=by, answered_at=Now()
    )
    if not changed:
        raise ValidationError(_("This request is answered already."), code="answered")


def renew_passphrase(*, person: Person) -> None:
    """Files made from now on open with a new passphrase; the old one still opens the older files."""
    ExportSeal.objects.update_or_create(
        person=person, defaults={"nonce": new_nonce(), "renewed_at": Now()}
    )
