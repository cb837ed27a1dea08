"""What the steering committee's report says, as facts: its sentences, its tables and the words of its drawings.

A section that is added fails here until its numbers are tied: read its tables by their headings in `TABLES`.
"""

import re

from bs4 import BeautifulSoup

from tests.adoption.attacks.contacts_reading import facts_of_calls, read_contact_chart
from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.programme_reading import (
    BASIS,
    RULE,
    aim_of,
    facts_of_course,
    facts_of_lines_of_targets,
    facts_of_segments,
    facts_of_target_chart,
    read_segment_chart,
)
from tests.adoption.attacks.reading import (
    MONTH,
    NUMBER,
    PLACES,
    RATE,
    ROOT,
    TREADS,
    UnattributedNumber,
    bounds,
    drops_in,
    ends_of_taps,
    facts_of_rows,
    month_named,
    nothing_left,
    place_asked,
    rates_in,
    rows_of,
    share,
    sum_of_taps,
)
from tests.adoption.attacks.results_reading import (
    FINDING,
    OURS,
    check_finding,
    facts_of_comparison,
    read_comparison_chart,
    take_effects,
)


STEPS = TREADS | {
    "Use known": "known",
    "Used it on at least one day": "used",
    "Used it in at least three of the month’s four weeks": "habit",
}
SENTENCES = (
    ".report__findings li, .report__basis, .report__section > p, .chart__title, ul.ruled > li"
)
TITLE = re.compile(r"“([^”]+)”")
COVERAGE = re.compile(r"Something is known of ([\d–]+%) of the staff \(([^)]+)\)")
# What a sentence says of rates that the tables below it say as well, and more: whatever else it says is refused.
RATES = r"[\d–]+%"
REPEATED = (
    re.compile(rf"(?:rose|fell) from {RATES} to {RATES}(?: since|\.?$)"),
    re.compile(
        rf"{RATES} of all the staff \((?:fewer than |more than )?[\d,–]+ of [\d,]+\) are regular users(?:, (?:down )?from {RATES} in)?"
    ),
    re.compile(rf"{RATES} of those known have made it a habit"),
    re.compile(rf"[Tt]he target of {RATES}(?: is (?:not )?met: {RATES} in)?"),
    re.compile(rf"(?:Usage|Account|Habit) rate: {RATES} by"),
    re.compile(rf"Likely {RATES} in"),
    re.compile(rf"In : {RATES}, (?:ahead of|on|behind) the trajectory \({RATES}\)"),
    re.compile(
        rf"Since : from {RATES} to {RATES}\.(?: That is \d+(?:–\d+)? points? (?:more|less) a month\.)?"
    ),
    re.compile(rf"In as in : {RATES}\."),
    RULE,
)
NOTED = re.compile(r"helped to open or use, ([^.]*)\.$")
SET_OUT = re.compile(r"The teams planned (\d+) actions?; done: (\d+)\.$")
NO_FIGURE = {"too few people", "–"}  # hidden, or so wide that it says little


