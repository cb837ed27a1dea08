"""Keys and certificates of the identity providers of the tests, made anew for each run."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from jwt.algorithms import RSAAlgorithm


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """The same for the same name, as long as the tests run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(name: str) -> bytes:
    return (
        private_key(name)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def private_pem(name: str) -> str:
    return (
        private_key(name)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def jwk(name: str) -> dict:
    numbers = json.loads(RSAAlgorithm.to_jwk(private_key(name).public_key()))
    return {"kty": "RSA", "n": numbers["n"], "e": numbers["e"]} | {
        "kid": name, "use": "sig", "alg": "RS256",
    }  # fmt: skip


@cache
def certificate(name: str) -> str:
    """Signed by itself, as those of identity providers are. Base64 without the two lines around it."""
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    key, now = private_key(name), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()


def certificate_pem(name: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{certificate(name)}\n-----END CERTIFICATE-----\n"
