"""What the public’s calls say beside the usage rate of staff: the numbers that were typed in, and a published rate."""

import re

from bs4 import BeautifulSoup

from tests.adoption.attacks.desks import CALLS
from tests.adoption.attacks.files import cells_of
from tests.adoption.attacks.known_numbers import MONTH
from tests.adoption.attacks.reading import (
    NUMBER,
    UnattributedNumber,
    month_named,
    nothing_left,
    rows_of,
)
from tests.adoption.attacks.results_reading import OURS, beside, joined


def facts_of_calls(rows):
    """What was noted is nobody’s use; the rate beside it is that of staff."""
    facts = []
    for month, noted, rate in rows:
        if CALLS.get(month_named(month).month) != int(noted.replace(",", "")):
            raise UnattributedNumber(f"nobody noted {noted!r} in {month}")
        facts += beside(month_named(month), OURS, "used", rate)
    return facts


def read_contact_file(answer, _address):
    _headings, *rows = cells_of(answer)
    return facts_of_calls([[*row[:2], joined(*row[2:])] for row in rows])


def read_contacts(answer, address):
    page = BeautifulSoup(answer.content, "lxml").find("main")
    facts = []
    if page.table:
        _headings, *rows = rows_of(page.table)
        facts += facts_of_calls(rows)
        page.table.extract()
        # Two months of two seasons are compared in no percentage.
        for each in page.select("h1, .chart__title, .lead"):
            take_calls(each.extract().get_text(" ", strip=True), address)
    nothing_left(page, address)
    return facts


def take_calls(text, address):
    """“April 2026: 812 contacts. October 2026: 651.” Each beside its month."""
    for month, said in re.findall(r"(\w+ \d{4}): ([\d,]+)(?: contacts)?\.", text):
        if CALLS.get(month_named(month).month) != int(said.replace(",", "")):
            raise UnattributedNumber(f"{address}: {text!r}")
    rest = re.sub(r"\w+ \d{4}: [\d,]+(?: contacts)?\.", "", text)
    if NUMBER.search(MONTH.sub("", rest)):
        raise UnattributedNumber(f"{address}: {text!r}")


OF_CHANNELS = re.compile(r"Contacts of each channel: 100 in(?: \w+ \d{4})?")


def read_contact_chart(answer, address):
    """Curves that begin at 100, a rate below, round numbers up the sides, and words."""
    for text in re.findall(r"<text[^>]*>([^<]*)</text>", answer.text):
        is_round = NUMBER.fullmatch(text.rstrip("%")) and int(text.rstrip("%")) % 25 == 0
        if NUMBER.search(OF_CHANNELS.sub("", MONTH.sub("", text))) and not is_round:
            raise UnattributedNumber(f"{address}: {text!r}")
    return []
