"""Requests that the server sends: none reaches the network behind it, whatever an address says."""

import ast
import gzip
import socket
import ssl
import threading
import time
import tracemalloc
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv6Address, ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from requests import RequestException, Session
from requests.exceptions import SSLError

from core import outbound
from core.outbound import OutboundRefused, check_address, is_public, mount_guard
from tests.identity import keys
from tests.test_architecture import ROOT, SOURCES


INSIDE = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
]  # fmt: skip
INSIDE_V6 = [
    "::/128", "::1/128", "::/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32",
    "2001::/32", "64:ff9b:1::/48", "100::/64",
]  # fmt: skip
# IPv6 addresses that lead to an IPv4 address: the mapped form, NAT64 and 6to4.
CARRIERS = [
    lambda ip: IPv6Address((0xFFFF << 32) | int(ip)),
    lambda ip: IPv6Address((0x64FF9B << 96) | int(ip)),
    lambda ip: IPv6Address((0x2002 << 112) | (int(ip) << 80) | 1),
]
private_v4 = st.sampled_from(INSIDE).flatmap(lambda text: st.ip_addresses(network=text))
private_v6 = st.sampled_from(INSIDE_V6).flatmap(lambda text: st.ip_addresses(network=text))


@given(private_v4, private_v6)
def test_no_address_inside_is_public_however_it_is_carried(v4, v6):
    for address in (v4, v6, *(carry(v4) for carry in CARRIERS)):
        assert not is_public(str(address)), address


@given(st.ip_addresses(v=4))
def test_an_address_carried_by_another_is_as_public_as_itself(v4):
    if not any(v4 in ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24")):
        inside = any(v4 in ip_network(text) for text in INSIDE)
        assert is_public(str(v4)) is not inside
    assert {is_public(str(carry(v4))) for carry in CARRIERS} == {is_public(str(v4))}


def test_addresses_of_the_internet_are_public():
    for text in ("9.9.9.9", "185.24.184.1", "2620:fe::fe", "2001:67c:2e8::1", "64:ff9b::9.9.9.9"):
        assert is_public(text), text


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
        "https://example.org:8443/", "https://example.org:22/", "https://example.org:99999/",
        "https://who@example.org/", "https://who:secret@example.org/", "https://@example.org/",
        "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:7f00:1]/", "https://169.254.169.254./",
        "https://[fe80::1%25eth0]/", "https://[64:ff9b::a00:1]/", "https://0.0.0.0/", "https://[::]/",
        "https://[::1", "//example.org/", "", "https://example.com\\.example.org/",
        "https://example.com%5C.example.org/", "https://example.com\t.example.org/",
    ],
)  # fmt: skip
def test_what_the_text_of_an_address_tells_is_refused_before_a_name_is_looked_up(url, lookups):
    with pytest.raises(OutboundRefused) as refused:
        check_address(url)

    assert "example" not in str(refused.value)
    assert lookups == []


BOMB = gzip.compress(bytes(64 * 1024 * 1024))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.heard.append((self.path, self.headers["Host"]))
        answer = getattr(self, f"answer_{self.path.partition('?')[0][1:]}", self.answer_ok)
        try:
            answer()
        except OSError:  # whoever asked has hung up
            self.close_connection = True

    def answer_ok(self):
        self._head({"Content-Length": "2"})
        self.wfile.write(b"ok")

    def answer_away(self):
        self._head({"Location": self.path.partition("?")[2], "Content-Length": "0"}, status=302)

    def answer_endless(self):
        self._head({"Connection": "close"})
        while True:
            self.wfile.write(b"x" * 65536)

    def answer_bomb(self):
        self._head({"Content-Encoding": "gzip", "Content-Length": str(len(BOMB))})
        self.wfile.write(BOMB)

    def answer_drip(self):
        self._head({"Connection": "close"})
        self._drip()

    def answer_drip_of_headers(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        self._drip()

    def _drip(self):
        for _each in range(300):  # six seconds
            if not self.server.is_over.wait(0.02):
                self.wfile.write(b"x")

    def _head(self, headers, status=200):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_words):
        pass


