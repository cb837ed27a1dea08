from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core.site_settings import value_of
from people.actions.account_warnings import warn_of_account_change
from people.actions.identity import prove_by_invitation
from people.actions.privacy import record_look
from people.actions.seals import seal_account
from people.enums import (
    AccountChange,
    IdentityProof,
    OpeningCause,
    Purpose,
    Role,
    Theme,
    ViewedData,
)
from people.invitations import hash_code, new_code
from people.models import Invitation, Person, RoleChange
from people.policies import ROLES_APART, may_print_codes
from people.queries.accounts import usable_invitation
from people.queries.staff import role_holders


@transaction.atomic
def invite(*, person: Person, by: Person | None = None) -> str:
    """Return a code with which the person opens their account, once; earlier ones are no longer good.

    The code is returned here and never again: only its hash is kept. It is good for INVITATION_EXPIRES_DAYS
    days (30). Whoever holds it can enter, so the person reads who made it.
    """
    days = value_of("INVITATION_EXPIRES_DAYS")
    _withdraw_invitations(person)
    code = new_code()
    Invitation.objects.create(
        person=person,
        code_hash=hash_code(code),
        expires_at=Now() + timedelta(days=days),
        invited_by=by,
        proof=IdentityProof.HANDED_CODE if by and may_print_codes(by) else "",
    )
    record_look(by=by, at=[person], purpose=Purpose.INVITATION, seen=ViewedData.INVITATION)
    return code


def _withdraw_invitations(person: Person) -> None:
    Invitation.objects.filter(person=person).usable().update(expires_at=Now())


@transaction.atomic
def open_account(
    *, staff_number: str, password: str, code: str = "", code_hash: str = ""
) -> Person:
    """Use up the invitation and set the password, which the caller has validated.

    `code_hash`: of a code that came in a link, where none was typed. Whoever made the invitation may hold
    it: unless they made it for themselves, what was private in this account stays closed for a while
    (docs/decisions/0019). Raises ValidationError, the same whether the number, the code or the day is
    wrong. Of two at once, one passes.
    """
    invitation = usable_invitation(staff_number, code_hash or hash_code(code))
    used = invitation and Invitation.objects.usable().filter(pk=invitation.pk).update(used_at=Now())
    if not invitation or not used:
        raise ValidationError(
            _("This number and this code do not go together, or the code was used or is too old."),
            code="invitation",
        )
    person = Person.objects.select_for_update(of=("self",)).get(pk=invitation.person_id)
    if invitation.invited_by_id != person.pk:
        seal_account(person=person, cause=OpeningCause.INVITATION, invitation=invitation)
    person.set_password(password)
    person.save(update_fields=["password", "opened_at"])
    prove_by_invitation(person=person, invitation=invitation)
    return person


def change_theme(*, person: Person, theme: Theme) -> None:
    Person.objects.filter(pk=person.pk).update(theme=theme)


@transaction.atomic
def grant_role(*, person: Person, role: Role, by: Person | None = None) -> None:
    """Grant a role and withdraw open invitations, whose maker may not have this role to give.

    Raises ValidationError for a partner’s learner, who has no rights here, and where the role does not go
    with another: codes that prove an identity come from nobody who reads figures or writes the list.
    """
    if person.is_external:
        raise ValidationError(_("A partner’s learner holds no role."), code="external")
    _refuse_roles_apart(person, role, by)
    _withdraw_invitations(person)
    Invitation.objects.filter(invited_by=person).usable().update(proof="")
    person.groups.add(Group.objects.get(name=role))
    RoleChange.objects.create(person=person, role=role, granted=True, changed_by=by)
    if by is not None:
        warn_of_account_change(people=[person], change=AccountChange.ROLE_GIVEN, role=role)


def _refuse_roles_apart(person: Person, role: Role, by: Person | None) -> None:
    """Refuse a role that does not go with one held. At the command line the first enrolment officer may be
    named by an operator, since nobody could prove who that is."""
    roles = set(person.groups.values_list("name", flat=True))  # `roles` are read once
    if role == Role.ENROLMENT_OFFICER:
        if by is not None and person.identity_proven_at is None:
            raise ValidationError(
                _("Whoever hands out codes must have confirmed first who they are."),
                code="unproven",
            )
        is_refused = person.is_superuser or bool(roles & ROLES_APART)
    else:
        is_refused = role in ROLES_APART and Role.ENROLMENT_OFFICER in roles
    if is_refused:
        raise ValidationError(
            _("Whoever hands out codes neither reads figures nor writes the staff list."),
            code="apart",
        )


@transaction.atomic
def revoke_role(*, person: Person, role: Role, by: Person | None = None) -> None:
    """Revoke a role. Raises ValidationError where nobody would be left to grant roles."""
    group = Group.objects.select_for_update().get(name=role)
    others = {pk for pk, held in role_holders().items() if role in held} - {person.pk}
    if role == Role.ADMINISTRATOR and not others:
        raise ValidationError(_("Nobody else is an administrator."), code="last")
    person.groups.remove(group)
    RoleChange.objects.create(person=person, role=role, granted=False, changed_by=by)
    if by is not None:
        warn_of_account_change(people=[person], change=AccountChange.ROLE_TAKEN, role=role)
