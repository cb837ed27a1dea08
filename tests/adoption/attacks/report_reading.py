"""What the steering committee's report says, as facts: its sentences, its tables and the words of its drawings.

A section that is added fails here until its numbers are tied: read its tables by their headings in `TABLES`.
"""

import re

from bs4 import BeautifulSoup

from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.reading import (
    MONTH,
    NUMBER,
    PLACES,
    RATE,
    TREADS,
    Untied,
    bounds,
    facts_of_rows,
    nothing_left,
    place_asked,
)


STEPS = TREADS | {
    "Use known": "known",
    "Used it on at least one day": "used",
    "Used it in at least three of the month’s four weeks": "habit",
}
COVERAGE = re.compile(r"Something is known of ([\d–]+%) of the staff")
# Of rates that a title repeats, the table below it says the same and more.
REPEATED = re.compile(r"(?:rose|fell) from ([\d–]+%) to ([\d–]+%) since")


def share(month, population, code, text, whole="known"):
    """A rate as it is written: rounded outwards, or to the nearest where it is one number."""
    found = RATE.search(text)
    low, high = int(found[1]), int(found[2] or found[1])
    slack = 0 if low < high else 0.5
    return Fact(month, population, code, low - slack, high + slack, whole)


def rate_of(month, population, code, text):
    if text == "hidden":
        return []
    whole = "everybody" if code == "known" else "known"
    return [share(month, population, code, text, whole)]


class ReportPage:
    def __init__(self, answer, address):
        self.page = BeautifulSoup(answer.content, "lxml").find("main")
        self.address = address
        kicker = self.page.select_one(".kicker").extract()
        self.root = kicker.strong.get_text(strip=True)
        self.month = PLACES[MONTH.search(kicker.get_text(" ", strip=True)).group()]
        self.facts = []

    def read(self):
        for table in self.page.find_all("table"):
            self._table(table)
        for each in self.page.select(".report__findings li, .report__section > p, .chart__title"):
            self._sentence(each.extract().get_text(" ", strip=True))
        return self.facts

    def _table(self, table):
        headings, *rows = (
            [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
            for row in table.find_all("tr")
        )
        shape = tuple(headings[:2])
        for wanted, reader in TABLES:
            if wanted(shape, self.root):
                self.facts += reader(self, headings, rows)
                table.extract()
                return
        raise Untied(f"{self.address}: nobody reads the table {headings}")

    def _sentence(self, text):
        coverage = COVERAGE.search(text)
        if coverage:
            self.facts.append(share(self.month, self.root, "known", coverage[1], "everybody"))
            return
        if "something is known:" in text:
            low, high, _size = bounds(text)
            self.facts.append(Fact(self.month, self.root, "known", low, high))
            return
        text = MONTH.sub("", REPEATED.sub("", text))
        text = re.sub(r"went out on \d+|(?:fewer than|from) \d+ people", "", text)  # settings
        if NUMBER.search(text):
            raise Untied(f"{self.address}: {text!r}")

    def by_month(self, _headings, rows):
        return list(facts_of_rows(["Month", self.root], [row[:2] for row in rows]))

    def rates_by_month(self, headings, rows):
        return [
            fact
            for row in rows
            for name, text in zip(headings[1:], row[1:], strict=True)
            for fact in rate_of(PLACES[row[0]], self.root, STEPS[name], text)
        ]

    def funnel(self, headings, rows):
        return [fact for name, _what, text in rows for fact in self._step(headings[-1], name, text)]

    def _step(self, of_whom, name, text):
        if of_whom == "Of those known":
            return rate_of(self.month, self.root, STEPS[name], text)
        found = bounds(text)
        return [Fact(self.month, self.root, STEPS[name], *found[:2])] if found else []

    def compared(self, headings, rows):
        facts = []
        for name, *cells in rows:
            for month, text in zip(headings[1:], cells, strict=True):
                place, code = PLACES[month], STEPS[name]
                count, _bracket, rate = text.partition(" (")
                found = bounds(count)
                if found:
                    facts.append(Fact(place, self.root, code, *found[:2]))
                if rate:
                    facts += rate_of(place, self.root, code, rate)
        return facts

    def settings_alone(self, _headings, _rows):
        return []


TABLES = (
    (lambda shape, root: shape == ("Month", root), ReportPage.by_month),
    (lambda shape, root: shape == ("Month", "Have an account"), ReportPage.rates_by_month),
    (lambda shape, root: shape == ("Step", "What is counted"), ReportPage.funnel),
    (lambda shape, root: shape[0] == "Figure" and MONTH.match(shape[1]), ReportPage.compared),
    (lambda shape, root: shape == ("Figure", "Over which time"), ReportPage.settings_alone),
    (lambda shape, root: shape == ("Setting", "Value"), ReportPage.settings_alone),
    # How many figures are exact: the reader of the register’s file counts them.
    (lambda shape, root: shape == ("Figure", "Groups"), ReportPage.settings_alone),
)


def read_report(answer, address):
    page = ReportPage(answer, address)
    facts = page.read()
    nothing_left(page.page, address)
    return facts


def read_report_chart(answer, address):
    """Names and figures of the funnel; of rates nothing but the names and the scale is written."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", answer.text)
    texts = [each for each in texts if not MONTH.fullmatch(each)]
    if "/taux/" in address:
        texts = [each for each in texts if each not in ("0%", "50%", "100%")]
    elif "/entonnoir/" in address:
        place, root = place_asked(address), "Passerelle"
        return [
            fact
            for name, text in zip(texts[::2], texts[1::2], strict=True)
            for fact in _bar(place, root, name, text)
        ]
    if any(NUMBER.search(each) for each in texts):
        raise Untied(f"{address}: {texts}")
    return []


def _bar(place, root, name, text):
    if RATE.fullmatch(text):
        return [share(place, root, TREADS[name], text)]
    found = bounds(text)
    return [Fact(place, root, TREADS[name], *found[:2])] if found else []


def as_the_page(_answer, _address):
    """The PDF: test_steering_report says that it is made of the page’s words, and two worlds that it hangs on no more."""
    return []
