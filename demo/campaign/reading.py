"""Read a campaign's folder: settings, words and calendar as any campaign's, and what is invented of it."""

import csv
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from adoption.campaigns.files.model import Calendar, Settings, Words
from adoption.campaigns.files.reading import THIS_FILE, UTF8, WHOLE, CampaignError, read_yaml
from demo.campaign.checks import misfits
from demo.campaign.model import Campaign, Contacts, Invented, Unit


CAMPAIGNS = Path(__file__).resolve().parent.parent / "campaigns"
DEFAULT = "batigere"
SEASON = tuple(f"{month:02d}" for month in range(1, 13))
Read = TypeVar("Read")


def campaign_names() -> list[str]:
    return sorted(path.name for path in CAMPAIGNS.iterdir() if path.is_dir())


@cache
def campaign_named(name: str) -> Campaign:
    return read_campaign(CAMPAIGNS / name)


def read_campaign(folder: Path) -> Campaign:
    """Raises CampaignError for the first thing in the folder that is not as expected."""
    campaign = Campaign(
        folder.name,
        _read_yaml(folder / "settings.yaml", Settings),
        _read_yaml(folder / "words.yaml", Words),
        _read_yaml(folder / "calendar.yaml", Calendar),
        _read_yaml(folder / "invented.yaml", Invented),
        _read_csv(folder / "units.csv", Unit),
        _read_csv(folder / "contacts.csv", Contacts),
    )
    for file, where, expected in misfits(campaign):
        raise CampaignError(_known_as(folder / file), expected, key=where)
    return campaign


def _read_yaml(file: Path, kind: type[Read]) -> Read:
    return read_yaml(_known_as(file), _text(file), kind)


def _read_csv(file: Path, kind: type[Read]) -> tuple[Read, ...]:
    """Read a table whose columns are the fields; a season has a column for each month."""
    hints = get_type_hints(kind)
    columns = [column for name in hints for column in (SEASON if name == "season" else (name,))]
    rows = csv.DictReader(_text(file).splitlines())
    if list(rows.fieldnames or ()) != columns:
        raise CampaignError(_known_as(file), f"the columns {', '.join(columns)}", line=1)
    read = []
    for row in rows:
        if None in row or None in row.values():
            raise CampaignError(_known_as(file), f"{len(columns)} cells", line=rows.line_num)
        cells: dict[str, Any] = dict(row)
        for name in columns:
            if hints.get(name, int) is int:
                try:
                    cells[name] = int(cells[name])
                except ValueError as error:
                    raise CampaignError(
                        _known_as(file), WHOLE, line=rows.line_num, key=name
                    ) from error
        if "season" in hints:
            cells["season"] = tuple(cells.pop(month) for month in SEASON)
        read.append(kind(**cells))
    return tuple(read)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CampaignError(_known_as(file), THIS_FILE, key="the folder") from error
    except UnicodeDecodeError as error:
        raise CampaignError(_known_as(file), UTF8, key=f"byte {error.start}") from error


def _known_as(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
