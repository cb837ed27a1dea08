from django.db import transaction

from adoption.foundation.locks import lock_portal
from adoption.usage.models import LinkCode, PortalLink, UsageDay, WithdrawnPseudonym
from adoption.usage.policies import links_visible_to
from adoption.usage.pseudonyms import journal_identity, subject_of, withdrawn_hash
from cms.models import Portal
from people.actions.erasures import journalled_erasure
from people.enums import ErasureRoute
from people.models import Person


LINK = "link"  # the kind under which the journal notes that a pseudonym was withdrawn


def undo_link(*, person: Person, portal: Portal) -> int:
    """Delete the person's link and its days of use; return the number of rows.

    The pseudonym is remembered as a keyed hash, so that a later file does not bring its rows back,
    and in the journal, so that a restored backup does not either.
    """
    with journalled_erasure(ErasureRoute.OWN_HAND) as noting:
        lock_portal(portal)
        link = PortalLink.objects.filter(portal=portal, subject=subject_of(person)).first()
        if link is None:
            return 0
        LinkCode.objects.filter(portal=portal, subject=link.subject).delete()
        noting.note(LINK, journal_identity(portal.pk, link.pseudonym))
        return withdraw_pseudonym(portal_id=portal.pk, pseudonym=link.pseudonym)


def undo_own_link(*, person: Person, portal: Portal) -> int:
    """Undo the link at the person's request, unless a seal hides it: the requester may not be its owner."""
    is_shown = links_visible_to(person).filter(portal=portal).exists()
    return undo_link(person=person, portal=portal) if is_shown else 0


@transaction.atomic
def withdraw_pseudonym(*, portal_id: int, pseudonym: str) -> int:
    """Delete its link and days of use and block it for good; return the number of rows."""
    WithdrawnPseudonym.objects.bulk_create(
        [
            WithdrawnPseudonym(
                portal_id=portal_id, pseudonym_hash=withdrawn_hash(portal_id, pseudonym)
            )
        ],
        ignore_conflicts=True,
    )
    own = {"portal": portal_id, "pseudonym": pseudonym}
    days, _by_model = UsageDay.objects.filter(**own).delete()
    links, _by_model = PortalLink.objects.filter(**own).delete()
    return days + links