def rate_of(month, population, code, text):
    if text in NO_FIGURE:
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
        self.rates, self.shown, self.noted, self.set_out = set(), set(), None, None
        self.beside = None

    def read(self):
        for table in self.page.find_all("table"):
            self._table(table)
        for each in self.page.select(SENTENCES):
            self._sentence(each.extract().get_text(" ", strip=True))
        return self.facts

    def _table(self, table):
        headings, *rows = rows_of(table)
        shape = tuple(headings[:2])
        for wanted, reader in TABLES:
            if wanted(shape, self.root):
                self.facts += reader(self, headings, rows, table)
                self.rates |= rates_in(" ".join(" ".join(row[1:]) for row in rows))
                table.extract()
                return
        raise UnattributedNumber(f"{self.address}: nobody reads the table {headings}")

    def _sentence(self, text):
        coverage = COVERAGE.search(text)
        if coverage:
            self.facts.append(share(self.month, self.root, "known", coverage[1], "everybody"))
            low, high, _size = bounds(coverage[2])
            self.facts.append(Fact(self.month, self.root, "known", low, high))
            return
        if "something is known:" in text:
            low, high, _size = bounds(text)
            self.facts.append(Fact(self.month, self.root, "known", low, high))
            return
        if FINDING.fullmatch(text):
            check_finding(
                text, self.beside, max(month_named(row[0]) for row in self.beside[1:]), self.address
            )
            return
        facts, text = drops_in(text, self.month, self.root)
        self.facts += facts
        titled = TITLE.search(text)
        told, rest = take_effects(text, titled[1] if titled else "")
        self.facts += told
        rest = self._counted(MONTH.sub("", rest))
        for repeated in REPEATED:
            for each in repeated.finditer(rest):
                if not rates_in(each.group()) <= self.rates:
                    raise UnattributedNumber(f"{self.address}: no table says so: {text!r}")
            rest = repeated.sub("", rest)
        rest = re.sub(r"went out on \d+|(?:fewer than|from) \d+ people", "", rest)  # settings
        if NUMBER.search(rest):
            raise UnattributedNumber(f"{self.address}: {text!r}")

    def _counted(self, text):
        """Without the sums and counts of what the tables hold, which have to be right."""
        for pattern, right in ((NOTED, self.noted), (SET_OUT, self.set_out), (BASIS, self.shown)):
            found = pattern.search(text)
            if found and right != (found.groups() if len(found.groups()) > 1 else found[1]):
                raise UnattributedNumber(f"{self.address}: {text!r} of {right}")
            text = pattern.sub("", text)
        return text

    def by_month(self, _headings, rows, _table):
        return list(facts_of_rows(["Month", self.root], [row[:2] for row in rows]))

    def rates_by_month(self, headings, rows, _table):
        return [
            fact
            for row in rows
            for name, text in zip(headings[1:], row[1:], strict=True)
            for fact in rate_of(PLACES[row[0]], self.root, STEPS[name], text)
        ]

    def funnel(self, headings, rows, _table):
        return [fact for name, _what, text in rows for fact in self._step(headings[-1], name, text)]

    def _step(self, of_whom, name, text):
        if of_whom == "Of those known":
            return rate_of(self.month, self.root, STEPS[name], text)
        found = bounds(text)
        return [Fact(self.month, self.root, STEPS[name], *found[:2])] if found else []

    def compared(self, headings, rows, _table):
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

    def segments(self, headings, rows, _table):
        return list(facts_of_segments([headings, *rows], self.root))

    def target(self, headings, rows, table):
        """Whose it is stands below the title."""
        under = table.find_parent("figure").select_one(".chart__sub").extract()
        population, aim = aim_of(under.get_text(" ", strip=True), self.address)
        self.shown = str(sum(row[1] not in NO_FIGURE for row in rows))
        self.rates.add(aim["goal"])
        return list(facts_of_course([headings, *rows], aim, population))

    def targets(self, _headings, rows, _table):
        return list(facts_of_lines_of_targets(rows, self.month))

    def desks(self, _headings, rows, _table):
        """What was noted at a desk is nobody’s use; the usage rate stands beside it."""
        sums = [sum_of_taps([ends_of_taps(each) for each in row[1:-1]]) for row in rows]
        self.noted = sums[-1]  # the latest month stands last
        return [
            fact
            for month, *_noted, rate in rows
            for fact in rate_of(PLACES[month], self.root, "used", rate)
        ]

    def reasons(self, _headings, rows, _table):
        """What stood in the way of the public, as noted at all desks."""
        for _reason, noted in rows:
            ends_of_taps(noted)
        return []

    def plans(self, _headings, rows, _table):
        """How many things the teams planned, of the whole organisation: what managers wrote, and nobody’s use."""
        planned, done = (sum(int(row[place]) for row in rows) for place in (1, 2))
        self.set_out = str(planned), str(done)
        return []

    def tried(self, _headings, rows, _table):
        """What it did, or why that is not told, and what people wrote."""
        facts = []
        for title, _months, _hypothesis, said, _decision in rows:
            told, rest = take_effects(said, title)
            if NUMBER.search(MONTH.sub("", rest)):
                raise UnattributedNumber(f"{self.address}: {title}: {said!r}")
            facts += told
        return facts

    def calls(self, _headings, rows, _table):
        return facts_of_calls(rows)

    def others(self, headings, rows, _table):
        """Of the usage rate; ours, and what they sent."""
        self.beside = [headings, *rows]
        return facts_of_comparison(self.beside, "used")

    def settings_alone(self, _headings, _rows, _table):
        return []


