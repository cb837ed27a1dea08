"""An OpenID Connect provider of ours, on a port of its own: it does well, or errs as it is told."""

import base64
import hashlib
import hmac
import html
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt

from tests.identity import keys


CLIENT_ID = "passerelle"
CLIENT_SECRET = "un-secret-de-client-assez-long-pour-hs256"
CODE_SECONDS = 30


class Fault(StrEnum):
    """What the provider does wrong."""

    ISSUER = "says in the token that somebody else issued it"
    DISCOVERY = "describes itself under another issuer"
    AUDIENCE = "issues the token to another client"
    AUDIENCES = "issues the token to several clients, for another"
    SUBJECT = "leaves out whom the token is about"
    EXPIRED = "issues a token that has expired"
    FUTURE = "issues a token of tomorrow"
    NONCE = "answers another nonce"
    NO_NONCE = "answers no nonce"
    UNSIGNED = "does not sign: alg none"
    CONFUSED = "signs by HMAC with its public key as the secret"
    SHARED = "signs by HMAC with the client's secret"
    FORGED = "signs with a key that it does not publish, under the name of one that it does"
    UNKNOWN_KEY = "signs with a key that it does not publish"
    NO_ID_TOKEN = "answers without an ID token"
    OTHER_USERINFO = "tells about another person than the token"
    FORGED_USERINFO = "signs what it tells with a key that it does not publish"
    USERINFO_AUDIENCE = "signs what it tells for another client"
    PLAIN_USERINFO = "does not sign what it tells"
    REFUSES = "answers that the person gave up"
    BROKEN = "answers 500 to everything"
    MOVES = "sends whoever asks for a token on to another address"
    NOT_JSON = "describes itself in something that is not JSON"
    HTTP_ENDPOINT = "describes itself with an address that is not protected"


@dataclass(slots=True)
class Grant:
    """What a code stands for, until it is used."""

    subject: str
    redirect_uri: str
    nonce: str
    challenge: str
    made_at: float = field(default_factory=time.monotonic)


class OpenIDProvider:
    """`people`: claims by subject. `signed_in`: who comes along; nobody: a page asks.

    `heard` keeps each request as (path, parameters), for the tests to read.
    """

    def __init__(self) -> None:
        self.people: dict[str, dict] = {}
        self.signed_in: str | None = None
        self.faults: set[Fault] = set()
        self.key = "key-1"
        self.published = ["key-1"]
        self.token_claims: dict = {}
        self.signer: Callable[[dict], object] | None = None  # instead of the way it signs
        self.signs_userinfo = False
        self.delay = 0.0
        self.heard: list[tuple[str, dict]] = []
        self.grants: dict[str, Grant] = {}
        self.tokens: dict[str, str] = {}
        self.url = ""

    def rotate_keys(self) -> None:
        """A new key, and the old one is no longer published."""
        self.key = f"key-{len(self.key) + int(self.key.removeprefix('key-'))}"
        self.published = [self.key]

    def times_heard(self, path: str) -> int:
        return sum(1 for heard, _ in self.heard if heard == path)

    # --- What it says -----------------------------------------------------------------------------

    def configuration(self) -> dict:
        issuer = "https://elsewhere.example" if Fault.DISCOVERY in self.faults else self.url
        plain = "http://provider.example/token"
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": plain if Fault.HTTP_ENDPOINT in self.faults else f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def jwks(self) -> dict:
        return {"keys": [keys.jwk(name) for name in self.published]}

    def authorize(self, asked: dict, subject: str) -> str:
        """Where the browser goes, with a code."""
        if Fault.REFUSES in self.faults:
            answer = {"error": "access_denied", "state": asked["state"]}
            return f"{asked['redirect_uri']}?{urlencode(answer)}"
        code = secrets.token_urlsafe()
        self.grants[code] = Grant(
            subject=subject,
            redirect_uri=asked["redirect_uri"],
            nonce=asked.get("nonce", ""),
            challenge=asked.get("code_challenge", "")
            if asked.get("code_challenge_method") == "S256"
            else "",
        )
        answer = {"code": code, "state": asked.get("state", "")}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, asked: dict) -> tuple[int, dict]:
        grant = self.grants.pop(asked.get("code", ""), None)  # once
        known = (asked.get("client_id"), asked.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if not known:
            return 401, {"error": "invalid_client"}
        if (
            grant is None
            or asked.get("redirect_uri") != grant.redirect_uri
            or not _verifies(asked.get("code_verifier", ""), grant.challenge)
            or time.monotonic() - grant.made_at > CODE_SECONDS
        ):
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe()
        self.tokens[access] = grant.subject
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 60}
        if Fault.NO_ID_TOKEN not in self.faults:
            answer["id_token"] = self._sign(self._id_token(grant))
        return 200, answer

    def userinfo(self, access: str) -> tuple[str, bytes] | None:
        subject = self.tokens.get(access)
        if subject is None:
            return None
        claims = self.people[subject] | {"sub": subject}
        if Fault.OTHER_USERINFO in self.faults:
            claims["sub"] = "somebody-else"
        if not self.signs_userinfo or Fault.PLAIN_USERINFO in self.faults:
            return "application/json", json.dumps(claims).encode()
        audience = "another" if Fault.USERINFO_AUDIENCE in self.faults else CLIENT_ID
        claims |= {"iss": self.url, "aud": audience, "iat": int(time.time())}
        key = "stranger" if Fault.FORGED_USERINFO in self.faults else self.key
        return "application/jwt", self._rs256(claims, key, self.key).encode()

    # --- Its tokens -------------------------------------------------------------------------------

    def _id_token(self, grant: Grant) -> dict:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": grant.subject,
            "iat": now,
            "exp": now + 60,
            "nonce": grant.nonce,
        } | self.token_claims
        wrong = {
            Fault.ISSUER: {"iss": "https://elsewhere.example"},
            Fault.AUDIENCE: {"aud": "another"},
            Fault.AUDIENCES: {"aud": [CLIENT_ID, "another"], "azp": "another"},
            Fault.EXPIRED: {"iat": now - 7200, "exp": now - 3600},
            Fault.FUTURE: {"iat": now + 86_400, "exp": now + 90_000},
            Fault.NONCE: {"nonce": "another"},
        }
        for fault in self.faults & wrong.keys():
            claims |= wrong[fault]
        if Fault.NO_NONCE in self.faults:
            del claims["nonce"]
        if Fault.SUBJECT in self.faults:
            del claims["sub"]
        return claims

    def _sign(self, claims: dict) -> object:
        if self.signer:
            return self.signer(claims)
        if Fault.UNSIGNED in self.faults:
            return jwt.encode(claims, None, algorithm="none", headers={"kid": self.key})
        if Fault.CONFUSED in self.faults:
            return _hs256(claims, keys.public_pem(self.key), self.key)
        if Fault.SHARED in self.faults:
            return _hs256(claims, CLIENT_SECRET.encode(), self.key)
        if Fault.FORGED in self.faults:
            return self._rs256(claims, "stranger", self.key)
        if Fault.UNKNOWN_KEY in self.faults:
            return self._rs256(claims, "stranger", "stranger")
        return self._rs256(claims, self.key, self.key)

    def _rs256(self, claims: dict, key: str, kid: str) -> str:
        return jwt.encode(claims, keys.private_key(key), algorithm="RS256", headers={"kid": kid})


