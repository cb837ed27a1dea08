"""Opens, extends and closes requests about personal data: an answer stands for what was done, or says why not."""

from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import months_after, one_month_after, today
from people.actions.account_warnings import warn_of_account_change
from people.actions.erasures import journalled_erasure
from people.actions.locks import lock_organisation
from people.actions.mails import Letter, enqueue_mail, enqueue_mails
from people.actions.privacy import erase_person, record_look
from people.enums import (
    AccountChange,
    ErasureRoute,
    IdentityCheck,
    Purpose,
    RequestChannel,
    RequestKind,
    RequestStatus,
    Role,
    ViewedData,
)
from people.mail.kinds import (
    REQUEST_ANSWERED,
    REQUEST_ENTERED,
    REQUEST_EXTENDED,
    REQUEST_RECEIVED,
)
from people.models import AnswerTemplate, DataRequest, ExportSeal, Person
from people.notifications.actions import Entry, notify, settle
from people.notifications.kinds import DATA_REQUEST
from people.passphrases import new_nonce
from people.policies import data_request_officers, may_be_erased_by
from people.queries.rights import (
    COPIES,
    act_asked_for,
    acted_so_far,
    correction_mark,
    may_make_file,
    may_make_letter,
)
from people.queries.staff import is_only_holder


NOON = time(12)
NEVER_EMPTY = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)


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
        record_mark=correction_mark(person) if kind == RequestKind.CORRECTION else "",
    )
    _tell_the_officers(data_request)
    return data_request


@transaction.atomic
def enter_data_request(
    *,
    person: Person,
    by: Person,
    kind: RequestKind,
    channel: RequestChannel,
    received_on: date,
    identity_check: str,
    wrong: str,
    right: str = "",
    about: str = "",
) -> DataRequest:
    """Enter a request that did not come on screen; its month runs from the day on which it came. The person
    is told, for somebody else may have asked in their name."""
    data_request = DataRequest.objects.create(
        person=person,
        kind=kind,
        channel=channel,
        identity_check=identity_check,
        entered_by=by,
        asked_at=timezone.make_aware(datetime.combine(received_on, NOON)),
        due_on=one_month_after(received_on),
        about=about,
        wrong=wrong,
        right=right,
        record_mark=correction_mark(person) if kind == RequestKind.CORRECTION else "",
    )
    record_look(by=by, at=[person], purpose=Purpose.DATA_REQUEST, seen=ViewedData.DATA_REQUEST)
    _write_to_asker(data_request, REQUEST_ENTERED)
    return data_request


def _tell_the_officers(data_request: DataRequest) -> None:
    """Tell the officers, by mail and under the bell, that requests wait: neither who asks nor what."""
    count = DataRequest.objects.filter(status=RequestStatus.OPEN).count()
    officers = list(data_request_officers())
    entries = [Entry(person=officer.pk, key=data_request.uuid) for officer in officers]
    notify(kind=DATA_REQUEST, entries=entries)
    letters = [
        Letter(
            person=officer,
            key=f"{data_request.uuid} {officer.pk}",
            path=reverse("rights_admin:requests"),
            values={"count": str(count)},
        )
        for officer in officers
    ]
    enqueue_mails(kind=REQUEST_RECEIVED, letters=letters)


def _write_to_asker(data_request: DataRequest, kind: str) -> None:
    if data_request.person is None:
        return
    letter = Letter(
        person=data_request.person,
        key=str(data_request.uuid),
        path=f"{reverse('people:my_data')}#demandes",
    )
    enqueue_mail(kind=kind, letter=letter)


def note_identity_check(*, data_request: DataRequest, check: IdentityCheck) -> None:
    """Note how the officer made sure who asks; refused once the request is answered."""
    _change_open(data_request, identity_check=check)


@transaction.atomic
def extend_data_request(*, data_request: DataRequest, months: int, reason: str) -> None:
    """Give a request one or two months more, once; the person reads why."""
    still_short = DataRequest.objects.filter(months_more=0)
    due_on = months_after(one_month_after(timezone.localdate(data_request.asked_at)), months)
    _change_open(
        data_request, still_short, months_more=months, extension_reason=reason, due_on=due_on
    )
    _write_to_asker(data_request, REQUEST_EXTENDED)


def answer_data_request(
    *,
    data_request: DataRequest,
    by: Person,
    status: RequestStatus,
    answer: str,
    without_act: str = "",
) -> None:
    """Answer a request once; the second of two officers gets a ValidationError, and nothing is done twice.

    "Answered" does what is asked, unless it is done already or `without_act` says why not.
    """
    fresh = DataRequest.objects.select_related("person").get(pk=data_request.pk)
    if not fresh.is_open:
        raise _answered_already()
    is_done, among = False, DataRequest.objects.all()
    if status == RequestStatus.ANSWERED:
        _check_before_answering(fresh, without_act)
        is_done = not without_act
    elif act_asked_for(fresh):
        among = among.filter(acted_at=None)  # nobody refuses what a colleague has just carried out
    if is_done:
        _carry_out(fresh)
    acted_at = Coalesce(F("acted_at"), Now()) if is_done else F("acted_at")
    with transaction.atomic():
        _change_open(
            fresh,
            among,
            status=status,
            answer=answer,
            without_act=without_act if status == RequestStatus.ANSWERED else "",
            acted_at=acted_at,
            answered_by=by,
            answered_at=Now(),
        )
        settle(kind=DATA_REQUEST, keys=[fresh.uuid])
        _write_to_asker(fresh, REQUEST_ANSWERED)


