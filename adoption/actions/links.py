from django.db import transaction

from adoption.models import PortalLink, UsageDay, WithdrawnPseudonym
from adoption.pseudonyms import subject_of, withdrawn_hash
from cms.models import Portal
from people.models import Person


@transaction.atomic
def undo_link(*, person: Person, portal: Portal) -> int:
    """Delete the person's link and its days of use, for good; answers how many rows went.

    The pseudonym is remembered as a keyed hash, so that a later file does not bring its rows back.
    """
    Portal.objects.select_for_update(of=("self",)).get(pk=portal.pk)
    link = PortalLink.objects.filter(portal=portal, subject=subject_of(person)).first()
    if link is None:
        return 0
    WithdrawnPseudonym.objects.bulk_create(
        [
            WithdrawnPseudonym(
                portal=portal, pseudonym_hash=withdrawn_hash(portal.pk, link.pseudonym)
            )
        ],
        ignore_conflicts=True,
    )
    days, _by_model = UsageDay.objects.filter(portal=portal, pseudonym=link.pseudonym).delete()
    link.delete()
    return days + 1
