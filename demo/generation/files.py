"""Write the demonstration organisation as the CSV files of an HR system and of a portal."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from demo.generation.model import Demo, StaffRow
from demo.generation.months import month_label


STAFF_HEADER = (
    "matricule",
    "nom",
    "prenom",
    "courriel",
    "equipe",
    "equipe_parente",
    "metier",
    "famille_metier",
    "site",
    "contact",
    "responsable",
    "date_entree",
    "date_sortie",
)
LINKS_HEADER = ("pseudonyme", "matricule")
USAGE_HEADER = ("pseudonyme", "service", "jour")


def write_files(demo: Demo, folder: Path) -> list[Path]:
    """Write staff-YYYY-MM.csv and usage-YYYY-MM.csv for each month, and links.csv.

    UTF-8 without BOM, lines end in LF, dates in ISO 8601; semicolons in the staff lists, commas in
    the others. The folder is made if absent; files of the same names are replaced. Returns the
    paths: staff lists, links, then usage, each by month.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for month, people in demo.staff_files.items():
        path = folder / f"staff-{month_label(month)}.csv"
        _write(path, STAFF_HEADER, map(_staff_cells, people), delimiter=";")
        written.append(path)
    links = folder / "links.csv"
    pairs = ((link.pseudonym, link.staff_number) for link in demo.links)
    _write(links, LINKS_HEADER, pairs, delimiter=",")
    written.append(links)
    for month, rows in demo.usage_files.items():
        path = folder / f"usage-{month_label(month)}.csv"
        cells = ((row.pseudonym, row.service, row.day.isoformat()) for row in rows)
        _write(path, USAGE_HEADER, cells, delimiter=",")
        written.append(path)
    return written


def _staff_cells(row: StaffRow) -> tuple[str, ...]:
    return (
        row.staff_number,
        row.last_name,
        row.first_name,
        row.email,
        row.team,
        row.parent_team or "",
        row.job,
        row.job_family,
        row.site,
        row.contact.value,
        "oui" if row.is_manager else "non",
        row.entered_on.isoformat(),
        row.left_on.isoformat() if row.left_on else "",
    )


def _write(
    path: Path, header: Sequence[str], lines: Iterable[Sequence[str]], *, delimiter: str
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
