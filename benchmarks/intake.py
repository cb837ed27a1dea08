"""Five million days of use on PostgreSQL: read, checked and stored, against the bare statements.

`bare` copies the same rows, checked by nobody, into a temporary table, then inserts them on conflict do
nothing into the same table. It runs before and after ours, and the quicker is the yardstick. `again` is
the same file once more: nothing may be new. Each runs in a process of its own, without its start-up.
INTAKE_ROWS in the environment asks for fewer.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import cpu_seconds
from tests.e2e import site as sites
from tests.services import Missing, postgresql


ROWS = int(os.environ.get("INTAKE_ROWS", "5000000"))
ROWS_EACH, DAYS, WITHDRAWN = 50, 90, 1000
SERVICES = ("messagerie", "attestations", "remboursements", "documents", "rendez-vous", "carte")
NO_WORKER = {"CELERY_BROKER_URL": "memory://"}


def measure() -> dict:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        try:
            with postgresql() as address:
                return _measured(Path(top), sites.environment(Path(top), **address, **NO_WORKER))
        except Missing as missing:
            return {"postgresql": str(missing)}


def _measured(folder: Path, settings: dict[str, str]) -> dict:
    sites.manage("migrate", "-v0", **settings)

    def step(name: str) -> dict:
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.intake", name, str(folder)]
        told = subprocess.run(
            command, cwd=sites.ROOT, env=os.environ | settings, stdout=subprocess.PIPE, check=True
        )
        return json.loads(told.stdout.decode().splitlines()[-1])

    figures: dict = step("prepare")
    figures["bare"] = step("bare")
    figures["ours"] = step("ours")
    figures["again"] = step("again")
    figures["bare_after"] = step("bare")
    figures["in_order"] = step("in_order")
    for name, yardsticks in (("ratio", ("bare", "bare_after")), ("ratio_in_order", ("in_order",))):
        figures[name] = {
            "of_rows_per_second": round(
                figures["ours"]["rows_per_second"]
                / max(figures[each]["rows_per_second"] for each in yardsticks),
                2,
            ),
            "of_processor_time": round(
                min(figures[each]["cpu_seconds"] for each in yardsticks)
                / figures["ours"]["cpu_seconds"],
                2,
            ),
        }
    return figures


# --- Inside the processes that are measured -----------------------------------------------------------


def prepare(folder: Path) -> dict:
    """The same rows, in no order, as a portal sends them and as COPY takes them."""
    import numpy as np  # noqa: PLC0415

    from adoption.usage.models import WithdrawnPseudonym  # noqa: PLC0415
    from cms.models import Portal, PortalService  # noqa: PLC0415
    from core.dates import today  # noqa: PLC0415

    portal = Portal.objects.create(name="Portail", slug="portail")
    keys = [PortalService.objects.create(portal=portal, name=s, slug=s).pk for s in SERVICES]
    WithdrawnPseudonym.objects.bulk_create(
        WithdrawnPseudonym(portal=portal, pseudonym_hash=f"{each:064x}")
        for each in range(WITHDRAWN)
    )
    dice, kinds = np.random.default_rng(7), DAYS * len(SERVICES)
    chosen = np.concatenate(
        [
            who * kinds + dice.choice(kinds, ROWS_EACH, replace=False)
            for who in range(ROWS // ROWS_EACH)
        ]
    )
    dice.shuffle(chosen)
    names = [f"{dice.integers(2**62):016x}" for _who in range(ROWS // ROWS_EACH)]
    days = [str(day) for day in np.datetime64(today()) - np.arange(DAYS)]
    with (folder / "use.csv").open("w") as sent, (folder / "use.copy").open("w") as copied:
        sent.write("pseudonyme,service,jour\n")
        for each in chosen.tolist():
            who, kind = divmod(each, kinds)
            service, day = kind % len(SERVICES), days[kind // len(SERVICES)]
            sent.write(f"{names[who]},{SERVICES[service]},{day}\n")
            copied.write(f"{names[who]}\t{keys[service]}\t{day}\n")
    return {"rows": len(chosen), "mib": (folder / "use.csv").stat().st_size // 2**20}


def in_order(folder: Path) -> dict:
    return bare(folder, order="ORDER BY pseudonym, day, service_id")


def bare(folder: Path, order: str = "") -> dict:
    from django.db import connection  # noqa: PLC0415

    from adoption.foundation.periods import Month  # noqa: PLC0415
    from adoption.usage.models import UsageDay  # noqa: PLC0415
    from adoption.usage.usage_partitions import create_partitions  # noqa: PLC0415
    from cms.models import Portal  # noqa: PLC0415
    from core.dates import today  # noqa: PLC0415

    table, portal = UsageDay._meta.db_table, Portal.objects.get().pk
    create_partitions(Month.containing(today()).shifted(-back) for back in range(DAYS // 28 + 1))
    _emptied()

    def work() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE bare (pseudonym varchar(80), service_id bigint, day date)"
            )
            with (
                (folder / "use.copy").open("rb") as source,
                cursor.copy("COPY bare FROM STDIN") as copy,
            ):
                while data := source.read(2**18):
                    copy.write(data)
            cursor.execute(
                f"INSERT INTO {table} (portal_id, pseudonym, day, service_id, is_late)"  # noqa: S608
                f" SELECT %s, pseudonym, day, service_id, false FROM bare {order}"
                " ON CONFLICT DO NOTHING",
                [portal],
            )
            return cursor.rowcount

    figures = _timed(work)
    _emptied()
    return figures


def _emptied() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE adoption_usageday")
        cursor.execute("CHECKPOINT")


def ours(folder: Path) -> dict:
    from adoption.usage.importers.usage import import_usage  # noqa: PLC0415
    from cms.models import Portal  # noqa: PLC0415

    def work() -> int:
        with (folder / "use.csv").open("rb") as source:
            report = import_usage(source, portal=Portal.objects.get())
        assert report.applied, report.refused[:3]
        return report.created

    return _timed(work)


def again(folder: Path) -> dict:
    from adoption.usage.models import UsageDay  # noqa: PLC0415

    before = UsageDay.objects.count()
    figures = ours(folder)
    assert figures["new"] == 0, figures
    assert UsageDay.objects.count() == before == ROWS
    return figures | {"stored": before}


def _timed(work) -> dict:
    import resource  # noqa: PLC0415

    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    server = connection.connection.info.backend_pid
    start_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    began, cpu = time.perf_counter(), time.process_time() + cpu_seconds(server)
    new = work()
    seconds = time.perf_counter() - began
    return {
        "new": new,
        "seconds": round(seconds, 1),
        "rows_per_second": round(ROWS / seconds),
        "cpu_seconds": round(time.process_time() + cpu_seconds(server) - cpu, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "peak_mib_before": start_mib,
    }


if __name__ == "__main__":
    import django

    django.setup()
    steps = {"prepare": prepare, "bare": bare, "in_order": in_order, "ours": ours, "again": again}
    print(json.dumps(steps[sys.argv[1]](Path(sys.argv[2]))))
