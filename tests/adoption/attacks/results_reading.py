"""Read effects, forecasts and other organisations' rates from pages, files and the report.

None of it is a count, so the solver has no use for it: each number is told as `Told`, and a test holds it against what
is stored, published or was sent in.
"""

import json
import re
from dataclasses import dataclass
from html import unescape

from bs4 import BeautifulSoup

from adoption.foundation.periods import Month
from tests.adoption.attacks import other_organisations
from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.known_numbers import MONTH, SETTINGS_OF_EXPERIMENTS
from tests.adoption.attacks.planted_experiments import TITLES
from tests.adoption.attacks.reading import (
    NUMBER,
    RATE,
    ROOT,
    UnattributedNumber,
    cells_of,
    month_named,
    nothing_left,
    place_of,
    rows_of,
    share,
)


@dataclass(frozen=True)
class ReadResult:
    """A number read of an effect or a forecast, named by `number`."""

    whose: tuple[str, ...]
    name: str
    number: int


@dataclass(frozen=True)
class ReadVerdict:
    """What the report of the month `last` says of a target of `percent` by a month."""

    population: str
    code: str
    percent: int
    by: Month
    last: Month
    words: str


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
    (r"teams that moved apart by about (?P<seen_early>{n}) points? or more", 1),
    (r"enough teams to see a difference of about (?P<smallest>{n}) points?", 1),
    (r"[Tt]he target of (?P<target>{n}) points is(?: smaller| reached| not reached)", 1),
    (r"[Ww]hether the target of (?P<target>{n}) points is reached cannot be told", 1),
    (r"Target: (?P<target>{n}) points? of the usage rate more than elsewhere", 1),
    (
        r"[Oo]ver these months, (?P<taken>{n}) of (?P<most>{n}) evaluations are taken or noted; (?P<left>{n}) (?:is|are) left",
        1,
    ),
    (
        r"these months: (?P<taken>{n}) have read them or are noted, and (?P<most>{n}) are the most",
        1,
    ),
    (r"over any month there (?:is|are) (?P<most>{n}), no more", 1),
    (r"these months were evaluated (?P<most>{n}) times already", 1),
    (r"Months, before: (?P<months_before>{n})", 1),
    (r"Target, before: (?P<target_before>{n})", 1),
)
SAID = tuple((re.compile(words.replace("{n}", POINTS)), sign) for words, sign in SAID)


def points(text):
    return int(text.replace("−", "-"))


BESIDE = re.compile(r"In the same months, (\d+) of the populations took part in “([^”]+)” too")


def take_effects(text, title):
    """Return (results read, the text without them)."""
    found = {
        ReadResult(("attempt", title, other), "shared", int(number))
        for number, other in BESIDE.findall(text)
    }
    text = BESIDE.sub(" ", text)
    for words, sign in SAID:
        for each in words.finditer(text):
            found |= {
                ReadResult(("attempt", title), name, sign * points(number))
                for name, number in each.groupdict().items()
            }
        text = words.sub(" ", text)
    return found, SETTINGS_OF_EXPERIMENTS.sub(" ", text)


def read_experiment(answer, address):
    """Read one experiment, or all of them, each under its title, from the tables beside drawings."""
    page = BeautifulSoup(answer.content, "lxml").find("main")
    found = _take_others_found(page)
    cards = [each for each in page.select("ul.ruled > li") if each.h2]
    own = "" if cards else page.h1.get_text(" ", strip=True)
    for table in page.find_all("table"):
        found |= _take_drawn(table, own, address)
    for card in cards or [page]:
        found |= _take_texts(card, own or card.h2.get_text(" ", strip=True))
    nothing_left(page, address)
    return found


def _take_texts(element, title):
    found = set()
    for each in element.find_all(string=True):
        told, rest = take_effects(str(each), title)
        if rest != each:
            found |= told
            each.replace_with(rest)
    return found


def _take_others_found(page):
    """Where nothing is found: how many there are without one of the conditions, and each page asks for one."""
    found = set()
    for each in page.select("a"):
        without = re.fullmatch(
            r"(\d+) experiments? without “[^”]+”", each.get_text(" ", strip=True)
        )
        if without:
            found.add(ReadResult(("attempts",), "all", int(without[1])))
            each.extract()
    return found


def read_experiment_form(answer, address):
    """What is left of the evaluations, under the name of the form."""
    page = BeautifulSoup(answer.content, "lxml").find("main")
    found = _take_texts(page, page.h1.get_text(" ", strip=True))
    nothing_left(page, address)
    return found


