"""Seed tokens of the portal's machines, one in force and one revoked; nobody knows their secrets."""

from datetime import date, timedelta

from adoption.usage.models import PortalToken
from adoption.usage.portal_tokens import new_token
from cms.models import Portal


DAYS_AGO = ((200, 14, 13), (14, 1, None))  # made, last used, revoked


def seed_portal_tokens(portal: Portal, today: date) -> None:
    for number, (created, used, revoked) in enumerate(DAYS_AGO):
        PortalToken.objects.create(
            portal=portal,
            name=("Serveur de production, avant la bascule", "Serveur de production")[number],
            key=f"{number + 1:012x}",
            secret_hash=new_token()[2],
            made_on=today - timedelta(days=created),
            last_used_on=today - timedelta(days=used),
            revoked_on=None if revoked is None else today - timedelta(days=revoked),
        )
