"""`./run faults [ROW ...] [--write]`: injects each fault into real processes and prints what came of it.

`./run faults kills [--count N] [--seed N] [--write]`: as many processes killed at random.
"""

import argparse
import sys
from collections.abc import Iterator

from faults import cases, kills, report  # noqa: F401 - `cases` registers them
from faults.rows import CASES, ROWS, Case, Outcome, run_case, run_tests
from faults.stage import stage


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run faults", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="F1 to F48, or kills; else all rows")
    parser.add_argument("--count", type=int, default=100, help="how many processes are killed")
    parser.add_argument("--seed", type=int, default=2026, help="of the order in which they are")
    parser.add_argument(
        "--write", action="store_true", help="put what came of it into docs/faults.md"
    )
    given = parser.parse_args(words)
    unknown = [row for row in given.rows if row not in (*ROWS, "kills")]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    if given.rows == ["kills"]:
        return _kills(given)
    failed = 0
    for one, outcome in _outcomes([row for row in ROWS if row in (given.rows or ROWS)]):
        report.show(one, outcome)
        failed += bool(outcome.failure)
        if given.write:
            report.write_row(one, outcome)
    return 1 if failed else 0


def _outcomes(rows: list[str]) -> Iterator[tuple[Case, Outcome]]:
    """Run the rows with an injection of ours one after the other, then the tests of all the others together."""
    injected = [row for row in rows if row in CASES]
    if injected:
        with stage() as place:
            for one in [one for row in injected for one in CASES[row]]:
                yield one, run_case(place, one)
    others = [row for row in rows if row not in CASES]
    if others:
        for row, outcome in run_tests(others).items():
            yield Case(row, "by the tests that its row in [risks.md](risks.md) names"), outcome


def _kills(given: argparse.Namespace) -> int:
    with stage() as place:
        result = kills.run(place, count=given.count, seed=given.seed)
    report.show_kills(result)
    if given.write:
        report.write_kills(result)
    return 1 if result.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
