from cms.models import Portal


def lock_portal(portal: Portal) -> None:
    """Lock a portal before reading a code, link or day of it to write it; concurrent writers wait here.

    Inside a transaction, and before any of those rows is touched: in another order an erasure beside
    an intake would hold the one and wait for the other.
    """
    Portal.objects.select_for_update(of=("self",)).get(pk=portal.pk)


def lock_portals() -> list[Portal]:
    """Lock all portals in the common order. Inside a transaction."""
    return list(Portal.objects.order_by("pk").select_for_update(of=("self",)))
