"""The page that answers on the demo's address until the site does: what is being prepared, and how far it is.

A program of the standard library alone, run before there is an environment: `starting_page.py PORT PROGRESS LOG`.
PROGRESS is a file of one word a line, the last one the step under way (or `failed`). The site listens beside this
program on the same port; when it answers, this one ends, so no reload meets a closed door in between. It also ends
when the process that began it does, and once a failure has been read, or could have been.
"""

import contextlib
import html
import http.client
import os
import select
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


STEPS = {
    "environment": ("Installer l’environnement", "Install the environment"),
    "database": ("Préparer la base de données", "Prepare the database"),
    "staff": ("Importer les listes d’agents", "Import the staff lists"),
    "courses": ("Charger les cours", "Load the courses"),
    "learning": ("Attribuer les parcours, passer les quiz", "Assign paths, take quizzes"),
    "months": ("Publier les mois d’usage", "Publish the months of use"),
    "help": ("Faire vivre l’entraide", "Bring mutual help to life"),
    "site": ("Démarrer le site", "Start the site"),
}
FAILED, SITE = "failed", "site"
WORDS = {
    "fr": {
        "title": "Passerelle démarre",
        "intro": "Cette page se recharge seule et laisse la place à la page demandée dès que tout est prêt.",
        "failed": "La démonstration n’a pas pu démarrer",
        "why": "Rien n’est perdu. Ce qui s’est passé est écrit dans le terminal et dans {log}.",
        "states": ("fait", "en cours", "à venir"),
    },
    "en": {
        "title": "Passerelle is starting",
        "intro": "This page reloads by itself and gives way to the page you asked for as soon as all is ready.",
        "failed": "The demo could not start",
        "why": "Nothing is lost. What happened is written in the terminal and in {log}.",
        "states": ("done", "under way", "to come"),
    },
}
STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#f8f5ef, #101a21); --ink: light-dark(#16222b, #eeeae3);
  --ink-2: light-dark(#46525b, #b9b4aa); --line: light-dark(#dcd6ca, #34424c); --accent: light-dark(#0b5470, #8fd0e8);
  --sun: light-dark(#8a5a00, #f2b655); --bad: light-dark(#9c2a1e, #f0a093); }
body { margin: 0; padding: clamp(1.5rem, 5vw, 4rem); background: var(--paper); color: var(--ink);
  font: 1.125rem/1.6 "Atkinson Hyperlegible Next", system-ui, sans-serif; }
main { max-width: 35rem; margin: 0 auto; } h1 { font-size: clamp(1.75rem, 1.4rem + 1.5vw, 2.4rem); line-height: 1.2; }
ol { padding: 0; list-style: none; } code { overflow-wrap: anywhere; }
li { display: flex; justify-content: space-between; gap: 1rem; padding: .5rem 0; border-top: 1px solid var(--line); }
li span { color: var(--ink-2); white-space: nowrap; } .now { font-weight: 700; } .now span { color: var(--sun); }
.done span { color: var(--accent); } .failed { color: var(--bad); }
"""
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
}
RELOAD_SECONDS = 2
GRACE_SECONDS = 0.3  # in which what was begun is answered
FAILURE_SECONDS = 20  # at most, for a reader to see that it failed


def language_of(accepted: str) -> str:
    """Return "en" where the reader prefers English to French, else "fr"."""
    weights = {"fr": 0.0, "en": 0.0}
    for part in accepted.lower().split(","):
        name, _semicolon, weight = part.strip().partition(";q=")
        language = name.partition("-")[0]
        with contextlib.suppress(ValueError):
            if language in weights:
                weights[language] = max(weights[language], float(weight or 1))
    return "en" if weights["en"] > weights["fr"] else "fr"


def page(language: str, reached: list[str], log: str) -> str:
    words: dict[str, Any] = WORDS[language]
    has_failed = FAILED in reached
    title = words["failed" if has_failed else "title"]
    lead = words["why" if has_failed else "intro"].format(log=f"<code>{html.escape(log)}</code>")
    refresh = "" if has_failed else f'<meta http-equiv="refresh" content="{RELOAD_SECONDS}">'
    css = ' class="failed"' if has_failed else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">{refresh}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1{css}>{title}</h1><p>{lead}</p>"
        f'<ol aria-live="polite">{"".join(items(language, reached))}</ol></main></body></html>'
    )


def items(language: str, reached: list[str]) -> Iterator[str]:
    known = [step for step in reached if step in STEPS]
    now = list(STEPS).index(known[-1]) if known else 0
    for place, names in enumerate(STEPS.values()):
        state = 0 if place < now else 1 if place == now else 2
        current = ' aria-current="step"' if state == 1 else ""
        yield (
            f'<li class="{("done", "now", "next")[state]}"{current}>'
            f"{names[language == 'en']} <span>{WORDS[language]['states'][state]}</span></li>"
        )


class StartingServer(ThreadingHTTPServer):
    daemon_threads = True  # who sends a request byte by byte keeps nobody waiting

    def __init__(self, port: int, progress: Path, log: str) -> None:
        self.progress, self.log = progress, log
        self.has_readers = self.failure_seen = False
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        if hasattr(socket, "SO_REUSEPORT"):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        super().server_bind()

    def reached(self) -> list[str]:
        with contextlib.suppress(OSError):
            return self.progress.read_text(encoding="utf-8").split()
        return []


class Handler(BaseHTTPRequestHandler):
    server: StartingServer
    timeout = 5

    def answer(self) -> None:
        reached = self.server.reached()
        language = language_of(self.headers.get("Accept-Language", ""))
        body = page(language, reached, self.server.log).encode()
        self.send_response(503)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Language", language)
        self.send_header("Retry-After", str(RELOAD_SECONDS))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.server.has_readers = True
        self.server.failure_seen |= FAILED in reached

    do_GET = do_HEAD = do_POST = answer  # noqa: N815 - http.server's names

    def log_message(self, *_arguments: object) -> None:
        """Leave the terminal to `run`."""


def site_answers(port: int) -> bool:
    """Return whether /sante/vivant is the site's, not this page's own 503. No proxy of the environment is asked."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/sante/vivant")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_for_the_end(server: StartingServer, parent: int) -> None:
    failed_at = None
    while os.getppid() == parent:
        reached = server.reached()
        if SITE in reached and site_answers(server.server_port):
            return
        if FAILED in reached:
            failed_at = failed_at or time.monotonic()
            is_late = time.monotonic() - failed_at > FAILURE_SECONDS
            if is_late or server.failure_seen or not server.has_readers:
                return
        time.sleep(0.2)


def main(port: str, progress: str, log: str) -> None:
    with StartingServer(int(port), Path(progress), log) as server:
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        ).start()
        wait_for_the_end(server, os.getppid())
        server.shutdown()
        while select.select([server], [], [], 0)[0]:  # nobody who waits in line is turned away
            server.handle_request()
        time.sleep(GRACE_SECONDS)


if __name__ == "__main__":
    main(*sys.argv[1:])
