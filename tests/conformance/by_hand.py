"""The four counts of the chain, from the files of adoption-hr alone: csv and datetime, and nothing of ours."""

import csv
from collections import defaultdict
from datetime import date


def read(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def counts_by_hand(folder, year, month):
    """By team and count, and of everybody under “”. Who has a link is known and has an account.

    Weeks are 1-7, 8-14, 15-21 and the rest; three of them are a habit. The team is that of the first staff list.
    """
    team_of = {row["matricule"]: row["equipe"] for row in read(folder / "staff-start.csv", ";")}
    holder = {row["pseudonyme"]: row["matricule"] for row in read(folder / "links.csv")}
    weeks = defaultdict(set)
    for row in read(folder / "usage.csv"):
        day = date.fromisoformat(row["jour"])
        if (day.year, day.month) == (year, month) and row["pseudonyme"] in holder:
            weeks[holder[row["pseudonyme"]]].add(
                1 if day.day < 8 else 2 if day.day < 15 else 3 if day.day < 22 else 4
            )
    counts = defaultdict(int)
    for person in holder.values():
        for place in (team_of[person], ""):
            counts[place, "known"] += 1
            counts[place, "account"] += 1
            counts[place, "used"] += bool(weeks[person])
            counts[place, "habit"] += len(weeks[person]) >= 3
    sizes = defaultdict(int)
    for team in team_of.values():
        sizes[team] += 1
        sizes[""] += 1
    return counts, sizes