@contextmanager
def served(context=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.heard, server.is_over, server.daemon_threads = [], threading.Event(), True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.netloc = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def inside():
    """A service of the network behind the site."""
    with served() as one:
        yield one


@pytest.fixture
def session():
    with Session() as one:
        one.trust_env = False
        mount_guard(one)
        yield one


@pytest.fixture
def lookups(monkeypatch):
    """Names that are looked up, and what a name server of ours answers to them in turn."""
    asked = []
    answers = {
        "inside.example": [["127.0.0.1"]],
        "both.example": [["9.9.9.9", "127.0.0.1"]],
        "named.example": [["127.0.0.1"], ["127.0.0.2"]],  # another answer to the second question
        "plain.example": [["9.9.9.9"]],
    }
    real = socket.getaddrinfo

    def answer(host, port, *arguments, **options):
        if host[0].isdigit():
            return real(host, port, *arguments, **options)
        asked.append(host)
        addresses = answers[host].pop(0)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def test_nothing_inside_is_asked_unless_the_settings_name_it(session, inside, settings):
    url, port = f"http://{inside.netloc}/ok", inside.server_port
    for named in ([], ["127.0.0.1"], ["127.0.0.1:443"], [f"127.0.0.2:{port}"], ["localhost"]):
        settings.OUTBOUND_PRIVATE_HOSTS = named
        with pytest.raises(OutboundRefused):
            session.get(url, timeout=2)
    assert inside.heard == []

    settings.OUTBOUND_PRIVATE_HOSTS = [inside.netloc]
    assert session.get(url, timeout=2).content == b"ok"


@pytest.mark.parametrize("host", ["inside.example", "both.example"])
def test_a_name_that_means_an_address_inside_is_refused_even_if_it_means_another_too(
    session, lookups, host
):
    with pytest.raises(OutboundRefused, match="private address"):
        session.get(f"https://{host}/", timeout=2)

    assert lookups == [host]


def test_a_name_is_looked_up_once_and_what_was_found_is_what_is_asked(
    session, inside, lookups, settings
):
    """A name server that answers the check with one address and the connection with another."""
    settings.OUTBOUND_PRIVATE_HOSTS = [f"named.example:{inside.server_port}"]
    answer = session.get(f"http://named.example:{inside.server_port}/ok", timeout=2)

    assert answer.content == b"ok"
    assert lookups == ["named.example"]
    assert inside.heard == [("/ok", f"named.example:{inside.server_port}")]
    with pytest.raises(RequestException):  # nothing answers there; no connection is used again
        session.get(f"http://named.example:{inside.server_port}/ok", timeout=2)
    assert lookups == ["named.example"] * 2


def test_without_https_a_name_may_mean_this_machine_only(session, lookups, settings):
    settings.OUTBOUND_PRIVATE_HOSTS = ["plain.example"]
    with pytest.raises(OutboundRefused, match="not https"):
        session.get("http://plain.example/", timeout=2)


def test_a_proxy_is_asked_for_no_address_inside(session, inside):
    for where in ("https://169.254.169.254/", "http://example.org/", "https://who@example.org/"):
        with pytest.raises(OutboundRefused):
            session.get(where, proxies=dict.fromkeys(("http", "https"), f"http://{inside.netloc}"))
    assert inside.heard == []


@pytest.mark.parametrize(
    "where",
    [
        "http://{other}/ok", "//{other}/ok", "http://127.1:{port}/ok", "http://2130706433:{port}/ok",
        "https://169.254.169.254/latest/meta-data/", "https://inside.example/", "http://[::1]:{port}/",
        "file:///etc/passwd", "https://who:secret@{other}/", "http://{other}\\@example.org/",
    ],
)  # fmt: skip
def test_each_hop_of_a_redirection_is_checked(session, inside, settings, lookups, where):
    with served() as other:
        settings.OUTBOUND_PRIVATE_HOSTS = [inside.netloc]
        where = where.format(other=other.netloc, port=other.server_port)
        with pytest.raises((RequestException, ValueError)):
            session.get(f"http://{inside.netloc}/away?{where}", timeout=2)

    assert other.heard == []
    assert len(inside.heard) == 1


@pytest.mark.parametrize("path", ["endless", "bomb"])
def test_an_answer_without_end_is_not_read_to_it(session, inside, settings, path):
    settings.OUTBOUND_PRIVATE_HOSTS = [inside.netloc]
    tracemalloc.start()
    with pytest.raises(OutboundRefused, match="too long"):
        session.get(f"http://{inside.netloc}/{path}", timeout=5)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 8 * outbound.MAX_BYTES


@pytest.mark.parametrize("path", ["drip", "drip_of_headers"])
def test_an_answer_that_comes_byte_by_byte_is_not_waited_for(
    session, inside, settings, monkeypatch, path
):
    settings.OUTBOUND_PRIVATE_HOSTS = [inside.netloc]
    monkeypatch.setattr(outbound, "MAX_SECONDS", 0.3)
    begun = time.monotonic()
    with pytest.raises(RequestException):
        session.get(f"http://{inside.netloc}/{path}", timeout=5)  # no byte is late by itself

    assert time.monotonic() - begun < 3


@pytest.fixture
def secured(tmp_path):
    """A server whose certificate is for named.example. Yields it and the file to trust."""
    key, now = keys.private_key("tls"), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "named.example")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("named.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, private = tmp_path / "certificate.pem", tmp_path / "key.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_text(keys.private_pem("tls"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    with served(context) as server:
        yield server, str(trusted)


def test_a_certificate_is_still_checked_against_the_name(session, secured, lookups, settings):
    server, trusted = secured
    port = server.server_port
    settings.OUTBOUND_PRIVATE_HOSTS = [f"named.example:{port}", f"inside.example:{port}"]

    answer = session.get(f"https://named.example:{port}/ok", verify=trusted, timeout=5)
    assert answer.content == b"ok"
    with pytest.raises(SSLError):
        session.get(f"https://inside.example:{port}/ok", verify=trusted, timeout=5)
    assert len(server.heard) == 1


ASKS = {
    "requests",
    "urllib3",
    "urllib.request",
    "http.client",
    "socket",
    "httpx",
    "ftplib",
    "aiohttp",
}
HARMLESS = {("requests", "RequestException")}


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
            yield from ((f"{node.module}.{alias.name}", "") for alias in node.names)


def test_no_other_module_of_ours_asks_the_network():
    found = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        for module, name in imports(ast.parse(path.read_text()))
        if (module, name) not in HARMLESS
        and any(module == library or module.startswith(f"{library}.") for library in ASKS)
        and (module, name) != ("requests.RequestException", "")
    }

    # The demo's starting page asks its own machine, before there is an environment.
    assert found == {"core/outbound.py", "demo/starting_page.py"}


def test_libraries_that_could_ask_the_network_are_told_not_to(settings):
    from allauth.socialaccount.adapter import get_adapter

    assert settings.WAGTAILEMBEDS_FINDERS == []
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert not hasattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR")
    session = get_adapter().get_requests_session()
    for url in ("https://example.org/", "http://example.org/"):
        assert type(session.get_adapter(url)) is outbound.GuardedAdapter