TABLES = (
    (lambda shape, root: shape == ("Month", root), ReportPage.by_month),
    (lambda shape, root: shape == ("Month", "Have an account"), ReportPage.rates_by_month),
    (lambda shape, root: shape == ("Step", "What is counted"), ReportPage.funnel),
    (lambda shape, root: shape[0] == "Figure" and MONTH.match(shape[1]), ReportPage.compared),
    (lambda shape, root: shape == ("Month", "Regular"), ReportPage.segments),
    (lambda shape, root: shape == ("Month", "Published"), ReportPage.target),
    (lambda shape, root: shape == ("Group", "Target"), ReportPage.targets),
    (lambda shape, root: shape == ("Month", "Helped to open an account"), ReportPage.desks),
    (lambda shape, root: shape == ("Reason", "Number"), ReportPage.reasons),
    (lambda shape, root: shape == ("What", "Planned"), ReportPage.plans),
    (lambda shape, root: shape == ("Experiment", "Months"), ReportPage.tried),
    (lambda shape, root: shape == ("Month", OURS), ReportPage.others),
    (lambda shape, root: shape == ("Month", "Phone"), ReportPage.calls),
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
    """Names and figures of the funnel, of segments, of a target; of rates nothing but the names and the scale."""
    for name, reader in DRAWINGS.items():
        if f"/{name}/" in address:
            return reader(answer, address)
    raise UnattributedNumber(f"{address}: nobody reads this drawing")


def texts_of(answer):
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", answer.text)
    return [each for each in texts if not MONTH.fullmatch(each)]


def read_rates(answer, address):
    texts = [each for each in texts_of(answer) if each not in ("0%", "50%", "100%")]
    if any(NUMBER.search(each) for each in texts):
        raise UnattributedNumber(f"{address}: {texts}")
    return []


def read_funnel(answer, address):
    texts, place = texts_of(answer), place_asked(address)
    return [
        fact
        for name, text in zip(texts[::2], texts[1::2], strict=True)
        for fact in _bar(place, ROOT, name, text)
    ]


def read_first_target(answer, address):
    """Of the organisation: the first in its order."""
    return facts_of_target_chart(answer, address, ROOT, "used", place_asked(address))


def read_desk_chart(answer, address):
    """Months along the feet, round numbers up the sides, and words."""
    texts = texts_of(answer)
    scale = [each for each in texts if NUMBER.fullmatch(each.rstrip("%"))]
    if len(scale) != 6 or any(NUMBER.search(each) for each in texts if each not in scale):
        raise UnattributedNumber(f"{address}: {texts}")
    return []


DRAWINGS = {
    "overview/taux": read_rates,
    "overview/entonnoir": read_funnel,
    "programme/segments": read_segment_chart,
    "programme/target": read_first_target,
    "programme/contacts": read_contact_chart,
    "front_desk/front-desk": read_desk_chart,
    "comparison/comparison": read_comparison_chart,
}


def _bar(place, root, name, text):
    if RATE.fullmatch(text):
        return [share(place, root, TREADS[name], text, "known")]
    found = bounds(text)
    return [Fact(place, root, TREADS[name], *found[:2])] if found else []


def as_the_page(_answer, _address):
    """The PDF: test_steering_report says that it is made of the page’s words, and two worlds that it hangs on no more."""
    return []
