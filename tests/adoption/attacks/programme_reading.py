"""Where the staff stand, and where it is to go: segments and targets, on a page, in a file, in a drawing, in the report."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup

from adoption.foundation.periods import Month
from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.files import cells_of
from tests.adoption.attacks.known_numbers import NAMES
from tests.adoption.attacks.planted_targets import WHOSE
from tests.adoption.attacks.reading import (
    MONTH,
    NAME_AT,
    NUMBER,
    PLACES,
    RATE,
    ROOT,
    TeamPage,
    UnattributedNumber,
    bounds,
    ends_of_part,
    nothing_left,
    parenthesis,
    place_asked,
    place_of,
    rates_in,
    rows_of,
    share,
)
from tests.adoption.attacks.results_reading import NOTHING, joined, likely
from tests.adoption.attacks.worlds import ALL


# --- Segments: differences of the chain -----------------------------------------------------------------------

SEGMENTS = {
    "Regular": "habit",
    "Occasional": "used-habit",
    "Account only": "account-used",
    "No account": "known-account",
    "Unknown": "everybody-known",
}


def facts_of_segments(rows, population):
    """A row for each month, a column for each segment: a share of everybody, then the number."""
    headings, *months = rows
    if headings[1:] != list(SEGMENTS):
        raise UnattributedNumber(f"segments {headings}")
    for month, *cells in months:
        for text, code in zip(cells, SEGMENTS.values(), strict=True):
            found = bounds(parenthesis(text))
            if found is not None:
                low, high, size = found
                shown = RATE.match(text)
                ends = int(shown[1]), int(shown[2] or shown[1])
                if not ends[0] - 1 <= 100 * low / size <= 100 * high / size <= ends[1] + 1:
                    raise UnattributedNumber(f"a share that is not that of the number: {text!r}")
                yield Fact(PLACES[month], population, code, low, high)


def read_segments(answer, address):
    """In a file, of each segment: least, greatest, and the same two in per cent."""
    headings, *rows = cells_of(answer)
    if len(headings) != 2 + 4 * len(SEGMENTS):
        raise UnattributedNumber(f"{address}: {headings}")
    return [
        Fact(PLACES[row[0]], ROOT, code, int(low), int(high))
        for row in rows
        for code, low, high in zip(SEGMENTS.values(), row[2::4], row[3::4], strict=True)
    ]


def read_segment_chart(answer, address):
    """Names with their share in the last of the months under the bars, and the scale."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", answer.text)
    last = max((place_of_label(text) for text in texts if MONTH.fullmatch(text)), default=None)
    facts = []
    for text in texts:
        name, _space, said = text.rpartition(" ")
        if name in SEGMENTS and RATE.fullmatch(said):
            facts.append(share(last, ROOT, SEGMENTS[name], said))
        elif not (MONTH.fullmatch(text) or re.fullmatch(r"(?:0|25|50|75|100)%", text)):
            raise UnattributedNumber(f"{address}: {text!r}")
    return facts


def place_of_label(text):
    """“Oct. 2026”, “May 2026”."""
    name, year = text.split()
    number = next(at for at, each in enumerate(NAMES, 1) if each.startswith(name[:3]))
    return place_of(Month(int(year), number))


# --- Targets --------------------------------------------------------------------------------------------------

AIM = re.compile(
    r"(?P<rate>Usage rate|Account rate|Habit rate): (?P<goal>\d+%|\d+ of \d+) by (?P<by>\w+ \d{4})"
)
COUNTED = {"Usage rate": "used", "Account rate": "account", "Habit rate": "habit"}
FEWEST = 6  # published months that a forecast takes


def published(month, population, code, text):
    """A rate of the whole population, or a count where it is small."""
    if RATE.search(text):
        return share(month, population, code, text, "everybody")
    low, high, _size = bounds(text)
    return Fact(month, population, code, low, high)


