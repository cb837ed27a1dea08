"""The page that answers before the site does, run as `run` runs it: by itself, with the standard library alone."""

import contextlib
import http.client
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from demo import starting_page
from demo.management.commands import seed_demo
from tests.e2e.site import ROOT, eventually
from tests.services import free_port


@pytest.fixture
def begin(tmp_path):
    """Begin the page with these steps reached; returns its process, its port and the file of progress."""
    with contextlib.ExitStack() as stack:

        def begun(*steps):
            port, progress = free_port(), tmp_path / "starting"
            progress.write_text("".join(f"{step}\n" for step in steps))
            command = [
                sys.executable,
                "-I",
                "-S",
                ROOT / "demo/starting_page.py",
                str(port),
                progress,
                "var/<log>",
            ]
            proxied = os.environ | {"http_proxy": "http://127.0.0.1:9"}  # it asks no proxy
            process = stack.enter_context(subprocess.Popen(command, cwd=tmp_path, env=proxied))
            stack.callback(process.kill)
            eventually(lambda: answers(port), "the page answers")
            return process, port, progress

        yield begun


def answers(port):
    with contextlib.suppress(OSError):
        return fetch(port).status == 503
    return False


def fetch(port, path="/", method="GET", **headers):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request(
            method, path, headers={name.replace("_", "-"): it for name, it in headers.items()}
        )
        response = connection.getresponse()
        response.text = response.read().decode()
        return response


def test_any_address_says_what_is_done_and_is_asked_again_without_being_kept(begin):
    _process, port, _progress = begin("environment", "database", "courses")

    for method in ("GET", "HEAD", "POST"):
        response = fetch(port, "/apprendre/?page=2", method)
        assert (response.status, response.headers["Retry-After"]) == (503, "2")
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")

    page = fetch(port, "/apprendre/?page=2").text
    assert '<html lang="fr">' in page
    assert (
        '<meta http-equiv="refresh" content="2">' in page
    )  # without an address: that which was asked for
    assert re.findall(r'class="(\w+)"', page) == ["done"] * 3 + ["now"] + ["next"] * 4
    assert 'aria-current="step">Charger les cours <span>en cours' in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "fr"),
        ("de, *", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en;q=x", "fr"),
    ],
)
def test_french_unless_english_is_preferred(accepted, language):
    assert starting_page.language_of(accepted) == language


def test_a_failure_says_where_the_log_is_and_ends_the_page_once_it_is_read(begin):
    process, port, progress = begin("environment")
    with progress.open("a") as file:
        file.write("failed\n")

    page = fetch(port, Accept_Language="en").text

    assert "The demo could not start" in page
    assert "var/&lt;log&gt;" in page
    assert "refresh" not in page
    assert process.wait(timeout=10) == 0


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        pass


class SiteServer(ThreadingHTTPServer):
    allow_reuse_port = True

    def server_bind(self):
        self.socket.setsockopt(
            starting_page.socket.SOL_SOCKET, starting_page.socket.SO_REUSEPORT, 1
        )
        super().server_bind()


def test_it_gives_way_to_the_site_which_listens_on_the_same_port(begin):
    process, port, progress = begin("environment", "help")
    with SiteServer(("127.0.0.1", port), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        assert process.poll() is None  # whoever answers, the preparing is not done
        with progress.open("a") as file:
            file.write("site\n")

        assert process.wait(timeout=20) == 0
        assert {fetch(port).status for _time in range(5)} == {200}
        site.shutdown()


def test_the_command_names_steps_that_the_page_knows():
    named = re.findall(
        r'_begin\("(\w+)"\)', (ROOT / seed_demo.__file__).read_text(encoding="utf-8")
    )
    assert ["environment", *named, "site"] == list(starting_page.STEPS)
