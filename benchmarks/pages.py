"""First screen and lesson page of a signed-in member of staff, in turn with a bare Django page.

`lesson page with its progress write` is the page and what its script sends as its reader goes on. `bytes`:
of the page alone; `cold_bytes`, in `cold_requests`: with its style, scripts, fonts and icons.
"""

import gzip
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.machine import cpu_seconds
from tests.e2e import site as sites
from tests.services import free_port


ROUNDS = 5
REQUESTS = 60


class Browser:
    """One keep-alive connection with its cookies: enough of a browser to measure a server."""

    def __init__(self, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=30)
        self.cookies: dict[str, str] = {}
        self.location = ""  # where the last answer sends on to

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            "Accept-Language": "fr",
        }
        body = None
        if data is not None:
            body = urlencode(data)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://{self.host}{path}",
            }
        try:
            answer = self._answer(method, path, body, headers)
        except (ConnectionResetError, BrokenPipeError):  # idle while another page had its turn
            self.connection.close()
            answer = self._answer(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            self.connection.close()  # the next request opens another
            raise
        text = answer.read().decode()
        self.location = answer.headers.get("Location") or ""
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def body(self, path: str) -> bytes:
        cookies = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        return self._answer("GET", path, None, {"Cookie": cookies, "Accept-Language": "fr"}).read()

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()

    def sign_in(self, name: str) -> None:
        _, form = self.ask("GET", "/compte/connexion/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        status, _ = self.ask(
            "POST",
            "/compte/connexion/",
            {
                "csrfmiddlewaretoken": token.group(1) if token else "",
                "username": name,
                "password": sites.PASSWORD,
            },
        )
        if status != 302:
            raise RuntimeError(f"signing in answered {status}")


class ReadingOn:
    """A browser whose reader, on each lesson page that it opens, goes on by a block."""

    def __init__(self, browser: Browser, lesson: str) -> None:
        self.browser = browser
        _, page = browser.ask("GET", lesson)
        self.place_url = _found(r'data-place-url="([^"]+)', page)
        self.places = re.findall(r'id="bloc-([^"]+)"', page)
        self.token = _found(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        self.turn = 0

    def ask(self, method: str, path: str) -> tuple[int, str]:
        self.turn += 1
        place = self.places[self.turn % len(self.places)]
        data = {"csrfmiddlewaretoken": self.token, "place": place}
        status, _ = self.browser.ask("POST", self.place_url, data)
        return self.browser.ask(method, path) if status == 204 else (status, "")


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"nothing like {pattern} in the page")
    return match.group(1)


def weight(browser: Browser, path: str) -> dict[str, int]:
    """What a browser that has nothing yet loads, media of the lesson aside: `cold_bytes` in all.

    Page, style, scripts and icons with gzip, as they are sent where static files are collected; of the fonts, those that French and English need.
    """
    html = browser.body(path)
    files = set(re.findall(rb'(?:href|src)="(/static/[^"#]+|/contenus/[^"]+css[^"]*)', html))
    style = browser.body("/static/css/bundle.css")
    files |= {
        b"/static/" + font for font in re.findall(rb'url\("\.\./(fonts/[^"]+-core\.[^"]+)', style)
    }
    bodies = {name: browser.body(name.decode()) for name in files}
    sizes = [
        len(body if name.endswith(b"woff2") else gzip.compress(body))
        for name, body in bodies.items()
    ]
    return {
        "bytes": len(html),
        "cold_bytes": len(gzip.compress(html)) + sum(sizes),
        "cold_requests": 1 + len(files),
    }


def measure() -> dict:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        folder = Path(top)
        settings = sites.environment(folder)
        sites.seed(settings)
        agent = sites.manage("demo_accounts", "--role", "agent", **settings).strip()
        with (
            Server(settings, "config.wsgi") as (url, pid),
            Server(settings, "benchmarks.bare") as (bare_url, bare_pid),
        ):
            browser, bare = Browser(url), Browser(bare_url)
            browser.sign_in(agent)
            lesson = _lesson_path(browser)
            asked = {
                "bare page": (bare, bare_pid, "/"),
                "first screen": (browser, pid, "/"),
                "lesson page": (browser, pid, lesson),
                "lesson page with its progress write": (ReadingOn(browser, lesson), pid, lesson),
            }
            figures = in_turn(asked)
            for name, path in {"first screen": "/", "lesson page": lesson}.items():
                figures[name] |= weight(browser, path)
        queries = queries_of(settings, agent, {"first screen": "/", "lesson page": lesson})
    for name, count in queries.items():
        figures[name]["queries"] = count
    return figures


def _lesson_path(browser: Browser) -> str:
    """Where the button of the next step leads, without its fragment."""
    _, home = browser.ask("GET", "/")
    button = re.search(r"<a[^>]*button--sun[^>]*>", home)
    address = re.search(r'href="([^"#]+)', button.group(0)) if button else None
    if not address:
        raise RuntimeError("the first screen offers no lesson")
    return address.group(1)


def in_turn(asked: dict[str, tuple[Browser | ReadingOn, int, str]]) -> dict:
    """Round after round, each page in turn, so that a noisy machine is noisy for all of them."""
    cpu: dict[str, list[float]] = {name: [] for name in asked}
    rate: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(ROUNDS + 1):
        for name, (browser, pid, path) in asked.items():
            used, start = cpu_seconds(pid), time.perf_counter()
            for _ in range(REQUESTS):
                status, _text = browser.ask("GET", path)
                if status != 200:
                    raise RuntimeError(f"{path} answered {status}")
            if turn:  # the first round warms up
                rate[name].append(REQUESTS / (time.perf_counter() - start))
                cpu[name].append((cpu_seconds(pid) - used) * 1000 / REQUESTS)
    yardstick = statistics.median(cpu["bare page"])
    return {
        name: {
            "cpu_ms_per_request": round(statistics.median(cpu[name]), 2),
            "times_the_bare_page": round(statistics.median(cpu[name]) / yardstick, 1),
            "requests_per_second": round(statistics.median(rate[name]), 1),
        }
        for name in asked
    }


class Server:
    def __init__(
        self, settings: dict[str, str], module: str, *, workers: int = 1, threads: int = 1
    ) -> None:
        self.port = free_port()
        command = [
            sites.BIN / "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", str(workers), "--blocking-threads", str(threads),
            "--no-ws", "--log-level", "warning", f"{module}:application",
        ]  # fmt: skip
        self.background = sites.background(command, settings)

    def __enter__(self) -> tuple[str, int]:
        process = self.background.__enter__()
        url = f"http://127.0.0.1:{self.port}"
        sites.wait_until_ready(url, seconds=120)
        return url, process.pid

    def __exit__(self, *error: object) -> None:
        self.background.__exit__(*error)


def queries_of(settings: dict[str, str], name: str, paths: dict[str, str]) -> dict[str, int]:
    script = f"""
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from people.models import Person
from django.db.models import Q
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(Person.objects.get(Q(email={name!r}) | Q(staff_number={name!r})))
for path in {list(paths.values())!r}:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    print(len(captured))
"""
    printed = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "shell", "--no-imports", "-c", script],
        cwd=sites.ROOT, env=os.environ | settings,
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return dict(zip(paths, map(int, printed[-len(paths) :]), strict=True))
