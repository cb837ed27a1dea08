"""Costs of pages, asked in turn with two bare pages: one for anybody, one that knows its reader."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.browser import Browser
from benchmarks.comparison import BARE, SIGNED_IN
from benchmarks.servers import Servers, Web


UNAVAILABLE, FIRST_TRIES = 503, 5


@dataclass(frozen=True)
class Page:
    web: Web
    ask: Callable[[], tuple[int, str | bytes]]
    wanted: int = 200

    def __call__(self) -> int:
        """Return how many bytes came."""
        status, body = self.ask()
        if status != self.wanted:
            raise RuntimeError(f"{status} where {self.wanted} was expected")
        return len(body)


@dataclass(frozen=True)
class Pace:
    """Pace of the requests. `warm_up`: those of each page before anything is counted. With 48, each of the four connections of the pool
    has asked ten times and more, so that no statement is prepared or planned for the first time any more."""

    rounds: int
    requests: int
    warm_up: int
    bare_requests: int = 100


def get(web: Web, browser: Browser, path: str) -> Page:
    return Page(web, lambda: browser.ask_bytes("GET", path))


@contextlib.contextmanager
def bare_pages(
    servers: Servers, settings: dict[str, str], browser: Browser | None = None
) -> Iterator[dict[str, Page]]:
    """Return the bare pages. `browser`: whoever has signed in to the site with the same settings."""
    with servers.serving(settings, "benchmarks.bare") as web:
        anybody = Browser(web.url)
        pages = {BARE: get(web, anybody, "/")}
        if browser:
            reader = Browser(web.url)
            reader.cookies = dict(browser.cookies)
            pages[SIGNED_IN] = get(web, reader, "/lecteur")
        yield pages


def take_turns(
    servers: Servers, pages: dict[str, Page], pace: Pace
) -> tuple[dict[str, dict[str, float]], dict[str, int]]:
    """Return milliseconds of processor of each server, the median of the rounds, and the bytes of each page.

    Round after round, each page in turn, so that a noisy machine is noisy for all of them.
    """
    sizes = {name: _sized(name, page) for name, page in pages.items()}
    for page in pages.values():
        for _ in range(pace.warm_up):
            page()
    used: dict[str, list[dict[str, float]]] = {name: [] for name in pages}
    for _ in range(pace.rounds):
        for name, page in pages.items():
            times = pace.bare_requests if name in (BARE, SIGNED_IN) else pace.requests
            before = servers.cpu(page.web)
            for _request in range(times):
                page()
            after = servers.cpu(page.web)
            used[name].append(
                {server: 1000 * (after[server] - before[server]) / times for server in after}
            )
    return {name: _medians(turns) for name, turns in used.items()}, sizes


def _sized(name: str, page: Page) -> int:
    """Ask a page for the first time; on a busy machine a cold one may be too late, and says to ask again (503)."""
    for _ in range(FIRST_TRIES):
        status, body = page.ask()
        if status == page.wanted:
            return len(body)
        if status != UNAVAILABLE:
            break
    raise RuntimeError(f"{name} answered {status}")


def _medians(turns: list[dict[str, float]]) -> dict[str, float]:
    """Return the costs of the round in the middle: its parts add up."""
    ordered = sorted(turns, key=lambda turn: sum(turn.values()))
    middle = ordered[len(ordered) // 2]
    return {name: round(ms, 2) for name, ms in middle.items()}
