"""Facts of the machine, and the processor time of a process with its children."""

import os
import platform
import sqlite3
import subprocess
from pathlib import Path

import django


TICK = os.sysconf("SC_CLK_TCK")


def facts() -> dict[str, str | int]:
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
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
    """User and system time of a process and of its living descendants."""
    stat = _read(f"/proc/{pid}/stat")
    if not stat:
        return 0.0
    fields = stat.rsplit(") ", 1)[1].split()
    own = (int(fields[11]) + int(fields[12])) / TICK
    return own + sum(cpu_seconds(child) for child in _children(pid))


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
