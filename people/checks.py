from django.conf import settings
from django.core.checks import Warning as Caution
from django.core.checks import register


@register()
def accounts_are_sealed(app_configs, **kwargs):
    """Seven days by default. Without them an invitation is a key to what only its owner should read."""
    if settings.ACCOUNT_SEAL_DAYS > 0:
        return []
    return [
        Caution(
            "ACCOUNT_SEAL_DAYS is 0: whoever makes an invitation can open somebody's account with it "
            "and read their logbook and their answers at once.",
            hint="Set ACCOUNT_SEAL_DAYS to 7, or to as long as your people need to notice.",
            id="people.W001",
        )
    ]
