"""A server on this machine that keeps what is sent to it, as a collector of traces or of errors would."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli


READERS = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


class Collector(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[tuple[str, bytes]] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process of ours send here."""
        return {
            "OUTBOUND_PRIVATE_HOSTS": self.host,
            "SENTRY_DSN": f"http://key@{self.host}/1",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{self.host}",
        }

    def bodies(self, ending: str) -> list[bytes]:
        """What came to addresses with this ending."""
        return [body for path, body in self.received if path.endswith(ending)]


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        read = READERS[self.headers.get("Content-Encoding", "identity")]
        self.server.received.append((self.path, read(body)))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def collecting() -> Iterator[Collector]:
    with Collector() as collector:
        thread = threading.Thread(target=collector.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            collector.shutdown()
            thread.join()