EARLY, LATE = "Before the start", "Since the start"
HEADINGS = ["Estimate", "At least", "At most", "Reading"]
COUNTED_TITLES = (
    r"None of (?P<all>\d+) evaluations can be told apart from chance\.",
    r"Use rose more than in comparable teams in (?P<rose>\d+) of (?P<all>\d+) evaluations\.",
    r"Of (?P<all>\d+) evaluations, use rose more than in comparable teams in (?P<rose>\d+), and less in (?P<fell>\d+)\.",
)


def _take_drawn(table, own, address):
    """The lines of a drawing; its title counts them. Of one attempt, what it did and what was before."""
    (_first, *headings), *rows = rows_of(table)
    if headings != HEADINGS:
        raise UnattributedNumber(f"{address}: {headings}")
    figure = table.find_parent("figure")
    title, under = figure.select_one(".chart__title"), figure.select_one(".chart__sub")
    counts = {
        "all": len(rows),
        "rose": sum(points(low) > 0 for _name, _estimate, low, *_more in rows),
        "fell": sum(points(high) < 0 for *_more, high, _reading in rows),
    }
    for words in () if own else COUNTED_TITLES:
        said = re.fullmatch(words, title.get_text(" ", strip=True))
        if said and any(int(number) != counts[name] for name, number in said.groupdict().items()):
            raise UnattributedNumber(f"{address}: {said.group()!r} of {counts}")
        if said:
            title.extract()
            break
    under.string = under.get_text().replace("in 95 cases of 100", "")
    table.extract()
    return set().union(*(_line_of(name, numbers, own) for name, *numbers, _reading in rows))


def _line_of(name, numbers, own):
    names = ("estimate", "low", "high")
    if own and name == EARLY:
        names = ("early", "early_low", "early_high")
    elif own and name != LATE:
        raise UnattributedNumber(f"{own}: a line {name!r}")
    return {
        ReadResult(("attempt", own or name), each, points(number))
        for each, number in zip(names, numbers, strict=True)
    }


FILE_OF_ATTEMPTS = 19  # columns


def read_attempts_file(answer, address):
    """A row for each: what the list and its page say. Its numbers are of an evaluation, or what was planned."""
    headings, *rows = cells_of(answer)
    if len(headings) != FILE_OF_ATTEMPTS:
        raise UnattributedNumber(f"{address}: {headings}")
    found = set()
    for row in rows:
        title, _kind, _portal, first, months, hypothesis, target, said, *rest = row
        numbers, (decision, decided_on, learnt, follows, withdrawn_on, *owners) = rest[:3], rest[3:]
        told, left = take_effects(said, title)
        found |= told
        if any(numbers):
            found |= _line_of(title, numbers, "")
        if target:
            found.add(ReadResult(("attempt", title), "target", int(target)))
        found.add(ReadResult(("attempt", title), "months", int(months)))
        days = f"{decided_on} {withdrawn_on}".strip()
        if not re.fullmatch(r"\d{4}-\d\d", first) or re.sub(r"\d{4}-\d\d-\d\d", "", days).strip():
            raise UnattributedNumber(f"{address}: {row}")
        words = " ".join((hypothesis, left, decision, learnt, follows, *owners))
        if NUMBER.search(MONTH.sub("", words)):
            raise UnattributedNumber(f"{address}: {row}")
    return found


SAID_OF_LINE = re.compile(rf"({POINTS}) \(({POINTS}) to ({POINTS})\)")
TICK = re.compile(rf"{POINTS}(?: pts)?")


def read_attempts_chart(answer, address):
    """A name, then its numbers; a target; the scale in tens."""
    held = re.search(r"experiences/([\da-f-]{36})/", address)
    own = TITLES.get(held[1]) if held else ""
    found, name, said = set(), [], []
    for text in re.findall(r"<text[^>]*>([^<]*)</text>", answer.text):
        text = unescape(text)
        line, target = SAID_OF_LINE.fullmatch(text), re.fullmatch(r"Target: \+(\d+)", text)
        if line:
            said.append((" ".join(name), line.groups()))
            name = []
        elif target and own:
            found.add(ReadResult(("attempt", own), "target", int(target[1])))
        elif TICK.fullmatch(text):
            if points(text.removesuffix(" pts")) % 10:
                raise UnattributedNumber(f"{address}: {text!r}")
        elif NUMBER.search(text):
            raise UnattributedNumber(f"{address}: {text!r}")
        else:
            name.append(text)
    for words, numbers in said:
        found |= _line_of(words, numbers, own)
    return found


# --- What is likely ------------------------------------------------------------------------------------------


