from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils.timezone import now

from core.dates import today
from people.models import AccountOpening, Invitation, OpenSession, Person
from people.session_store import session_store


REOPENING_NOTICE_DAYS = 30


def invited_person(staff_number: str, code_hash: str) -> Person | None:
    """Return the person whom the code of this hash invites, if it is good and theirs."""
    invitation = usable_invitation(staff_number, code_hash)
    return invitation.person if invitation else None


def usable_invitation(staff_number: str, code_hash: str) -> Invitation | None:
    invitations = Invitation.objects.usable().select_related("person")
    return invitations.filter(
        code_hash=code_hash,
        person__staff_number=staff_number.strip(),
        person__is_active=True,
    ).first()


def person_to_reset(name: str) -> Person | None:
    """Return whom a link for a new password can be mailed to: an open account with an address."""
    name = name.strip()
    reachable = Person.objects.employed_on(today()).filter(is_active=True).exclude(email=None)
    named = reachable.filter(Q(staff_number=name) | Q(email__iexact=name)).order_by("pk").first()
    return named if named and named.has_usable_password() else None


def live_sessions(person: Person) -> list[tuple[OpenSession, dict[str, Any]]]:
    """Return the connections that are still open, each with what its session holds."""
    rows = [(row, session_store(row.session_key).load()) for row in person.open_sessions.all()]
    return [(row, held) for row, held in rows if held]


def second_factors_of(person: Person) -> list[Authenticator]:
    """Return the application first, then passkeys, as they came; recovery codes last."""
    kinds = [
        Authenticator.Type.TOTP,
        Authenticator.Type.WEBAUTHN,
        Authenticator.Type.RECOVERY_CODES,
    ]
    rows = Authenticator.objects.filter(user=person).order_by("pk")
    return sorted(rows, key=lambda row: kinds.index(row.type))


def recent_reopening(person: Person) -> AccountOpening | None:
    """Return the reopening of an open account, which need not be its owner's; shown for a month."""
    since = person.opened_at
    if since is None or now() >= since + timedelta(days=REOPENING_NOTICE_DAYS):
        return None
    openings = AccountOpening.objects.filter(person=person, is_first=False)
    return openings.select_related("person", "invitation__invited_by").first()
