from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase


SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"


def session_store(key: str) -> SessionBase:
    """Return what the server keeps under a session's key."""
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
