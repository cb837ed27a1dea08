"""A staff file of 10,000 rows: first import, then the same again, on SQLite and on PostgreSQL."""

import resource
import tempfile
import time
from pathlib import Path

from adoption.demo.files import write_files
from adoption.demo.generator import generate
from tests.e2e import site as sites
from tests.services import Missing, postgresql


ROWS = 10_000
GENERATED = 5_000


def measure() -> dict:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        file = _staff_file(Path(top))
        figures = {"rows": ROWS, "sqlite": _import_twice(file, sites.environment(Path(top)))}
        try:
            with postgresql() as address:
                settings = sites.environment(Path(top), **address)
                figures["postgresql"] = _import_twice(file, settings)
        except Missing as missing:
            figures["postgresql"] = str(missing)
    return figures


def _staff_file(folder: Path) -> Path:
    """The demo's own generator, twice over: the second half with other numbers and addresses."""
    demo = generate(staff=GENERATED, months=1)
    write_files(demo, folder)
    source = next(iter(sorted(folder.glob("staff-*.csv"))))
    heading, *rows = source.read_text(encoding="utf-8").splitlines()
    rows = [row for row in rows if row][:GENERATED]
    more = ["9" + row.replace("@", ".bis@") for row in rows]
    for line, row in enumerate(more):
        cells = row.split(";")
        cells[heading.split(";").index("responsable")] = "non"
        more[line] = ";".join(cells)
    target = folder / "staff.csv"
    target.write_text("\n".join([heading, *rows, *more]) + "\n", encoding="utf-8")
    return target


def _import_twice(file: Path, settings: dict[str, str]) -> dict:
    sites.manage("migrate", "-v0", **settings)
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        printed = sites.manage("import_staff", str(file), "--as-of", "2026-11-01", **settings)
        seconds.append(time.perf_counter() - start)
    return {
        "first_s": round(seconds[0], 1),
        "again_s": round(seconds[1], 1),
        "again": printed.strip().splitlines()[-1],
        "start_up_s": round(_start_up(settings), 1),
        "peak_mib_of_all": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def _start_up(settings: dict[str, str]) -> float:
    """What a command costs before it does anything, to be read beside the figures above."""
    start = time.perf_counter()
    sites.manage("help", **settings)
    return time.perf_counter() - start
