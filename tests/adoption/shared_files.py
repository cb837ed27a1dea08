"""Files that another organisation could have shared."""

import copy

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adoption.foundation.periods import Month
from adoption.sharing.queries import VERSIONS
from adoption.sharing.signed_figures import Bounds, SharedFile, encode_file, signed_bytes
from tests.adoption.conftest import OCTOBER


SEPTEMBER = Month(2026, 9)


def of(low, high=None):
    return Bounds(low, low if high is None else high)


def shared(**more):
    said = {
        "label": "Habitat 29",
        "size_band": "200-499",
        "sector": "housing",
        "portal_kind": "tenants",
        "definitions": VERSIONS,
        "parameters": {"threshold": 10, "coalition": 3},
        "months": {
            SEPTEMBER: {"account": of(60, 64), "used": of(40, 44)},
            OCTOBER: {"coverage": of(80), "account": of(61), "used": of(45), "habit": of(20, 30)},
        },
    }
    return SharedFile(**said | more).payload()


def signed(payload, key=None):
    key = key or Ed25519PrivateKey.from_private_bytes(b"7" * 32)
    return encode_file(
        payload, key.public_key().public_bytes_raw(), key.sign(signed_bytes(payload))
    )


def changed(change):
    payload = copy.deepcopy(shared())
    change(payload)
    return signed(payload)