def facts_of_course(rows, aim, population):
    """Month by month: published, a fact; the straight way, which follows from it; of three months nothing is likely."""
    code, (percent, *_rest) = COUNTED[aim["rate"]], _ends(aim["goal"])
    headings, *lines = rows
    months = [month for month, *_cells in lines]
    shown = {month: cells[0] for month, *cells in lines if cells[0] not in NOTHING}
    ways = {month: cells[1] for month, *cells in lines if cells[1] not in NOTHING}
    if headings[1:] != ["Published", "Trajectory", "Likely"] or aim["by"] != months[-1]:
        raise UnattributedNumber(f"a target {headings}, {aim.group()!r}")
    ahead = {month: cells[2] for month, *cells in lines if cells[2] not in NOTHING}
    if ahead and (len(shown) < FEWEST or not ahead.keys().isdisjoint(shown)):
        raise UnattributedNumber(f"a forecast of {len(shown)} months: {lines}")
    for month, text in ahead.items():
        yield from likely(whose(population, aim, lines), month, text)
    for month, text in shown.items():
        yield published(PLACES[month], population, code, text)
    if ways:
        start = next(iter(ways))
        *begun, slack = _ends(shown[start])
        first = months.index(start)
        for month, text in ways.items():
            gone = (months.index(month) - first) / (len(months) - 1 - first)
            wanted = sorted(each + gone * (percent - each) for each in begun)
            *ends, coarse = _ends(text)
            if any(abs(one - two) > slack + coarse for one, two in zip(ends, wanted, strict=True)):
                raise UnattributedNumber(f"{month} is not on the way from {shown[start]}: {text!r}")


def whose(population, aim, lines):
    """Whose forecast, and from which month on it looks ahead."""
    last = [month for month, *cells in lines if cells[2] in NOTHING][-1]
    return "likely", population, COUNTED[aim["rate"]], last


def _ends(text):
    """Both ends in per cent, and how coarse they are written."""
    found = RATE.fullmatch(text)
    if found:
        return int(found[1]), int(found[2] or found[1]), 1
    low, high, size = bounds(text)
    return 100 * low / size, 100 * high / size, 100 / size


STANDING = re.compile(
    r"In (?P<month>\w+ \d{4}): (?P<now>[^:,]+), (?:ahead of|on|behind) the trajectory \((?P<way>[^()]+)\)\."
)
HIDDEN = re.compile(
    r"In \w+ \d{4} no figure is published that could be set beside the trajectory\."
)
PROGRESS = re.compile(
    r"Since (?P<first>\w+ \d{4}): from (?P<before>[^.]+?) to (?P<now>[^.]+)\."
    r"(?: That is (?P<least>\d+)(?:–(?P<most>\d+))? points? (?:more|less) a month\.)?"
)
STILL = re.compile(r"In (?P<last>\w+ \d{4}) as in (?P<first>\w+ \d{4}): (?P<now>[^.]+)\.")
BASIS = re.compile(
    r"(?:Reckoned from )?(\d+) (?:months are shown; a forecast asks for 6"
    r"|published months alone: in eight cases of ten such a forecast holds)\."
)
RULE = re.compile(
    r"A forecast is given (?:of 50 people or more|at most 6 months ahead)\."
    r"|The likely interval would be wider than 25 points, and say nothing\."
)
NO_FORECAST = re.compile(
    r"No forecast(?: for the target of [^:]+)?: (?:fewer than 50 people|more than 6 months away)"
)
LIKELY_BY_THEN = re.compile(rf"Likely (?P<range>{RATE.pattern}) by then: [^.\d]+\.")


def without_progress(text, lines):
    """The text without what it says of two months of the table, and of the pace between them."""
    shown = {month: cells[0] for month, *cells in lines if cells[0] not in NOTHING}
    for found in PROGRESS.finditer(text):
        before, last = shown[found["first"]], next(reversed(shown))
        if not (before.startswith(found["before"]) and shown[last] == found["now"]):
            raise UnattributedNumber(f"no table says so: {found.group()!r}")
        if found["least"]:
            months = PLACES[last] - PLACES[found["first"]]
            ends = sorted((*_ends(before)[:2], *_ends(shown[last])[:2]))
            least, most = int(found["least"]), int(found["most"] or found["least"])
            if (
                not (ends[2] - ends[1]) / months - 1
                <= least
                <= most
                <= (ends[3] - ends[0]) / months + 1
            ):
                raise UnattributedNumber(f"another pace: {found.group()!r}")
    for found in STILL.finditer(text):
        if not shown[found["first"]] == shown[found["last"]] == found["now"]:
            raise UnattributedNumber(f"no table says so: {found.group()!r}")
    return STILL.sub(" ", PROGRESS.sub(" ", text))


