"""What an authenticator application computes (RFC 6238), written from the standard and not from ours."""

import base64
import hashlib
import hmac
import struct
import time


def code_for(secret: str, at: float | None = None) -> str:
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
