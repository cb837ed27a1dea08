from cms.models import Portal


def lock_portal(portal: Portal) -> None:
    """Before a code, a link or a day of the portal is read to be written: whoever does that waits here.

    Inside a transaction, and before any of those rows is touched: in another order an erasure beside
    an intake would hold the one and wait for the other.
    """
    Portal.objects.select_for_update(of=("self",)).get(pk=portal.pk)


def lock_portals() -> list[Portal]:
    """All of them, in the order in which everybody locks several. Inside a transaction."""
    return list(Portal.objects.order_by("pk").select_for_update(of=("self",)))
