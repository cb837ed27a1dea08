"""The rows F1 to F48 of docs/risks.md, and what answers for each: an injection of ours, or the tests that it names."""

import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests import stories
from tests.e2e import site as sites


if TYPE_CHECKING:
    from faults.stage import Stage

ROWS = tuple(f"F{number}" for number in range(1, 49))
RISKS = sites.ROOT / "docs" / "risks.md"
TEST = re.compile(r"`(?P<file>[\w/]+\.py)::(?P<name>test_\w+)`")


@dataclass(slots=True)
class Outcome:
    """The outcome of a fault. `seen`: by people at the site. `failure`: what should not have been."""

    seen: str
    lost: int = 0
    doubled: int = 0
    seconds: float = 0.0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    row: str
    injected: str
    run: "Callable[[Stage], Outcome] | None" = None


CASES: dict[str, list[Case]] = defaultdict(list)


def case(
    row: str, injected: str
) -> "Callable[[Callable[[Stage], Outcome]], Callable[[Stage], Outcome]]":
    """Register an injection into a row, saying what is done."""

    def register(run: "Callable[[Stage], Outcome]") -> "Callable[[Stage], Outcome]":
        CASES[row].append(Case(row, injected, run))
        return run

    return register


def risks() -> list[tuple[str, str]]:
    """Return each row of docs/risks.md with what stands beside it."""
    lines = RISKS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line.startswith("|") and line[1:4] != "---"][1:]
    return [(row[1].strip(), "|".join(row[2:])) for row in rows]


def tests_of(row: str) -> list[tuple[str, str]]:
    """Return the file and the name of each test that a row names."""
    return [match.group("file", "name") for match in TEST.finditer(dict(risks()).get(row, ""))]


def run_case(stage: "Stage", one: Case) -> Outcome:
    """Inject it, wait until the site is at rest, and ask what holds."""
    from faults.invariants import check
    from faults.stage import wait_for_rest

    start = time.monotonic()
    outcome = Outcome("")
    try:
        assert one.run
        outcome = one.run(stage)
        wait_for_rest(stage)
        check(stage)
    except Exception as error:
        outcome.failure = f"{type(error).__name__}: {str(error)[-400:]}"
        stage.mend()
    outcome.seconds = round(time.monotonic() - start, 1)
    return outcome


# --- Rows whose fault a test injects ---------------------------------------------------------------


def run_tests(rows: Iterable[str]) -> dict[str, Outcome]:
    """Run the tests of these rows, once each: in a browser, on PostgreSQL where they ask for it, or on SQLite."""
    wanted = {row: tests_of(row) for row in rows}
    found: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    every = sorted({test for tests in wanted.values() for test in tests})
    for options, chosen in _groups(every):
        for test, result in _run(options, chosen):
            found[test].append(result)
    return {row: _outcome(tests, found) for row, tests in wanted.items()}


Group = tuple[list[str], list[tuple[str, str]]]


def _groups(tests: list[tuple[str, str]]) -> list[Group]:
    python = [sys.executable, "-m"]
    browser = [test for test in tests if test[0].startswith("e2e/")]
    others = [test for test in tests if test not in browser]
    postgresql = [test for test in others if "mark.postgresql" in _text(test[0])]
    on_server = [*python, "tests.services", "postgresql", "--", *python, "pytest"]
    plain = [test for test in others if test not in postgresql]
    groups = [([*stories.PYTEST], browser), (on_server, postgresql), ([*python, "pytest"], plain)]
    return [(command, chosen) for command, chosen in groups if chosen]


def _text(file: str) -> str:
    return (sites.ROOT / "tests" / file).read_text(encoding="utf-8")


def _run(
    command: list[str], tests: list[tuple[str, str]]
) -> list[tuple[tuple[str, str], tuple[float, str]]]:
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        files = sorted({f"tests/{file}" for file, _name in tests})
        names = " or ".join(sorted({name for _file, name in tests}))
        subprocess.run(
            [*command, "-q", "--no-header", "-p", "no:cacheprovider", f"--junitxml={report.name}",
             "-k", names, *files],
            cwd=sites.ROOT, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        cases = ET.parse(report.name).getroot().iter("testcase")  # noqa: S314
        return [_result(case) for case in cases]


def _result(found: ET.Element) -> tuple[tuple[str, str], tuple[float, str]]:
    """Return the test, its seconds, and "passed", "skipped" or why it failed."""
    module = found.get("classname", "").removeprefix("tests.").replace(".", "/")
    name = re.sub(r"\[.*", "", found.get("name", ""))
    word = "passed"
    for part in found:
        if part.tag in ("failure", "error"):
            word = f"{part.tag}: {part.get('message', '')}"[:200]
        elif part.tag == "skipped":
            word = "skipped"
    return (f"{module}.py", name), (float(found.get("time", 0)), word)


def _outcome(
    tests: list[tuple[str, str]], found: dict[tuple[str, str], list[tuple[float, str]]]
) -> Outcome:
    results = [result for test in tests for result in found.get(test, [])]
    absent = [name for test in tests for name in [test[1]] if not _ran(found.get(test, []))]
    wrong = [word for _seconds, word in results if word.startswith(("failure", "error"))]
    passed = sum(word == "passed" for _seconds, word in results)
    failure = "; ".join([*wrong, *(f"did not run: {name}" for name in absent)])[:600]
    seconds = round(sum(seconds for seconds, _word in results), 1)
    return Outcome(f"{passed} tests passed", seconds=seconds, failure=failure)


def _ran(results: list[tuple[float, str]]) -> bool:
    return any(word != "skipped" for _seconds, word in results)
