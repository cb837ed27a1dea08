"""Limits how many times somebody may fail to sign in, and how long they wait.

django-axes counts the failures. Its rows name nobody: an account is kept under a digest, and neither the
browser nor what was typed is kept.
"""

from allauth.core.internal import ratelimit
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from people.backends import person_by_identifier
from people.models import Person


KNOWN_DEVICE = "known_device"
KNOWN_DEVICE_AGE = 60 * 60 * 24 * 180
RATES = {
    "open_account": "30/10m/ip,10/10m/key",
    "password_reset": "30/10m/ip",
    "password_reset_mail": "3/h/key",
    "password_change": "10/10m/key",
    "hand_code": "30/10m/key",
    "earlier_password": "10/10m/key",
    "verify_certificate": "60/10m/ip",
    "propose_practice": "5/h/key",
    "propose_case": "20/h/key",  # each is looked at and sent
    "add_case_line": "60/h/key",
    "take_down_case": "10/h/ip",  # wrong numbers: one that is right is not counted
    "join_journey": "30/10m/key",
    "journey_door": "60/10m/ip",
    "open_journey": "10/h/key",
    "calendar_feed": "120/10m/ip",
    "check_in": "10/10m/key",
    "print_kit": "60/10m/key",
}


# --- What django-axes asks us --------------------------------------------------------------------------


def account_key(request, credentials) -> str:
    """Return the same key for a person's address and staff number; for nobody's name, a key of its own."""
    name = str((credentials or {}).get("username") or "").strip()
    known = request.__dict__.setdefault("account_keys", {})
    if name not in known:
        person = person_by_identifier(name)
        known[name] = person_key(person) if person else _digest(f"nobody:{name.casefold()}")
    return known[name]


def person_key(person: Person) -> str:
    return _digest(f"person:{person.uuid}")


def name_in_log(username, ip_address, user_agent, path_info, request) -> str:
    """Return what the log calls whoever failed to sign in."""
    return "a visitor"


def _digest(text: str) -> str:
    return salted_hmac("people.throttling", text, algorithm="sha256").hexdigest()


class Throttle(AxesDatabaseHandler):
    """Locks an account for one address quickly, and for all addresses, or an address, slowly.

    The slow lock spares a device on which the account was signed in to before, so that nobody can keep a
    colleague out from elsewhere.
    """

    def is_locked(self, request, credentials=None):
        if super().is_locked(request, credentials):
            return True
        key = account_key(request, credentials)
        by_address = _failures(ip_address=request.axes_ip_address)
        if by_address >= settings.SIGN_IN_FAILURES_ADDRESS:
            return True
        by_account = _failures(username=key)
        return by_account >= settings.SIGN_IN_FAILURES_ACCOUNT and not is_known_device(request, key)

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if request is not None:
            request.axes_user_agent = request.axes_http_accept = ""
        super().user_login_failed(sender, credentials, request, **kwargs)


def _failures(**where) -> int:
    recent = AccessAttempt.objects.filter(
        attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME
    )
    return recent.filter(**where).aggregate(n=Sum("failures_since_start"))["n"] or 0


# --- A device that is known ---------------------------------------------------------------------------


def remember_device(response, person: Person) -> None:
    response.set_signed_cookie(
        KNOWN_DEVICE,
        person_key(person),
        salt=KNOWN_DEVICE,
        max_age=KNOWN_DEVICE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def is_known_device(request, key: str) -> bool:
    cookie = request.get_signed_cookie(
        KNOWN_DEVICE, default="", salt=KNOWN_DEVICE, max_age=KNOWN_DEVICE_AGE
    )
    return cookie == key


# --- Other forms at the door ----------------------------------------------------------------------------


def allow_attempt(request, action: str, key: str = "", *, reads: bool = False) -> bool:
    """Count this attempt, and return whether it is allowed. `key`: whom it concerns.

    Counted in the cache, where that is away in the database, and kept under a digest (core.cache).
    `reads`: opening the page counts too, not only what a form sends.
    """
    used = ratelimit.consume(
        request, app="people", action=action, config=RATES, key=key.casefold(), limit_get=reads
    )
    return used is not None


def reset_attempts(person: Person) -> None:
    """Reset the failures of whoever proved by mail or invitation who they are."""
    AccessAttempt.objects.filter(username=person_key(person)).delete()
