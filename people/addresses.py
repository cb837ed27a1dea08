from django.conf import settings


def our_address(path: str) -> str:
    """As people type it, whatever host a request was sent to."""
    return settings.BASE_URL.rstrip("/") + path
