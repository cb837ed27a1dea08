from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase


def session_store(key: str) -> SessionBase:
    """Return what the server keeps under a session's key."""
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
