from django.conf import settings


def absolute_url(path: str) -> str:
    """Return the address as people type it. From the setting: a forged host name reaches neither a mail nor
    a provider."""
    return settings.BASE_URL.rstrip("/") + path