def take_target(page, address):
    """The chart of a target with what stands around it, and the list of all; each is taken out of the page."""
    facts = []
    title = page.find(id="cible")
    if title:
        card = title.find_parent("figure").parent
        facts += _chart_of(card, address)
        card.extract()
    for line in page.select("li.due"):
        facts += facts_of_line(line.select_one(".note").get_text(" ", strip=True), line, address)
        line.extract()
    return facts


def _chart_of(card, address):
    population, aim = aim_of(card.select_one(".note").get_text(" ", strip=True), address)
    rows = rows_of(card.table)
    yield from facts_of_course(rows, aim, population)
    said = rates_in(" ".join(" ".join(row) for row in rows)) | {aim["goal"]}
    card.table.extract()
    card.select_one(".cluster").extract()
    shown = sum(row[1] not in NOTHING for row in rows[1:])
    text = without_progress(card.get_text(" ", strip=True), rows[1:])
    if not rates_in(text) <= said or any(int(each) != shown for each in BASIS.findall(text)):
        raise UnattributedNumber(f"{address}: {text!r}")
    standing = STANDING.search(text)
    if standing and standing["now"] != {row[0]: row[1] for row in rows}[standing["month"]]:
        raise UnattributedNumber(f"{address}: {text!r}")
    for known in (STANDING, HIDDEN, BASIS, RULE, NO_FORECAST, RATE, MONTH):
        text = known.sub(" ", text)
    if NUMBER.search(text.replace(aim["goal"], " ")):
        raise UnattributedNumber(f"{address}: {text!r}")


def aim_of(text, address):
    """“Nord – Habit rate: 60% by June 2027”."""
    found = AIM.search(text)
    if not found:
        raise UnattributedNumber(f"{address}: no target: {text!r}")
    return text[: found.start()].strip(" –."), found


def facts_of_line(text, line, address):
    """The published rate; the way there stands month by month under the target’s own address, which is followed."""
    name = line.a.find(string=True, recursive=False).strip()
    _nothing, aim = aim_of(text, address)
    rest = text[aim.end() :]
    standing = STANDING.search(rest)
    if standing:
        code = COUNTED[aim["rate"]]
        yield published(PLACES[standing["month"]], name, code, standing["now"])
    if NUMBER.search(HIDDEN.sub("", STANDING.sub("", rest))):
        raise UnattributedNumber(f"{address}: {text!r}")


def facts_of_lines_of_targets(rows, month):
    for name, words, shown, _way, ahead, *_verdict in rows:
        _nothing, aim = aim_of(words, words)
        if ahead not in NOTHING:
            here = "likely", name, COUNTED[aim["rate"]], NAME_AT[month]
            yield from likely(here, aim["by"], ahead)
        if shown not in NOTHING:
            # Once the month of a target is out, its figure stands there for good.
            yield published(min(month, PLACES[aim["by"]]), name, COUNTED[aim["rate"]], shown)


def facts_of_columns(month, population, code, row):
    """The bounds that stand beside the words `row[0:3]` of a file: published, trajectory, likely."""
    shown, way, ahead, low, high, size, *ends = row
    if low not in NOTHING:
        yield Fact(month, population, code, int(low), int(high))
        if RATE.search(shown) is None and bounds(shown) != (int(low), int(high), int(size)):
            raise UnattributedNumber(f"other bounds than the words: {row}")
    for words, columns in ((way, ends[:2]), (ahead, ends[2:])):
        if columns[0] not in NOTHING and joined(*columns) != words:
            raise UnattributedNumber(f"other bounds than the words: {row}")


# --- Targets on the page of a team ---------------------------------------------------------------------------


MOST_USED = re.compile(
    r"In the (\w+ quarter of \d{4}), of those whose account is linked, “([^”]+)” was used by most: ([^.]+ people)\."
)


@dataclass(frozen=True)
class ServiceUse:
    """Count those with a linked account who used a service in a quarter."""

    quarter: str
    service: str
    low: int
    high: int


def take_most_used(page):
    """The service of which most is published, of linked accounts in the whole organisation."""
    for said in page.find_all(string=MOST_USED):
        quarter, service, count = MOST_USED.search(re.sub(r"\s+", " ", said)).groups()
        ends = ends_of_part(count if "few people" in count else count.removesuffix(" people"))
        if ends is not None:
            yield ServiceUse(quarter, service, *ends[:2])
        said.extract()


