"""Rate limits of link codes and of calls by portals' machines."""

from allauth.core.internal import ratelimit

from people.keyed_hash import keyed_hash


RATES = {
    "link_code": "5/h/key",
    "portal": "120/m/key",
}


def consume_rate(request, action: str, key: str) -> bool:
    """Count one call; False beyond the limit. `key` is hashed with our key, so the cache does not identify people."""
    marked = keyed_hash(f"throttle:{action}:{key}")
    used = ratelimit.consume(request, app="adoption", action=action, config=RATES, key=marked)
    return used is not None
