"""Facts of the machine, and the processor time of a process with its children."""

import os
import platform
import resource
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


TICK = os.sysconf("SC_CLK_TCK")
SCHEDULER_CLOCK = 2


def facts() -> dict[str, str | int]:
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "django": django.get_version(),
        "commit": subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
        ).stdout.strip(),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its descendants, those that it has waited for included."""
    stat = _read(f"/proc/{pid}/stat")
    if not stat:
        return 0.0
    fields = stat.rsplit(") ", 1)[1].split()
    ended = (int(fields[13]) + int(fields[14])) / TICK
    return _own_seconds(pid) + ended + sum(cpu_seconds(child) for child in _children(pid))


def _own_seconds(pid: int) -> float:
    """Return the processor time to the nanosecond: a request is often shorter than a tick of the clock that /proc tells."""
    try:
        return time.clock_gettime(~pid << 3 | SCHEDULER_CLOCK)  # what clock_getcpuclockid(3) makes
    except OSError:
        return 0.0  # it has ended meanwhile


def timed(work: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Processor milliseconds of this process and of its PostgreSQL, and what the work returned."""
    server = _database_server()

    def used() -> dict[str, float]:
        return {"process": time.process_time(), "database": cpu_seconds(server) if server else 0.0}

    before = used()
    result = work()
    return {name: round(1000 * (now - before[name])) for name, now in used().items()}, result


def _database_server() -> int | None:
    """The process that has begun the one that this connection speaks with; None on SQLite."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "postgresql":
        return None
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    return int(_read(f"/proc/{backend}/stat").rsplit(") ", 1)[1].split()[1])


def peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def resident_mib(pid: int) -> list[int]:
    """Memory of a process and of each living descendant, largest first; what they share is counted in each."""
    counts = _read(f"/proc/{pid}/statm").split()
    if not counts:
        return []
    own = int(counts[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20
    return sorted([own, *(mib for child in _children(pid) for mib in resident_mib(child))])[::-1]


def _children(pid: int) -> list[int]:
    """Return the processes that any of its threads began."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in _read(str(task)).split()]


def _read(file: str) -> str:
    """Return nothing of a process that has ended meanwhile."""
    try:
        return Path(file).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
