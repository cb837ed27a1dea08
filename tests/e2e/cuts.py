"""A wire between browser and site that can be cut: altogether, or at the moments that a test chooses."""

import contextlib
import random
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.services import free_port


BEFORE, AFTER, WITHIN = "before", "after", "within"  # the request, the answer, the answer


@dataclass
class Wire:
    """`left`: how many of the next requests under `under` are cut; of those, `chance` in a thousand."""

    target: tuple[str, int]
    port: int = field(default_factory=free_port)
    is_cut: bool = False
    left: int = 0
    chance: int = 700
    under: str = "/"
    made: list[str] = field(default_factory=list)
    chances: random.Random = field(default_factory=lambda: random.Random(66))

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def carry(self, browser):
        with browser, contextlib.suppress(OSError):
            request = _message(browser)
            if self.is_cut or not request:
                return
            when = self._cut_of(request)
            if when == BEFORE:
                return
            with socket.create_connection(self.target) as site:
                site.sendall(_closing(request))
                answer = b"".join(iter(lambda: site.recv(65536), b""))
            if when == AFTER or self.is_cut:
                return
            browser.sendall(answer[: len(answer) - 5] if when == WITHIN else answer)

    def _cut_of(self, request):
        path = request.split(b" ", 2)[1].decode()
        if self.left <= 0 or not path.startswith(self.under) or path.startswith("/static/"):
            return ""
        if self.chances.randrange(1000) >= self.chance:
            return ""
        self.left -= 1
        self.made.append(self.chances.choice((BEFORE, AFTER, WITHIN)))
        return self.made[-1]


def _message(peer):
    """One request with its body; b"" where the browser only opened a connection."""
    head = b""
    while b"\r\n\r\n" not in head:
        more = peer.recv(65536)
        if not more:
            return b""
        head += more
    top, _, body = head.partition(b"\r\n\r\n")
    sizes = [
        int(line.partition(b":")[2])
        for line in top.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    while len(body) < sum(sizes):
        body += peer.recv(65536)
    return top + b"\r\n\r\n" + body


def _closing(request):
    top, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in top.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close", b"", body])


@contextlib.contextmanager
def wire_to(url: str) -> Iterator[Wire]:
    parts = urlsplit(url)
    wire = Wire((str(parts.hostname), int(parts.port or 80)))
    with socket.create_server(("127.0.0.1", wire.port), backlog=64) as server:

        def serve():
            while True:
                try:
                    browser, _address = server.accept()
                except OSError:
                    return
                threading.Thread(target=wire.carry, args=(browser,), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield wire
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
