"""What an attempt did, what is likely, and what others say: read off the pages, the files and the report.

None of it is a count, so the solver has no use for it: each number is told as `Told`, and a test holds it against what
is stored, published or was sent in.
"""

import json
import re
from dataclasses import dataclass

from bs4 import BeautifulSoup

from adoption.periods import Month
from tests.adoption.attacks import others
from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.desks import CALLS
from tests.adoption.attacks.reading import (
    MONTH,
    NUMBER,
    RATE,
    ROOT,
    SETTINGS_OF_EXPERIMENTS,
    Untied,
    cells_of,
    month_named,
    nothing_left,
    place_of,
    rates_in,
    rows_of,
    share,
)


@dataclass(frozen=True)
class Told:
    """`number` of what an attempt did, or of what is likely: see where it is made."""

    whose: tuple[str, ...]
    name: str
    number: int


# --- What an attempt did ----------------------------------------------------------------------------------

POINTS = r"[+−-]?\d+"
SAID = (
    (
        r"[Tt]he usage rate rose (?P<estimate>{n}) points? more than in comparable teams, between (?P<low>{n}) and (?P<high>{n})",
        1,
    ),
    (
        r"[Tt]he usage rate rose (?P<estimate>{n}) points? less than in comparable teams, between (?P<high>{n}) and (?P<low>{n})",
        -1,
    ),
    (r"may have moved by anything between (?P<low>{n}) and (?P<high>{n}) points", 1),
    (
        r"As if it had begun earlier, (?P<early>{n}) points are found, between (?P<early_low>{n}) and (?P<early_high>{n})",
        1,
    ),
    (
        r"(?P<treated_teams>{n}) teams with (?P<treated_people>{n}) people took part",
        1,
    ),
    (
        r"(?P<compared_teams>{n}) teams with (?P<compared_people>{n}) people did not",
        1,
    ),
    (r"up to (?P<noise>{n}) points? in 95 cases of 100", 1),
)
SAID = tuple((re.compile(words.replace("{n}", POINTS)), sign) for words, sign in SAID)
AIMED = re.compile(
    r"(?:[Tt]he target of 10 points is(?: not)? reached"
    r"|[Ww]hether the target of 10 points is reached cannot be told"
    r"|Target: 10 points of the usage rate more than elsewhere)"
)


def points(text):
    return int(text.replace("−", "-"))


def take_effects(text, title):
    """(What is told, the text without it.)"""
    found = set()
    for words, sign in SAID:
        for each in words.finditer(text):
            found |= {
                Told(("attempt", title), name, sign * points(number))
                for name, number in each.groupdict().items()
            }
        text = words.sub(" ", text)
    return found, SETTINGS_OF_EXPERIMENTS.sub(" ", AIMED.sub(" ", text))


def read_experiment(answer, address):
    """One attempt; or all of them, each under its title."""
    page = BeautifulSoup(answer.content, "lxml").find("main")
    found = set()
    cards = [each for each in page.select("ul.ruled > li") if each.h2]
    for card in cards or [page]:
        title = (card.h2 if cards else page.h1).get_text(" ", strip=True)
        for each in card.find_all(string=True):
            told, rest = take_effects(str(each), title)
            if rest != each:
                found |= told
                each.replace_with(rest)
    nothing_left(page, address)
    return found


# --- What is likely ------------------------------------------------------------------------------------------


def likely(whose, month, text):
    """The two ends of a forecast, for a month to come."""
    found = RATE.fullmatch(text)
    if not found:
        raise Untied(f"{whose}: no forecast: {text!r}")
    ends = int(found[1]), int(found[2] or found[1])
    return {
        Told((*whose, month), end, number)
        for end, number in zip(("low", "high"), ends, strict=True)
    }


# --- Beside other organisations --------------------------------------------------------------------------------

RATE_NAMES = {
    "Usage rate": "used",
    "Account rate": "account",
    "Habit rate": "habit",
    "Coverage": "coverage",
}
OURS = "Your organisation"
FINDING = re.compile(
    r"(?P<name>[\w ]+): (?:(?P<way>higher|lower) than in (?P<many>\d+) of (?:the )?(?P<all>\d+) (?:other )?organisations?"
    r"|no clear difference from the (?:\d+ )?(?:other )?organisations?|nothing to compare in \w+ \d{4})(?: of your size)?"
)


def beside(month, whose, rate, text):
    """Our own rate is a fact; another’s has to be what its file said, of a month in which ours is out."""
    if text in {"–", "hidden"}:
        return []
    if whose != OURS:
        found = RATE.fullmatch(text)
        ends = found and (int(found[1]), int(found[2] or found[1]))
        if others.SAID.get((whose, month, rate)) != ends:
            raise Untied(f"{whose} never said {rate} {text} of {month}")
        return []
    known = rate == "coverage"
    code, whole = ("known", "everybody") if known else (rate, "known")
    return [share(place_of(month), ROOT, code, text, whole)]


