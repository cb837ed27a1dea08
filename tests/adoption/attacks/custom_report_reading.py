"""Reports that somebody put together: group by group and month by month, on the page and in three kinds of file."""

import re
from types import SimpleNamespace

from bs4 import BeautifulSoup

from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.files import cells_of
from tests.adoption.attacks.reading import (
    PLACES,
    RATE,
    TREADS,
    TeamPage,
    UnattributedNumber,
    bounds,
    nothing_left,
    share,
)


COLUMNS = TREADS | {"Something is known": "known"}
BEFORE = ["Group", "Level", "Month", "Published on", "Staff"]
RULE = re.compile(
    r"A group has a figure from \d+ people on\. Near nobody and near everybody, a range of \d+ numbers\."
    r" Accounts and habits from 50 people on\. Percentages are of the whole group, rounded outwards;"
    r" whoever says nothing is not counted\."
)


def read_custom_report(answer, address):
    page = BeautifulSoup(answer.content, "lxml").find("main")
    section = page.find(attrs={"aria-labelledby": "tableau"})
    facts = []
    for row in section.tbody.find_all("tr") if section else ():
        name = row.th.get_text(" ", strip=True)
        month, _staff, *cells = row.find_all("td")
        for cell in cells:
            facts += _facts_of_cell(cell, name, PLACES[month.get_text(strip=True)], address)
    if section:
        section.table.extract()
    for note in page.find_all("p", string=RULE):
        note.extract()
    nothing_left(page, address)
    return facts


def _facts_of_cell(cell, name, month, address):
    text = cell.get_text(" ", strip=True)
    if not text:
        return
    code, rate = COLUMNS[cell["data-label"]], RATE.search(text)
    bar = SimpleNamespace(address=address)
    if rate:
        TeamPage._bar(bar, cell, int(rate[1]), int(rate[2] or rate[1]), 100)
        yield share(month, name, code, text)
    elif found := bounds(text):
        TeamPage._bar(bar, cell, *found)
        yield Fact(month, name, code, *found[:2])


def read_custom_file(answer, address):
    """Read each count in words, its two ends, and the same in per cent; the day and the rule of every line."""
    headings, *rows = cells_of(answer)
    titles = headings[len(BEFORE) : -1 : 5]
    if headings[: len(BEFORE)] != BEFORE or len(headings) != len(BEFORE) + 5 * len(titles) + 1:
        raise UnattributedNumber(f"{address}: {headings}")
    facts = []
    for name, _level, month, published_on, size, *cells, rule in rows:
        if not (RULE.fullmatch(rule) and re.fullmatch(r"\d{4}-\d\d-\d\d", published_on)):
            raise UnattributedNumber(f"{address}: {published_on!r}, {rule!r}")
        for at, title in enumerate(titles):
            words, low, high, *rate = cells[5 * at : 5 * at + 5]
            found = bounds(words) if words else None
            if found is None and not any((low, high, *rate)):
                continue
            if found != (int(low), int(high), int(size)):
                raise UnattributedNumber(f"{address}: {name}: {cells}")
            facts += _shares(rate, PLACES[month], name, COLUMNS[title])
            facts.append(Fact(PLACES[month], name, COLUMNS[title], int(low), int(high)))
    return facts


def _shares(ends, month, name, code):
    if any(ends):
        low, high = map(float, ends)
        slack = 0 if low < high else 0.5
        yield Fact(month, name, code, low - slack, high + slack, "everybody")
