"""How often codes may be asked for, and a portal's machine may call."""

from allauth.core.internal import ratelimit

from people.keyed import keyed


RATES = {
    "link_code": "5/h/key",
    "portal": "120/m/key",
}


def consume_rate(request, action: str, key: str) -> bool:
    """Counts this one. `key` goes into the cache under our own key: who asked cannot be found out from it."""
    marked = keyed(f"throttle:{action}:{key}")
    used = ratelimit.consume(request, app="adoption", action=action, config=RATES, key=marked)
    return used is not None
