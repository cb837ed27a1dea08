"""Staff files: 10,000 rows on SQLite and PostgreSQL, 70,000 on PostgreSQL, as text and as a workbook.

First import, then the same again, then the list of the next month: one in a hundred has left, three
have moved, one has another name.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook

from demo.generation.files import write_files
from demo.generation.generator import generate_organisation
from tests.e2e import site as sites
from tests.services import Missing, postgresql


GENERATED = 5_000
SMALL, LARGE = 10_000, 70_000
FIRST, NEXT_MONTH = "2026-11-01", "2026-12-01"


def measure() -> dict:
    figures: dict = {}
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        folder = Path(top)
        rows = _rows(folder)
        small = _written(folder / "small.csv", rows[: SMALL + 1])
        figures["sqlite_10000"] = _imports(small, rows[: SMALL + 1], sites.environment(folder))
        for name, count in (("postgresql_10000", SMALL), ("postgresql_70000", LARGE)):
            part = rows[: count + 1]
            figures[name] = _on_postgresql(_written(folder / "list.csv", part), part, folder)
        book = _workbook(folder / "list.xlsx", rows)
        figures["postgresql_70000_xlsx"] = _on_postgresql(book, None, folder)
    return figures


def _on_postgresql(file: Path, rows: list[list[str]] | None, folder: Path) -> dict | str:
    try:
        with postgresql() as address:
            return _imports(file, rows, sites.environment(folder, **address))
    except Missing as missing:
        return str(missing)


def _rows(folder: Path) -> list[list[str]]:
    """The demo's own people, many times over with other numbers and addresses."""
    write_files(generate_organisation(staff=GENERATED, months=1), folder)
    source = next(iter(sorted(folder.glob("staff-*.csv"))))
    heading, *lines = [
        line.split(";") for line in source.read_text(encoding="utf-8").splitlines() if line
    ]
    number, address, leads = map(heading.index, ("matricule", "courriel", "responsable"))
    rows = [heading]
    for copy in range(LARGE // GENERATED):
        for line in lines[:GENERATED]:
            row = list(line)
            row[number] = f"{copy:02}{row[number]}"
            row[address] = row[address].replace("@", f".{copy}@")
            row[leads] = row[leads] if copy == 0 else "non"
            rows.append(row)
    return rows


def _next_month(rows: list[list[str]]) -> list[list[str]]:
    heading, *people = rows
    team, parent, name = map(heading.index, ("equipe", "equipe_parente", "nom"))
    later = [heading]
    for place, person in enumerate(people):
        row = list(person)
        if place % 100 == 7:
            continue
        if place % 33 == 0:
            other = people[(place * 7) % len(people)]
            row[team], row[parent] = other[team], other[parent]
        if place % 100 == 3:
            row[name] += "-Roux"
        later.append(row)
    return later


def _written(file: Path, rows: list[list[str]]) -> Path:
    file.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    return file


def _workbook(file: Path, rows: list[list[str]]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Agents")
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file


def _imports(file: Path, rows: list[list[str]] | None, settings: dict[str, str]) -> dict:
    sites.manage("migrate", "-v0", **settings)
    figures = {
        "first": _import(file, FIRST, settings),
        "again": _import(file, FIRST, settings),
    }
    if rows:
        later = _written(file.with_name("later.csv"), _next_month(rows))
        figures["next_month"] = _import(later, NEXT_MONTH, settings)
    return figures


def _import(file: Path, day: str, settings: dict[str, str]) -> dict:
    """Seconds and peak memory of the command, start-up included, and its counts."""
    command = [
        sys.executable, "-W", "ignore", "manage.py", "import_staff", str(file), "--as-of", day,
        "--full",
    ]  # fmt: skip
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=sites.ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout as printed:
        lines = printed.read().strip().splitlines()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mib": used.ru_maxrss // 1024,
        "said": lines[-1] if lines else "",
    }
