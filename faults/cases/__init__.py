"""The injections, by what they hit."""

from faults.cases import cache, clocks, database, disks, load, queue, upgrades


__all__ = ["cache", "clocks", "database", "disks", "load", "queue", "upgrades"]
