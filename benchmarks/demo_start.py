"""From an empty folder to the first answer: migrate, seed the demo organisation, serve."""

import tempfile
import time
from itertools import pairwise
from pathlib import Path

from tests.e2e import site as sites


def measure() -> dict:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        settings = sites.environment(Path(top))
        marks = [time.perf_counter()]
        sites.manage("migrate", "-v0", **settings)
        marks.append(time.perf_counter())
        sites.manage("seed_demo", "--if-empty", **settings)
        marks.append(time.perf_counter())
        with sites.served(settings):
            marks.append(time.perf_counter())
    migrate, seed, serve = (round(later - earlier, 1) for earlier, later in pairwise(marks))
    return {
        "migrate_s": migrate,
        "seed_demo_s": seed,
        "serve_s": serve,
        "all_s": round(marks[-1] - marks[0], 1),
    }
