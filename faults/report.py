"""Prints what came of faults, and keeps it in docs/faults.md: only what a run has found, with its day."""

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from faults.rows import Case, Outcome
from tests.e2e import site as sites


if TYPE_CHECKING:
    from faults.kills import KillReport

FILE = sites.ROOT / "docs" / "faults.md"
HEAD = """# Faults, and what came of them

`./run faults` puts each fault of [the risks](risks.md) into real processes: PostgreSQL, Redis, the site, workers, beat and a
mail server, begun as in [the runbook](runbook.md), while people read pages and answer a quiz. `./run faults F20` does one
alone; `--write` writes its line below. After each, the outbox must be empty and what must always hold is asked of the
database (`faults/invariants.py`).

## Rows

| row | day | what is done | what people saw | lost | doubled | seconds |
|---|---|---|---|---|---|---|
"""
KILLS = "## Processes killed at random"


def show(one: Case, outcome: Outcome) -> None:
    word = f"FAILED: {outcome.failure}" if outcome.failure else "held"
    print(f"{one.row:4} {word}\n     {one.injected}\n     {outcome.seen}", flush=True)
    print(f"     lost {outcome.lost}, doubled {outcome.doubled}, {outcome.seconds} s", flush=True)


def write_row(one: Case, outcome: Outcome, file: Path = FILE) -> None:
    head, rows, kills = _parts(file)
    seen = f"**did not hold**: {outcome.failure}" if outcome.failure else outcome.seen
    cells = [
        one.row, _today(), one.injected, seen, outcome.lost, outcome.doubled, outcome.seconds,
    ]  # fmt: skip
    rows[one.row, one.injected] = (
        "| " + " | ".join(str(cell).replace("|", "/").replace("\n", " ") for cell in cells) + " |"
    )
    _write(file, head, rows, kills)


def show_kills(result: "KillReport") -> None:
    print("\n".join(result.lines()))


def write_kills(result: "KillReport", file: Path = FILE) -> None:
    head, rows, _earlier = _parts(file)
    lines = [f"- {line}" for line in result.lines()]
    _write(file, head, rows, "\n".join([KILLS, "", f"On {_today()}:", "", *lines]) + "\n")


Rows = dict[tuple[str, str], str]


def _parts(file: Path) -> tuple[str, Rows, str]:
    text = file.read_text(encoding="utf-8") if file.exists() else HEAD
    before, mark, kills = text.partition(KILLS)
    rows: Rows = {}
    for line in before.splitlines():
        if re.match(r"\| F\d", line):
            cells = [cell.strip() for cell in line.split("|")]
            rows[cells[1], cells[3]] = line
    return HEAD, rows, mark + kills


def _write(file: Path, head: str, rows: Rows, kills: str) -> None:
    ordered = [rows[key] for key in sorted(rows, key=lambda key: (int(key[0][1:]), key[1]))]
    text = head + "".join(f"{line}\n" for line in ordered)
    file.write_text(text + (f"\n{kills}" if kills else ""), encoding="utf-8")


def _today() -> str:
    return datetime.now(tz=ZoneInfo("Europe/Paris")).date().isoformat()
