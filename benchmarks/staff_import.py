"""A staff file of 20,000 rows, while somebody signs in: how long they waited at worst.

First import, then the same again, then the list of the next month: one in a hundred has left, three have moved, one
has another name; then one in which everybody has another name, address and site.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.servers import Servers
from demo.generation.files import write_files
from demo.generation.generator import generate_organisation


GENERATED, ROWS = 5_000, 20_000
FIRST, NEXT_MONTH, LAST = "2026-11-01", "2026-12-01", "2027-01-01"


def measure(servers: Servers) -> dict[str, Any]:
    settings = servers.settings("staff_import")
    folder = Path(settings["VAR_DIR"])
    rows = rows_of_staff(folder, ROWS)
    files = {
        "first": (rows, FIRST),
        "again": (rows, FIRST),
        "next month": (_next_month(rows), NEXT_MONTH),
        "everybody changed": (_everybody_changed(rows), LAST),
    }
    ms, came = {}, {}
    for name, (listed, day) in files.items():
        file = written(folder / "list.csv", listed)
        with _sign_ins(settings["DATABASE_URL"]) as waits:
            command = ("import_staff", str(file), "--as-of", day, "--full")
            ms[name], outcome = servers.run(settings, *command)
        came[name] = outcome._asdict() | {"longest_sign_in": round(max(waits, default=0), 1)}
    servers.drop("staff_import")
    return {"ms": ms, "rows": ROWS, **came}


def rows_of_staff(folder: Path, count: int) -> list[list[str]]:
    """The demo's own people, many times over with other numbers and addresses."""
    write_files(generate_organisation(staff=GENERATED, months=1), folder)
    source = next(iter(sorted(folder.glob("staff-*.csv"))))
    heading, *lines = [
        line.split(";") for line in source.read_text(encoding="utf-8").splitlines() if line
    ]
    number, address, leads = map(heading.index, ("matricule", "courriel", "responsable"))
    rows = [heading]
    for copy in range(count // GENERATED):
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
    thread.start()
    yield waits
    ended.set()
    thread.join()