def facts_of_comparison(rows, rate):
    headings, *lines = rows
    return [
        fact
        for name, *cells in lines
        for whose, text in zip(headings[1:], cells, strict=True)
        for fact in beside(month_named(name), whose, rate, text)
    ]


def check_finding(text, rows, address):
    """What the title counts is what the rows of its month leave no doubt of: one organisation is of our size."""
    found = FINDING.fullmatch(text.strip())
    if not found:
        raise Untied(f"{address}: {text!r}")
    if found["many"] and int(found["many"]) > int(found["all"]) <= len(rows[0]) - 2:
        raise Untied(f"{address}: {text!r} of {rows[0]}")


def read_comparison(answer, address):
    page = BeautifulSoup(answer.content, "lxml").find("main")
    facts = []
    for form in page.select("form.filters"):
        form.extract()
    title = page.h1.get_text(" ", strip=True)
    if page.table:
        rate = next(code for name, code in RATE_NAMES.items() if title.startswith(name))
        rows = rows_of(page.table)
        facts += facts_of_comparison(rows, rate)
        month = month_named(page.h2.get_text(" ", strip=True))
        for line in page.select(".compare li"):
            whose, value = (each.get_text(" ", strip=True) for each in line.find_all("span")[:2])
            facts += beside(month, whose, rate, value)
            line.extract()
        for each in page.select("h1, .chart__title"):
            check_finding(each.get_text(" ", strip=True), rows, address)
            each.extract()
        page.table.extract()
    nothing_left(page, address)
    return facts


def read_comparison_file(answer, _address):
    headings, *rows = cells_of(answer)
    return [
        fact
        for month, whose, *cells in rows
        for name, text in zip(headings[2:], cells, strict=True)
        for fact in beside(Month.parse(month), whose, RATE_NAMES[name], text)
    ]


def read_comparison_chart(answer, address):
    """A scale, months, and a name of nobody."""
    for text in re.findall(r"<text[^>]*>([^<]*)</text>", answer.text):
        if MONTH.fullmatch(text) or text in {"0%", "50%", "100%"}:
            continue
        if NUMBER.search(text) or any(name in text for name in others.WHO):
            raise Untied(f"{address}: {text!r}")
    return []


def read_shared_file(answer, address):
    """What others will be told: rates of the whole organisation alone."""
    payload = json.loads(answer.content)["payload"]
    rest = {
        name: payload[name]
        for name in payload
        if name not in {"months", "definitions", "parameters", "schema", "version"}
    }
    if rest != {
        "organisation": {"label": None, "sector": "other", "size_band": "50-199"},
        "portal": {"kind": "other"},
    }:
        raise Untied(f"{address}: {rest}")
    facts = []
    for row in payload["months"]:
        place = place_of(Month.parse(row.pop("month")))
        for rate, ends in row.items():
            code, whole = ("known", "everybody") if rate == "coverage" else (rate, "known")
            slack = 0 if ends["low"] < ends["high"] else 0.5
            low, high = ends["low"] - slack, ends["high"] + slack
            facts.append(Fact(place, ROOT, code, low, high, whole))
    return facts


# --- Calls of the public, beside the usage rate --------------------------------------------------------------------


def facts_of_calls(rows):
    """What was noted is nobody’s use; the rate beside it is that of staff."""
    facts = []
    for month, noted, rate in rows[1:]:
        if CALLS.get(month_named(month).month) != int(noted.replace(",", "")):
            raise Untied(f"nobody noted {noted!r} in {month}")
        facts += beside(month_named(month), OURS, "used", rate)
    return facts


def change_of_calls(rows):
    """Of the last month beside the first, in per cent."""
    first, last = (int(row[1].replace(",", "")) for row in (rows[-1], rows[0]))
    return f"{round(100 * abs(last - first) / first)}%"


def read_contact_table(answer, _address):
    return facts_of_calls(cells_of(answer))


def read_contacts(answer, address):
    page = BeautifulSoup(answer.content, "lxml").find("main")
    facts = []
    if page.table:
        rows = rows_of(page.table)
        facts += facts_of_calls(rows)
        page.table.extract()
        said = rates_in(" ".join(row[2] for row in rows[1:])) | {change_of_calls(rows[1:])}
        for each in page.select(".chart__title, .lead"):
            text = each.get_text(" ", strip=True)
            counts = {int(number) for number in re.findall(r"(\d+)(?: contacts)?\.", text)}
            if not rates_in(text) <= said or not counts <= set(CALLS.values()):
                raise Untied(f"{address}: {text!r}")
            each.extract()
    nothing_left(page, address)
    return facts
