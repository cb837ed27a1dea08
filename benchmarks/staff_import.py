"""Staff files: 10,000 rows on SQLite and PostgreSQL, 200,000 on PostgreSQL, as text and as a workbook.

First import, then the same again, then the list of the next month: one in a hundred has left, three
have moved, one has another name; then one in which everybody has another name, address and site. On PostgreSQL
somebody signs in all the while: how long they waited at worst.
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from openpyxl import Workbook

from demo.generation.files import write_files
from demo.generation.generator import generate_organisation
from tests.e2e import site as sites
from tests.services import Missing, postgresql


GENERATED = 5_000
SMALL, LARGE = 10_000, 200_000
FIRST, NEXT_MONTH, LAST = "2026-11-01", "2026-12-01", "2027-01-01"


def measure() -> dict:
    figures: dict = {}
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        folder = Path(top)
        rows = rows_of_staff(folder)
        small = written(folder / "small.csv", rows[: SMALL + 1])
        figures["sqlite_10000"] = _imports(small, rows[: SMALL + 1], sites.environment(folder))
        for name, count in (("postgresql_10000", SMALL), ("postgresql_200000", LARGE)):
            part = rows[: count + 1]
            figures[name] = _on_postgresql(written(folder / "list.csv", part), part, folder)
        book = _workbook(folder / "list.xlsx", rows)
        figures["postgresql_200000_xlsx"] = _on_postgresql(book, None, folder)
    return figures


def _on_postgresql(file: Path, rows: list[list[str]] | None, folder: Path) -> dict | str:
    try:
        with postgresql() as address:
            return _imports(file, rows, sites.environment(folder, **address))
    except Missing as missing:
        return str(missing)


def rows_of_staff(folder: Path) -> list[list[str]]:
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


def _everybody_changed(rows: list[list[str]]) -> list[list[str]]:
    heading, *people = rows
    name, address, site = map(heading.index, ("nom", "courriel", "site"))
    later = [list(person) for person in people]
    for person in later:
        person[name] += "-Roux"
        person[address] = person[address].replace("@", "@ville.")
        person[site] = "Nouveau site"
    return [heading, *later]


def written(file: Path, rows: list[list[str]]) -> Path:
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
        later = written(file.with_name("later.csv"), _next_month(rows))
        figures["next_month"] = _import(later, NEXT_MONTH, settings)
        later = written(file.with_name("everybody.csv"), _everybody_changed(rows))
        figures["everybody"] = _import(later, LAST, settings)
    return figures


def _import(file: Path, day: str, settings: dict[str, str]) -> dict:
    """Seconds and peak memory of the command, start-up included, its counts, and the longest sign-in meanwhile."""
    command = [
        sys.executable, "-W", "ignore", "manage.py", "import_staff", str(file), "--as-of", day,
        "--full",
    ]  # fmt: skip
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=sites.ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout as printed, _sign_ins(settings["DATABASE_URL"]) as waits:
        lines = printed.read().strip().splitlines()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mib": used.ru_maxrss // 1024,
        "longest_sign_in": round(max(waits, default=0), 1),
        "said": lines[-1] if lines else "",
    }


@contextmanager
def _sign_ins(address: str) -> Iterator[list[float]]:
    """The seconds that each of them took, of somebody by chance."""
    waits: list[float] = []
    ended = threading.Event()

    def sign_in() -> None:
        with psycopg.connect(address, autocommit=True) as database:
            keys = [row[0] for row in database.execute("SELECT id FROM people_person")]
            while keys and not ended.wait(0.02):
                began = time.perf_counter()
                query = "UPDATE people_person SET last_login = now() WHERE id = %s"
                database.execute(query, [random.choice(keys)])
                waits.append(time.perf_counter() - began)

    thread = threading.Thread(target=sign_in)
    if address.startswith("postgres"):
        thread.start()
    yield waits
    ended.set()
    if thread.ident:
        thread.join()
