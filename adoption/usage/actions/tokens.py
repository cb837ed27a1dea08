from django.db import transaction
from wagtail.log_actions import log

from adoption.usage.models import PortalToken
from adoption.usage.portal_tokens import NOBODYS, new_token, secret_matches, split_token
from cms.models import Portal
from core.dates import today
from people.models import Person


MADE, REVOKED = "adoption.token_made", "adoption.token_revoked"


@transaction.atomic
def make_token(*, portal: Portal, name: str, by: Person | None) -> str:
    """Create a token, to be shown once. Others of the portal stay in force, so that tokens can be rotated."""
    token, key, secret_hash = new_token()
    created = PortalToken.objects.create(
        portal=portal, name=name, key=key, secret_hash=secret_hash, made_on=today()
    )
    log(instance=created, action=MADE, user=by)
    return token


@transaction.atomic
def revoke_token(*, token: PortalToken, by: Person) -> bool:
    """Revoke the token at once and for good. False where it was revoked before."""
    revoked = PortalToken.objects.filter(pk=token.pk, revoked_on=None).update(revoked_on=today())
    if revoked:
        log(instance=token, action=REVOKED, user=by)
    return bool(revoked)


def authenticate_token(*, slug: str, shown: str) -> PortalToken | None:
    """Find the portal's token in force and record its day of use."""
    parts = split_token(shown)
    if parts is None:
        return None
    key, secret = parts
    tokens = PortalToken.objects.in_force().select_related("portal")
    token = tokens.filter(key=key, portal__slug=slug).first()
    if not secret_matches(secret, token.secret_hash if token else NOBODYS) or token is None:
        return None
    PortalToken.objects.filter(pk=token.pk).exclude(last_used_on=today()).update(
        last_used_on=today()
    )
    return token
