"""A million days of use: read, checked and stored, against the bare statements.

`bare` copies the same rows, checked by nobody, into a temporary table, then inserts them on conflict do
nothing into the same table. `again` is the same file once more: nothing may be new. Each runs in a process of
its own, without its start-up. INTAKE_ROWS in the environment asks for more (five million: decision 32).
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from benchmarks.machine import peak_mib, timed
from benchmarks.servers import Servers, in_own_process


ROWS = int(os.environ.get("INTAKE_ROWS", "1000000"))
ROWS_EACH, DAYS, WITHDRAWN = 50, 90, 1000
SERVICES = ("messagerie", "attestations", "remboursements", "documents", "rendez-vous", "carte")


def measure(servers: Servers) -> dict[str, Any]:
    settings = servers.settings("intake")
    steps = {name: in_own_process("intake", settings, name, settings["VAR_DIR"]) for name in STEPS}
    servers.drop("intake")
    return {
        "ms": {name: step.pop("ms") for name, step in steps.items() if "ms" in step},
        "rows": ROWS,
        **steps,
    }


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


def bare(folder: Path) -> dict:
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
                " SELECT %s, pseudonym, day, service_id, false FROM bare"
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
    start_mib = peak_mib()
    ms, new = timed(work)
    return {"ms": ms, "new": new, "peak_mib": peak_mib(), "peak_mib_before": start_mib}


STEPS = {"prepare": prepare, "bare": bare, "ours": ours, "again": again}

if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]))))
