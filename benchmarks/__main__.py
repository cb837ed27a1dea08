"""Measures the parts of `./run bench [PART ...]`, prints each beside the last release, and fails where one got slower.

Results go to benchmarks/results/PART.json. With `--keep`, those of the parts that ran become the figures of the
release (benchmarks/release.json): run it on a machine that does nothing else.
"""

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import (
    assignments,
    demo_start,
    evaluation,
    intake,
    large_pages,
    load,
    matching,
    pages,
    publication,
    question_import,
    quiz_statistics,
    staff_import,
    usefulness,
)
from benchmarks.comparison import BARE, complaints, rows, table
from benchmarks.machine import facts
from benchmarks.servers import Servers, servers
from benchmarks.turns import Pace, bare_pages, take_turns
from tests.services import Missing


PARTS: dict[str, Callable[[Servers], dict[str, Any]]] = {
    "pages": pages.measure,
    "large_pages": large_pages.measure,
    "load": load.measure,
    "assignments": assignments.measure,
    "publication": publication.measure,
    "evaluation": evaluation.measure,
    "intake": intake.measure,
    "staff_import": staff_import.measure,
    "question_import": question_import.measure,
    "quiz_statistics": quiz_statistics.measure,
    "matching": matching.measure,
    "demo_start": demo_start.measure,
}
# How good, not how fast: nothing to compare.
BY_NAME = {"usefulness": usefulness.measure}
HERE = Path(__file__).parent
RESULTS, RELEASE = HERE / "results", HERE / "release.json"
MOST_SECONDS = 240  # of a part alone
YARDSTICK = Pace(rounds=3, requests=0, warm_up=100)


def main(words: list[str]) -> int:
    names = [word for word in words if word != "--keep"]
    unknown = [name for name in names if name not in PARTS | BY_NAME]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there is {', '.join(PARTS | BY_NAME)}")
        return 2
    for name in BY_NAME.keys() & names:
        show(BY_NAME[name]())
    chosen = [name for name in PARTS if name in names or not names]
    try:
        return measure(chosen, is_kept="--keep" in words) if chosen else 0
    except Missing as missing:
        print(missing)
        return 2


def measure(names: list[str], *, is_kept: bool) -> int:
    RESULTS.mkdir(exist_ok=True)
    release = json.loads(RELEASE.read_text()) if RELEASE.exists() else {}
    worse: list[str] = []
    with servers() as ours, yardstick(ours) as bare_ms:
        machine = facts() | ours.versions
        print("machine:", ", ".join(f"{key} {value}" for key, value in machine.items()))
        for name in names:
            kept = release.get(name, {})
            print(f"==> {name} ({_told(kept)})")
            measured = _measured(ours, name, bare_ms) | {"machine": machine, "measured": _today()}
            (RESULTS / f"{name}.json").write_text(_as_json(measured))
            part = rows(measured["ms"], measured["bare_ms"], kept.get("ratios", {}))
            print("\n".join(table(part)))
            worse += complaints(name, part, kept.get("ratios", {}))
            release[name] = measured | {"ratios": {row.name: row.ratio for row in part}}
    if is_kept:
        RELEASE.write_text(_as_json(release))
        print(f"kept in {RELEASE.relative_to(HERE.parent)}")
        return 0
    print("\n".join(worse) or "nothing that the last release has figures of got slower")
    return 1 if worse else 0


@contextlib.contextmanager
def yardstick(ours: Servers) -> Iterator[Callable[[], float]]:
    """Yield a function that returns the milliseconds of a bare page at the moment; the page is served for the whole run."""
    with bare_pages(ours, ours.settings("bare")) as pages:

        def bare_ms() -> float:
            costs, _sizes = take_turns(ours, pages, YARDSTICK)
            return sum(costs[BARE].values())

        yield bare_ms


def _measured(ours: Servers, name: str, bare_ms: Callable[[], float]) -> dict[str, Any]:
    before, began = bare_ms(), time.perf_counter()
    figures = PARTS[name](ours)
    seconds = round(time.perf_counter() - began)
    costs = figures.pop("ms")
    # Pages are asked in turn with the bare page; what has none is between two of them.
    bare = sum(costs[BARE].values()) if BARE in costs else (before + bare_ms()) / 2
    print(f"    {seconds} s{', longer than a part may take' if seconds > MOST_SECONDS else ''}")
    show(figures)
    return {"bare_ms": round(bare, 2), "ms": costs, "seconds": seconds, "facts": figures}


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _told(kept: dict[str, Any]) -> str:
    if not kept:
        return "the last release has no figures of it"
    return f"last release: {kept['machine']['commit']}, {kept['measured']}, on {kept['machine']['processor']}"


def _as_json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def show(figures: dict, indent: str = "    ") -> None:
    for key, value in figures.items():
        if isinstance(value, dict):
            print(f"{indent}{key}")
            show(value, indent + "    ")
        else:
            print(f"{indent}{key}: {value}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
