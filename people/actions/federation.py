"""Links a subject of an identity provider to a person at the first sign-in, and unlinks it on request."""

from collections.abc import Collection, Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialApp
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from people.actions.account_warnings import warn_of_account_change
from people.actions.identity import prove_by_provider
from people.actions.seals import has_new_identifier, seal_at_a_new_identity
from people.actions.settings import record_provider_change
from people.enums import AccountChange, OpeningCause
from people.models import Person
from people.policies import active_seal, administrators_read_figures


@transaction.atomic
def link_identity(
    *,
    person: Person,
    provider: str,
    uid: str,
    not_beside: Collection[str] = (),
    made_here: bool = False,
) -> SocialAccount:
    """Link a subject to a person, or return the link that exists.

    What was private before a first one closes, where an administrator described the provider (`made_here`)
    or somebody else has just given the person the address or number by which it finds them. A person has
    one subject at a provider: another that claims to be them is refused. So is a first one where they are
    linked at a provider of `not_beside`, since what matched is the address alone.
    """
    locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    ties = SocialAccount.objects.filter(user=person)
    tie = ties.filter(provider=provider, uid=uid).first()
    if tie is not None:
        tie.save(update_fields=["last_login"])
        return tie
    if ties.filter(provider=provider).exists():
        raise ValidationError(_("Another identity is tied to this account."), code="other_subject")
    if ties.filter(provider__in=not_beside).exists():
        raise ValidationError(_("Another identity is tied to this account."), code="other_provider")
    if made_here or has_new_identifier(locked):
        seal_at_a_new_identity(person=person)
    else:
        warn_of_account_change(people=[person], change=AccountChange.IDENTITY)
    return SocialAccount.objects.create(user=person, provider=provider, uid=uid, extra_data={})


def prove_by_sign_in(
    *, person: Person, provider: str, used: Collection[int], made_here: bool
) -> bool:
    """Record the proof of identity at the end of a sign-in through this provider. `used`: keys of the
    second factors of this sign-in.

    It proves nothing where what the provider says, or how it finds the person, may be made up.
    """
    seal = active_seal(person)
    is_doubtful = has_new_identifier(person) or (
        seal is not None and seal.opening.cause == OpeningCause.NEW_IDENTITY
    )
    if is_doubtful or (made_here and administrators_read_figures()):
        return False
    tie = SocialAccount.objects.filter(user=person, provider=provider).first()
    return tie is not None and prove_by_provider(person=person, tie=tie, used=used)


@transaction.atomic
def save_provider(*, app: SocialApp, values: Mapping[str, Any], by: Person) -> int:
    """Save a provider as an administrator described it. Returns how many people were unlinked.

    Another issuer is another provider: whom the earlier one knew is not known to this one.
    """
    before, stood = app.settings.get("issuer"), _described(app)
    for name, value in values.items():
        setattr(app, name, value)
    app.secret = ""  # it is kept sealed, among the settings
    app.save()
    record_provider_change(before=stood, after=_described(app), by=by)
    changed = before is not None and before != app.settings.get("issuer")
    return unlink_identities(provider=app.provider_id) if changed else 0


@transaction.atomic
def remove_provider(*, app: SocialApp, by: Person) -> None:
    record_provider_change(before=_described(app), after={}, by=by)
    unlink_identities(provider=app.provider_id)
    app.delete()


def _described(app: SocialApp) -> dict[str, Any]:
    """Return how a provider stands, by field; {} for one not yet stored."""
    own = {"name": app.name, "client_id": app.client_id}
    return app.settings | own | {"is_open": app.settings.get("is_open", True)} if app.pk else {}


@transaction.atomic
def unlink_identities(*, provider: str, person: Person | None = None) -> int:
    """Unlink identities, so that the next sign-in is a first one again. Returns how many there were."""
    ties = SocialAccount.objects.filter(provider=provider)
    if person is not None:
        ties = ties.filter(user=person)
    count = ties.delete()[0]
    if person is not None and count:
        warn_of_account_change(people=[person], change=AccountChange.NO_IDENTITY)
    return count
