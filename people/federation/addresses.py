"""Our own addresses, as identity providers know them."""

from urllib.parse import urljoin

from django.conf import settings


def ours(path: str) -> str:
    """From the setting and not from the request: a forged host name must not reach a provider."""
    return urljoin(settings.BASE_URL, path)
