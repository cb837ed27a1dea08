"""A month of 70,000 staff in 5,000 teams on three portals, out of 12 million days of use, on PostgreSQL.

`first` has no month before it, `second` one. `seconds` is of all three portals: reading, protecting
and storing; `audit_seconds` beside it is the gate's own, and `audit` says what it covered.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import large
from tests.e2e import site as sites
from tests.services import Missing, postgresql


STAFF, TEAMS, PORTALS, DAYS = 70_000, 5_000, 3, 12_000_000


def measure() -> dict:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        try:
            with postgresql() as address:
                settings = sites.environment(Path(top), **address)
                sites.manage("migrate", "-v0", **settings)
                return in_own_process("fill", settings) | in_own_process("publish", settings)
        except Missing as missing:
            return {"postgresql": str(missing)}


def in_own_process(what: str, settings: dict[str, str], *more: str) -> dict:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.publication", what, *more]
    told = subprocess.run(
        command, cwd=sites.ROOT, env=os.environ | settings, stdout=subprocess.PIPE, check=True
    )
    figures: dict = json.loads(told.stdout.decode().splitlines()[-1])
    return figures


# --- Inside a process with Django set up ----------------------------------------------------------


def fill(share: float) -> dict:
    """The organisation with its links, answers and days of use."""
    began = time.perf_counter()
    staff, teams = round(STAFF * share), round(TEAMS * share)
    large.organisation(staff=staff, teams=teams)
    portals = large.portals(PORTALS)
    days = sum(large.use(portal, days=round(DAYS * share) // PORTALS) for portal in portals)
    return {
        "staff": staff,
        "teams": teams,
        "portals": PORTALS,
        "usage_days": days,
        "filled_in_seconds": round(time.perf_counter() - began, 1),
    }


def publish() -> dict:
    figures: dict[str, Any] = {}
    for name, month in (("first", large.MONTHS[0]), ("second", large.MONTHS[1])):
        figures[name] = _published(month)
    figures["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _published(month: Any) -> dict:
    from adoption.publishing.actions.publications import publish as publish_month  # noqa: PLC0415
    from cms.models import Portal  # noqa: PLC0415

    began, cpu = time.perf_counter(), time.process_time()
    made = [
        publish_month(portal=portal, month=month, today=large.TODAY)
        for portal in Portal.objects.order_by("pk")
    ]
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    audits = [each.audit for each in made]
    audit = sum(each["seconds"] for each in audits)
    return {
        "seconds": round(seconds - audit, 1),
        "audit_seconds": round(audit, 1),
        "cpu_seconds_of_both": round(used, 1),
        "figures": sum(each.figures.count() for each in made),
        "audit": {
            "status": sorted({each.status for each in made}),
            "figures": sum(each["figures"] for each in audits),
            "coalitions": sum(each["coalitions"] for each in audits),
            "left_out": sum(each["coalitions_left_out"] for each in audits),
        },
    }


def main(arguments: list[str]) -> dict:
    what, *more = arguments
    return fill(float(more[0]) if more else 1.0) if what == "fill" else publish()


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(sys.argv[1:])))