def read_team_page(answer, address):
    page = TeamPage(answer, address)
    facts = [*take_targets_of_team(page), *take_most_used(page.page), *page.read()]
    nothing_left(page.page, address)
    return facts


def take_targets_of_team(page):
    """The target of the team beside its figure, and of a wider group in the line that names it."""
    for element in page.page.select("p.note, .ruled > li"):
        title = element.strong.get_text(" ", strip=True) if element.strong else ""
        if title != "Target" and not title.startswith("Target, "):
            continue
        population = title.removeprefix("Target").removeprefix(", ") or page.population
        text = re.sub(r"\s+", " ", element.get_text(" ", strip=True)).removeprefix(title)
        yield from facts_of_target_text(text, population, page)
        element.extract()


def facts_of_target_text(text, population, page):
    _nothing, aim = aim_of(text, page.address)
    code, rest = COUNTED[aim["rate"]], text[aim.end() :]

    def fact(month, words):
        if RATE.search(words):
            return published(PLACES[month], population, code, words)
        return Fact(PLACES[month], population, code, *ends_of_part(words)[:2])

    last = NAME_AT[page.month]
    for found in PROGRESS.finditer(rest):
        yield fact(found["first"], found["before"])
        yield fact(last, found["now"])
    for found in STILL.finditer(rest):
        yield fact(found["first"], found["now"])
        yield fact(found["last"], found["now"])
    for found in LIKELY_BY_THEN.finditer(rest):
        yield from likely(("likely", population, code, last), aim["by"], found["range"])
    for known in (PROGRESS, STILL, LIKELY_BY_THEN, NO_FORECAST):
        rest = known.sub(" ", rest)
    if NUMBER.search(rest.replace(aim["goal"], " ")):
        raise UnattributedNumber(f"{page.address}: {text!r}")


def read_target_course(answer, address):
    """The table of one target as a file; which target it is stands in its address alone."""
    team, code, percent, by = WHOSE[re.search(r"cibles/([\w-]+)\.", address)[1]]
    rate = next(name for name, each in COUNTED.items() if each == code)
    aim = AIM.fullmatch(f"{rate}: {percent}% by {NAME_AT[place_of(by)]}")
    population = ROOT if team == ALL else team
    headings, *rows = cells_of(answer)
    facts = list(facts_of_course([headings[:4], *(row[:4] for row in rows)], aim, population))
    for row in rows:
        facts += facts_of_columns(PLACES[row[0]], population, code, row[1:])
    return facts


def read_targets(answer, address):
    page = BeautifulSoup(answer.content, "lxml").find("main")
    facts = take_target(page, address)
    nothing_left(page, address)
    return facts


def read_target_lines(answer, address):
    month = place_asked(address)
    _headings, *rows = cells_of(answer)
    facts = list(facts_of_lines_of_targets([row[:6] for row in rows], month))
    for name, words, *row in rows:
        _nothing, aim = aim_of(words, words)
        shown = [*row[:3], *row[6:]]
        facts += facts_of_columns(min(month, PLACES[aim["by"]]), name, COUNTED[aim["rate"]], shown)
    return facts


def read_target_chart(answer, address):
    """What is published, what is aimed at, and the scale."""
    team, code, _percent, by = WHOSE[address.split("/")[4]]
    month = min(place_asked(address), place_of(by))
    return facts_of_target_chart(answer, address, ROOT if team == ALL else team, code, month)


def facts_of_target_chart(answer, address, population, code, month):
    facts = []
    for text in re.findall(r"<text[^>]*>([^<]*)</text>", answer.text):
        if text.startswith("Published: ") and NUMBER.search(text):
            facts.append(published(month, population, code, text.removeprefix("Published: ")))
        elif text.startswith("Likely in "):
            then, ends = text.removeprefix("Likely in ").split(": ")
            facts += likely(("likely", population, code, NAME_AT[month]), then, ends)
        elif not (
            MONTH.fullmatch(text)
            or re.fullmatch(r"(?:0|\d[05])%|100%|Target: \d[05]%|Published", text)
        ):
            raise UnattributedNumber(f"{address}: {text!r}")
    return facts
