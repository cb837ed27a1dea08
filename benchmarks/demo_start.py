"""Start of `./run demo`, from an empty folder to its first answer: load what is migrated, seed, serve. On SQLite."""

import resource
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.servers import Servers
from tests.e2e import site as sites


def measure(_servers: Servers) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        settings = sites.environment(Path(top))
        marks = [_now()]
        sites.manage("seed_demo", "--migrate", **settings)
        marks.append(_now())
        with sites.served(settings):
            marks.append(_now())
        marks.append(_now())
    seed, serve, end = (
        (later[0] - earlier[0], later[1] - earlier[1]) for earlier, later in pairwise(marks)
    )
    # What a server has used is told once it has ended.
    ms = {"seed": {"process": round(seed[1])}, "serve": {"process": round(serve[1] + end[1])}}
    return {"ms": ms, "seconds": {"seed": round(seed[0], 1), "serve": round(serve[0], 1)}}


def _now() -> tuple[float, float]:
    """Seconds of the clock, and milliseconds of processor of the processes begun here that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), 1000 * (used.ru_utime + used.ru_stime)
