"""The sessions (SESSION_ENGINE): Django's in the database, whose one read of each page is compiled once."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.utils import timezone

from core.compiled_queries import CompiledQuery


SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
A_KEY, A_MOMENT = "the key of a session", datetime(9999, 12, 31, tzinfo=UTC)  # no session’s


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = _read(self.get_model_class()).rows(
            key=self.session_key, now=_as_stored(timezone.now())
        )
        if not found:
            self._session_key = None
        return found[0] if found else None


@cache
def _read(sessions: Any) -> CompiledQuery:
    rows = sessions.objects.filter(session_key=A_KEY, expire_date__gt=A_MOMENT)
    return CompiledQuery(rows, {"key": A_KEY, "now": _as_stored(A_MOMENT)})


def _as_stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def session_store(key: str) -> SessionBase:
    """Return what the server keeps under a session's key."""
    return SessionStore(key)