def _hs256(claims: dict, secret: bytes, kid: str) -> str:
    """By hand: the library refuses to sign with what looks like a public key."""
    parts = [{"alg": "HS256", "typ": "JWT", "kid": kid}, claims]
    text = b".".join(_base64(json.dumps(part).encode()) for part in parts)
    mac = hmac.new(secret, text, hashlib.sha256).digest()
    return (text + b"." + _base64(mac)).decode()


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _verifies(verifier: str, challenge: str) -> bool:
    """PKCE is asked of everybody: no challenge, no token."""
    return bool(challenge) and _base64(hashlib.sha256(verifier.encode()).digest()).decode() == (
        challenge
    )


# --- On a port --------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Fournisseur</title></head>
<body><main><h1>Qui êtes-vous ?</h1><form method="post" action="/authorize?{query}">{buttons}</form>
</main></body></html>"""


class _Handler(BaseHTTPRequestHandler):
    provider: OpenIDProvider
    protocol_version = "HTTP/1.1"

    def log_message(self, *args) -> None:
        """Nothing on the test's output."""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer(dict(parse_qsl(body)))

    def _answer(self, posted: dict) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()} | posted
        self.provider.heard.append((parts.path, asked))
        time.sleep(self.provider.delay)
        if Fault.BROKEN in self.provider.faults:
            self._send(500, "text/plain", b"out of order")
            return
        answers = {
            "/.well-known/openid-configuration": self._configuration,
            "/authorize": self._authorize,
            "/token": self._token,
            "/userinfo": self._userinfo,
            "/jwks": self._jwks,
            "/end": self._end,
        }
        answers.get(parts.path, self._unknown)(asked)

    def _configuration(self, asked: dict) -> None:
        if Fault.NOT_JSON in self.provider.faults:
            self._send(200, "text/html", b"<h1>Maintenance</h1>")
        else:
            self._json(200, self.provider.configuration())

    def _authorize(self, asked: dict) -> None:
        subject = asked.get("subject") or self.provider.signed_in
        if subject:
            self._redirect(self.provider.authorize(asked, subject))
            return
        buttons = "".join(
            f'<p><button name="subject" value="{html.escape(name)}">{html.escape(name)}</button></p>'
            for name in self.provider.people
        )
        query = html.escape(urlsplit(self.path).query)
        self._send(200, "text/html", PAGE.format(query=query, buttons=buttons).encode())

    def _token(self, asked: dict) -> None:
        if Fault.MOVES in self.provider.faults:
            self._redirect(f"{self.provider.url}/elsewhere", status=307)
            return
        self._json(*self.provider.token(asked))

    def _userinfo(self, asked: dict) -> None:
        access = self.headers.get("Authorization", "").removeprefix("Bearer ")
        answer = self.provider.userinfo(access)
        if answer is None:
            self._json(401, {"error": "invalid_token"})
        else:
            self._send(200, *answer)

    def _jwks(self, asked: dict) -> None:
        self._json(200, self.provider.jwks())

    def _end(self, asked: dict) -> None:
        back = asked.get("post_logout_redirect_uri", "/")
        self._redirect(f"{back}?{urlencode({'state': asked.get('state', '')})}")

    def _unknown(self, asked: dict) -> None:
        self._send(404, "text/plain", b"")

    def _json(self, status: int, data: dict) -> None:
        self._send(status, "application/json", json.dumps(data).encode())

    def _redirect(self, to: str, status: int = 302) -> None:
        self.send_response(status)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def provider() -> Iterator[OpenIDProvider]:
    """Served until the end of the block."""
    one = OpenIDProvider()
    handler = type("Handler", (_Handler,), {"provider": one})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    one.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