def _carry_out(data_request: DataRequest) -> None:
    """Carry out an objection or a restriction: noted first, then done, each in a transaction of its own.

    Rows of one transaction could be told to belong together by whoever reads the tables of the database itself.
    """
    act = act_asked_for(data_request)
    if act is None or data_request.person is None:
        return
    _change_open(data_request, acted_at=Coalesce(F("acted_at"), Now()))
    act(data_request.person)


def _check_before_answering(data_request: DataRequest, without_act: str) -> None:
    if not data_request.identity_check:
        raise ValidationError(_("Say first how the identity was checked."), code="identity")
    if not without_act and not acted_so_far(data_request):
        message = _("What is asked was not done yet: do it, or write why it is answered without.")
        raise ValidationError(message, code="not_done")


def erase_at_request(*, data_request: DataRequest, by: Person) -> None:
    """Erase the person, which answers their request. Of it stay the kind and the days, and nothing of them."""
    person = data_request.person
    if person is None or not may_be_erased_by(by, person):
        raise ValidationError(_("Somebody else has to erase this account."), code="not_theirs")
    with journalled_erasure(ErasureRoute.DATA_REQUEST):
        lock_organisation()  # before the row of the request, as whoever holds it may wait for one
        _refuse_only_holder(person)
        ready = DataRequest.objects.filter(kind=RequestKind.ERASURE).exclude(identity_check="")
        _change_open(
            data_request,
            ready,
            status=RequestStatus.ANSWERED,
            person=None,
            entered_by=None,
            answered_by=by,
            answered_at=Now(),
            acted_at=Now(),
            **dict.fromkeys(("about", "wrong", "right", "extension_reason", "record_mark"), ""),
            months_more=0,
        )
        settle(kind=DATA_REQUEST, keys=[data_request.uuid])
        erase_person(person=person, route=ErasureRoute.DATA_REQUEST)


def _refuse_only_holder(person: Person) -> None:
    for role in NEVER_EMPTY:
        if is_only_holder(person, role):
            raise ValidationError(
                _(
                    "Nobody else holds the role “%(role)s”: give it to somebody first. Nothing was erased."
                ),
                code="last",
                params={"role": role.label},
            )


def _change_open(
    data_request: DataRequest, among: QuerySet[DataRequest] | None = None, **fields: object
) -> None:
    """Change a request that still waits. Raises ValidationError where somebody was quicker."""
    requests = DataRequest.objects.all() if among is None else among
    if not requests.filter(pk=data_request.pk, status=RequestStatus.OPEN).update(**fields):
        raise _answered_already()


def _answered_already() -> ValidationError:
    return ValidationError(
        _("Somebody has changed or answered this request already. Nothing was done twice."),
        code="answered",
    )


@transaction.atomic
def record_file_handover(
    *,
    person: Person,
    by: Person | None,
    data_request: DataRequest | None = None,
    has_letter: bool = False,
) -> None:
    """Record that the sealed file was made, and notify the person. `by` is None for an operator.

    `data_request`: the one that asks for it, which is then done; refused where it does not warrant a file.
    `has_letter`: whoever makes it was shown its passphrase, and could read it.
    """
    if data_request is not None and not may_make_file(data_request):
        if not data_request.identity_check:
            raise ValidationError(_("Say first how the identity was checked."), code="identity")
        raise _answered_already()
    seen = ViewedData.PASSPHRASE if has_letter else ViewedData.SEALED_FILE
    record_look(by=by, at=[person], purpose=Purpose.DATA_REQUEST, seen=seen)
    warn_of_account_change(people=[person], change=AccountChange.FILE)
    if data_request is not None:
        waiting = DataRequest.objects.filter(pk=data_request.pk, status=RequestStatus.OPEN)
        waiting.filter(kind__in=COPIES, acted_at=None).update(acted_at=Now())


def make_file_letter(*, data_request: DataRequest, by: Person) -> str:
    """Return the nonce of a passphrase for one file, to be sent to whoever cannot come in and read their own.

    It opens no other file, before or after, and is not kept. That it was shown stands in the log of looks, which
    is in the file. Raises ValidationError where `may_make_letter` says no.
    """
    person = data_request.person
    if person is None or not may_make_letter(data_request, by):
        raise letter_refused()
    record_look(by=by, at=[person], purpose=Purpose.DATA_REQUEST, seen=ViewedData.PASSPHRASE)
    return new_nonce()


def letter_refused() -> ValidationError:
    return ValidationError(
        _(
            "A letter is for whoever left 30 days ago or more, once their identity was checked. It is made by an "
            "officer who does not administer the staff list."
        ),
        code="letter",
    )


def save_answer_template(*, kind: RequestKind, words: dict[str, str]) -> None:
    AnswerTemplate.objects.update_or_create(kind=kind, defaults=words)


def reset_answer_template(*, kind: RequestKind) -> None:
    AnswerTemplate.objects.filter(kind=kind).delete()


def renew_passphrase(*, person: Person) -> None:
    """Renew the passphrase of files made from now on; the old one still opens the older files."""
    ExportSeal.objects.update_or_create(
        person=person, defaults={"nonce": new_nonce(), "renewed_at": Now()}
    )