def likely(whose, month, text):
    """The two ends of a forecast, for a month to come."""
    found = RATE.fullmatch(text)
    if not found:
        raise UnattributedNumber(f"{whose}: no forecast: {text!r}")
    ends = int(found[1]), int(found[2] or found[1])
    return {
        ReadResult((*whose, month), end, number)
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
    r"(?P<name>[\w ]+): (?:(?P<way>higher|lower) than in (?:the only other organisation|(?P<many>\d+) of the (?P<all>\d+) (?:other )?organisations)"
    r"|no clear difference from the (?:\d+ )?(?:other )?organisations?|nothing to compare in \w+ \d{4})(?: of your size)?"
)


def beside(month, whose, rate, text):
    """Our own rate is a fact; another’s has to be what its file said, of a month in which ours is out."""
    if text.lower() in NOTHING:
        return []
    if whose != OURS:
        found = RATE.fullmatch(text)
        ends = found and (int(found[1]), int(found[2] or found[1]))
        if other_organisations.SAID.get((whose, month, rate)) != ends:
            raise UnattributedNumber(f"{whose} never said {rate} {text} of {month}")
        return []
    return [share(place_of(month), ROOT, "known" if rate == "coverage" else rate, text)]


def facts_of_comparison(rows, rate):
    headings, *lines = rows
    return [
        fact
        for name, *cells in lines
        for whose, text in zip(headings[1:], cells, strict=True)
        for fact in beside(month_named(name), whose, rate, text)
    ]


SIZE = "50-199"  # of the attacked organisation


def check_finding(text, rows, month, address):
    """What the title counts is what the row of the month leaves no doubt of: among those of our size, else among all."""
    found = FINDING.fullmatch(text.strip())
    if not found:
        raise UnattributedNumber(f"{address}: {text!r}")
    own, peers = _beside_in(rows, month)
    above = sum(own[0] > each[1] for each in peers) if own else 0
    below = sum(own[1] < each[0] for each in peers) if own else 0
    if found["way"]:
        right = above if found["way"] == "higher" else below
        many, among = (int(each or 1) for each in (found["many"], found["all"]))
        is_so = (many, among) == (right, len(peers)) and right == max(above, below)
    elif "no clear difference" in text:
        is_so = peers and not above and not below
    else:
        is_so = not peers
    if not is_so:
        raise UnattributedNumber(f"{address}: {text!r} of {own} and {peers}")


def _beside_in(rows, month):
    headings, *lines = rows
    cells = next((cells for name, *cells in lines if month_named(name) == month), [])
    shown = {
        whose: (int(ends[1]), int(ends[2] or ends[1]))
        for whose, text in zip(headings[1:], cells, strict=False)
        if (ends := RATE.fullmatch(text))
    }
    own = shown.pop(OURS, None)
    of_size = [ends for whose, ends in shown.items() if other_organisations.WHO[whose][1] == SIZE]
    return own, (of_size or list(shown.values())) if own else []


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
            check_finding(each.get_text(" ", strip=True), rows, month, address)
            each.extract()
        page.table.extract()
    nothing_left(page, address)
    return facts


def read_comparison_file(answer, address):
    """Of each rate its two bounds, in a column each."""
    headings, *rows = cells_of(answer)
    rates = [each.removesuffix(" in per cent, at least") for each in headings[2::2]]
    if headings[3::2] != [f"{each} in per cent, at most" for each in rates]:
        raise UnattributedNumber(f"{address}: {headings}")
    return [
        fact
        for month, whose, *cells in rows
        for name, low, high in zip(rates, cells[::2], cells[1::2], strict=True)
        for fact in beside(Month.parse(month), whose, RATE_NAMES[name], joined(low, high))
    ]


def joined(low, high):
    """Two columns of a file as the page says them."""
    if low in NOTHING:
        return low
    return f"{low}%" if low == high else f"{low}–{high}%"


NOTHING = {"–", "too few people"}


def read_comparison_chart(answer, address):
    """A scale, months, and each line with the name that its organisation goes by."""
    for text in re.findall(r"<text[^>]*>([^<]*)</text>", answer.text):
        if MONTH.fullmatch(text) or text in {"0%", "50%", "100%", OURS, *other_organisations.WHO}:
            continue
        if NUMBER.search(text) or other_organisations.KEPT_BACK in text:
            raise UnattributedNumber(f"{address}: {text!r}")
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
        raise UnattributedNumber(f"{address}: {rest}")
    facts = []
    for row in payload["months"]:
        place = place_of(Month.parse(row.pop("month")))
        for rate, ends in row.items():
            code = "known" if rate == "coverage" else rate
            slack = 0 if ends["low"] < ends["high"] else 0.5
            low, high = ends["low"] - slack, ends["high"] + slack
            facts.append(Fact(place, ROOT, code, low, high, "everybody"))
    return facts
