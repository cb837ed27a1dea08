"""A month of 70,000 staff in 5,000 teams on a portal, out of a million days of use.

`first` has no month before it, `second` one: reading, protecting and storing, with the gate's own audit, of which
`audit` says what it covered.
"""

import json
import sys
import time
from functools import partial
from typing import Any

from benchmarks import large
from benchmarks.machine import peak_mib, timed
from benchmarks.servers import Servers, in_own_process


STAFF, TEAMS, DAYS = 70_000, 5_000, 1_000_000


def measure(servers: Servers) -> dict[str, Any]:
    settings = servers.settings("publication")
    figures = in_own_process("publication", settings, "fill")
    figures |= in_own_process("publication", settings, "publish")
    servers.drop("publication")
    return figures


# --- Inside a process with Django set up ----------------------------------------------------------


def fill() -> dict:
    """The organisation with its links, answers and days of use."""
    began = time.perf_counter()
    large.organisation(staff=STAFF, teams=TEAMS)
    [portal] = large.portals(1)
    days = large.use(portal, days=DAYS)
    return {
        "staff": STAFF,
        "teams": TEAMS,
        "usage_days": days,
        "filled_in_seconds": round(time.perf_counter() - began, 1),
    }


def publish() -> dict:
    ms, came = {}, {}
    for name, month in (("first", large.MONTHS[0]), ("second", large.MONTHS[1])):
        ms[name], publication = timed(partial(_published, month))
        came[name] = {
            "status": publication.status,
            "figures": publication.figures.count(),
            "audit": {
                "seconds": round(publication.audit["seconds"], 1),
                "coalitions": publication.audit["coalitions"],
                "left_out": publication.audit["coalitions_left_out"],
            },
        }
    return {"ms": ms, **came, "peak_mib": peak_mib()}


def _published(month: Any) -> Any:
    from adoption.publishing.actions.publications import publish as publish_month  # noqa: PLC0415
    from cms.models import Portal  # noqa: PLC0415

    return publish_month(portal=Portal.objects.get(), month=month, today=large.TODAY)


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"fill": fill, "publish": publish}[sys.argv[1]]()))
