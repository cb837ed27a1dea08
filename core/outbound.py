"""Guards the requests that the server itself sends, to addresses that people type or strangers answer with.

A request goes by HTTPS, on port 443, to a public address. OUTBOUND_PRIVATE_HOSTS names the exceptions as
`host` or `host:port` (docs/decisions/0053-outbound-requests.md).
"""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from requests import PreparedRequest, Request, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.connection import create_connection


MAX_BYTES = 1024 * 1024
MAX_SECONDS = 15.0  # from the first address tried to the last byte
PORTS = {"https": 443, "http": 80}
HOST = re.compile(r"[a-z0-9.-]+")
NAT64 = IPv6Network("64:ff9b::/96")


class OutboundRefused(RequestException):
    """Raised where a request leads where the server does not go, or its answer exceeds a bound. Quotes no address."""


class _Refused(Exception):
    """A refusal inside urllib3, which takes an OSError, such as OutboundRefused, for a broken connection."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public Internet, also where IPv6 carries an IPv4 address."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.is_site_local:
            return False
        carried = ip.ipv4_mapped or ip.sixtofour
        if ip in NAT64:
            carried = IPv4Address(int(ip) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def check_address(url: str) -> SplitResult:
    """Return the parts of an address as a request will have them: what is typed may read as another host.

    Raises OutboundRefused for what the text tells, before anything is resolved.
    """
    try:
        typed = urlsplit(url).netloc
        if "@" in typed:
            raise _Refused("credentials in the address")
        parts = urlsplit(str(Request("GET", url).prepare().url))
        host, port = (parts.hostname or "").rstrip("."), parts.port
        if "\\" in typed or not (HOST.fullmatch(host) or _is_ip(host)):
            raise _Refused("not a host")
        is_named = _is_named(parts.scheme, host, port or PORTS.get(parts.scheme, 0))
        if not is_named and _is_ip(host) and not is_public(host):
            raise _Refused("private address")
    except (ValueError, _Refused) as refusal:
        reason = str(refusal) if isinstance(refusal, _Refused) else "not an address"
        raise OutboundRefused(reason) from refusal
    return parts


def mount_guard(session: Session, *, most_bytes: int = MAX_BYTES) -> None:
    for scheme in PORTS:
        session.mount(f"{scheme}://", GuardedAdapter(most_bytes))


def guarded_session(*, most_bytes: int = MAX_BYTES) -> Session:
    session = Session()
    mount_guard(session, most_bytes=most_bytes)
    return session


def _is_ip(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _is_named(scheme: str, host: str, port: int) -> bool:
    """Whether the settings name this host and port, so that they may be inside. Raises _Refused."""
    named = {name.lower() for name in settings.OUTBOUND_PRIVATE_HOSTS}
    shown = f"[{host}]" if ":" in host else host
    is_named = f"{shown}:{port}" in named or (shown in named and port == PORTS.get(scheme))
    if scheme != "https" and not (scheme == "http" and is_named):
        raise _Refused("not https")
    if port != PORTS["https"] and not is_named:
        raise _Refused("port")
    return is_named


def _addresses(scheme: str, host: str, port: int) -> list[str]:
    """Resolve a name now. Raises _Refused where one of its addresses is not to be asked."""
    is_named = _is_named(scheme, host.lower().rstrip("."), port)
    resolved = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in resolved]
    if not is_named and not all(map(is_public, addresses)):
        raise _Refused("private address")
    if scheme != "https" and not all(ip_address(address).is_loopback for address in addresses):
        raise _Refused("not https")
    return addresses


class _Deadline:
    """A deadline that shuts the watched connections once the time is up, whatever they wait for."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._end = time.monotonic() + MAX_SECONDS
        self._timer = threading.Timer(MAX_SECONDS, self._shut)
        self._timer.daemon = True
        self._timer.start()

    @property
    def has_passed(self) -> bool:
        return time.monotonic() >= self._end

    def watch(self, connection: socket.socket) -> None:
        self._sockets.append(connection.dup())  # TLS takes over the original

    def _shut(self) -> None:
        for connection in self._sockets:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def end(self) -> None:
        self._timer.cancel()
        for connection in self._sockets:
            connection.close()


_deadline: ContextVar[_Deadline] = ContextVar("deadline")


@contextmanager
def _in_time() -> Iterator[_Deadline]:
    deadline = _Deadline()
    token = _deadline.set(deadline)
    try:
        yield deadline
    finally:
        _deadline.reset(token)
        deadline.end()


class _Pinned:
    """A connection that resolves its host once, and connects to the very addresses found to be public."""

    def _new_conn(self: Any) -> socket.socket:
        scheme = "https" if isinstance(self, HTTPSConnection) else "http"
        addresses = _addresses(scheme, self._dns_host, self.port)
        for number, address in enumerate(addresses, start=1):
            try:
                sock = create_connection(
                    (address, self.port), self.timeout, None, self.socket_options
                )
            except OSError:
                if number == len(addresses):
                    raise
            else:
                break
        _deadline.get().watch(sock)
        return sock


class _PinnedHTTP(_Pinned, HTTPConnection):
    pass


class _PinnedHTTPS(_Pinned, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _PinnedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PinnedHTTPS


class GuardedAdapter(HTTPAdapter):
    """A transport adapter that checks each hop of a redirection. Proxies of the environment are not used:
    they resolve names themselves."""

    def __init__(self, most_bytes: int = MAX_BYTES) -> None:
        super().__init__()
        self.most_bytes = most_bytes

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def send(  # type: ignore[override]
        self, request: PreparedRequest, stream: bool = False, proxies: Any = None, **options: Any
    ) -> Response:
        check_address(str(request.url))
        request.headers["Connection"] = "close"  # the next request resolves its name again
        with _in_time() as deadline:
            try:
                response = super().send(request, stream=True, proxies=proxies, **options)
                with response:
                    _read_bounded(response, deadline, self.most_bytes)
            except _Refused as refusal:
                raise OutboundRefused(str(refusal)) from refusal
        return response


def _read_bounded(response: Response, deadline: _Deadline, most_bytes: int) -> None:
    parts, size = [], 0
    for part in response.iter_content(64 * 1024):
        size += len(part)
        if size > most_bytes:
            raise _Refused("answer too long")
        parts.append(part)
    if deadline.has_passed:  # what was cut off may look whole
        raise _Refused("answer too slow")
    response._content = b"".join(parts)
