"""From an empty folder to the first answer: migrate (or load what is migrated), seed the demo organisation, serve."""

import tempfile
import time
from itertools import pairwise
from pathlib import Path

from tests.e2e import site as sites


def measure() -> dict:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        settings, really = (sites.environment(Path(top) / name) for name in ("loaded", "migrated"))
        for each in (settings, really):
            Path(each["VAR_DIR"]).mkdir()
        marks = [time.perf_counter()]
        sites.manage("migrate", "-v0", **really)
        marks.append(time.perf_counter())
        sites.manage("seed_demo", "--migrate", **settings)
        marks.append(time.perf_counter())
        with sites.served(settings):
            marks.append(time.perf_counter())
    migrate, seed, serve = (round(later - earlier, 1) for earlier, later in pairwise(marks))
    return {
        "migrate_s": migrate,
        "load_migrated_and_seed_s": seed,
        "serve_s": serve,
        "all_s": round(marks[-1] - marks[1], 1),
    }
