"""What the steering committee's report says, as facts: its sentences, its tables and the words of its drawings.

A section that is added fails here until its numbers are tied: read its tables by their headings in `TABLES`.
"""

import re

from bs4 import BeautifulSoup

from tests.adoption.attacks.contacts_reading import read_contact_chart
from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.desks import is_noted
from tests.adoption.attacks.programme_reading import COUNTED, aim_of
from tests.adoption.attacks.reading import (
    MONTH,
    NUMBER,
    PLACES,
    UnattributedNumber,
    bounds,
    facts_of_rows,
    month_named,
    nothing_left,
    rows_of,
    share,
)
from tests.adoption.attacks.results_reading import ReadVerdict, take_effects


STEPS = {"Used it": "used", "Have an account": "account", "Have the habit": "habit"}
SENTENCES = ".report__findings li, .report__section > p, .chart__title, ul.ruled > li"
NOTED = re.compile(r"helped to open or use, ([^.]*)\.$")
TITLE = re.compile(r"“([^”]+)”")
RATES = r"[\d–]+%"
USED = re.compile(rf"In , (.+ of [\d,]+ staff) used the portal(?:: ({RATES}))?, at least\.$")
KNOWN = re.compile(rf"Something is known of (.+ of [\d,]+ staff); of these, ({RATES}) used")
CELL = re.compile(rf"(?P<count>[^(]+?)(?: \((?P<share>{RATES})\))?")
ENDS = (
    (re.compile(r"fewer than ([\d,]+)"), lambda end: (0, end - 1)),
    (re.compile(r"between ([\d,]+) and ([\d,]+)"), lambda low, high: (low, high)),
    (re.compile(r"([\d,]+)"), lambda count: (count, count)),
)
RANGE = r"[\d,]+(?: to [\d,]+)?"
# Numbers that are nobody's use: of training, ambassadors, contacts, attempts, plans, and settings.
NOBODYS = (
    rf"mandatory training asked of staff, (?:{RATES}|\d+) is done",
    r"Of \d+ groups, \d+ ha(?:s|ve) no ambassador",
    r"Contacts (?:rose|fell) by [\d.]+%",
    r"Of what was tried, \d+ results? (?:is|are) out; a clear effect: \d+",
    r"Team actions at the end of : under way, \d+; done in the last three months, \d+",
    rf"(?:Usage|Account|Habit) rate: {RATES} by",
    r"went out on \d+",
    rf"A contact is taken for {RANGE} minutes",
    rf"At {RANGE} € an hour: {RANGE} € given back, {RANGE} € taken",
    r"Hours, over \d+ months?",
    r"Of the job families of \d+ people or more \(\d+\), \d+ ha(?:s|ve) a published map",
    r"(?:Below|from|of) \d+ people",
)


class ReportPage:
    def __init__(self, answer, address):
        self.page = BeautifulSoup(answer.content, "lxml").find("main")
        self.address = address
        kicker = self.page.select_one(".kicker").extract()
        self.root = kicker.strong.get_text(strip=True)
        month = MONTH.search(kicker.get_text(" ", strip=True)).group()
        self.month, self.last = PLACES[month], month_named(month)
        self.facts = []

    def read(self):
        for form in self.page.find_all("form"):
            form.extract()
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
                table.extract()
                return
        raise UnattributedNumber(f"{self.address}: nobody reads the table {headings}")

    def _sentence(self, text):
        rest = MONTH.sub("", text)
        for pattern, reader in ((USED, self._used), (KNOWN, self._known)):
            found = pattern.match(rest)
            if found:
                reader(*found.groups())
                rest = rest[found.end() :]
        titled = TITLE.search(text)
        told, rest = take_effects(rest, titled[1] if titled else "")
        self.facts += told
        for known in NOBODYS:
            rest = re.sub(known, "", rest)
        if NUMBER.search(rest):
            raise UnattributedNumber(f"{self.address}: {text!r}")

    def _used(self, count, rate):
        low, high, _size = bounds(count)
        self.facts.append(Fact(self.month, self.root, "used", low, high))
        if rate:
            self.facts.append(share(self.month, self.root, "used", rate, "everybody"))

    def _known(self, count, rate):
        low, high, _size = bounds(count)
        self.facts.append(Fact(self.month, self.root, "known", low, high))
        self.facts.append(share(self.month, self.root, "used", rate, "known"))

    def counts_by_month(self, headings, rows, _table):
        return list(facts_of_rows(headings, rows))

    def rates_by_month(self, headings, rows, _table):
        return [
            fact
            for month, _staff, *cells in rows
            for name, text in zip(headings[2:], cells, strict=True)
            for fact in self._cell(PLACES[month], STEPS[name], text)
        ]

    def _cell(self, month, code, text):
        """“127 (32%)”, “between 127 and 133 (31–34%)”; a dash where nothing is published."""
        if text == "–":
            return
        found = CELL.fullmatch(text)
        for pattern, read in ENDS:
            ends = pattern.fullmatch(found["count"]) if found else None
            if ends:
                low, high = read(*(int(each.replace(",", "")) for each in ends.groups()))
                yield Fact(month, self.root, code, low, high)
                break
        else:
            raise UnattributedNumber(f"{self.address}: {text!r}")
        if found["share"]:
            yield share(month, self.root, code, found["share"], "everybody")

    def tried(self, _headings, rows, _table):
        """What it did, or why that is not told, and what people wrote."""
        facts = []
        for title, _months, said, _decision in rows:
            told, rest = take_effects(said, title)
            if NUMBER.search(MONTH.sub("", rest)):
                raise UnattributedNumber(f"{self.address}: {title}: {said!r}")
            facts += told
        return facts

    def targets(self, _headings, rows, _table):
        """Where each target stands, in words: a test works them out again from published figures."""
        verdicts = []
        for group, target, words in rows:
            _nothing, aim = aim_of(target, self.address)
            verdicts.append(
                ReadVerdict(
                    group,
                    COUNTED[aim["rate"]],
                    int(aim["goal"].removesuffix("%")),
                    month_named(aim["by"]),
                    self.last,
                    words,
                )
            )
        return verdicts

    def calls(self, _headings, rows, _table):
        """What was noted is nobody’s use."""
        for month, *_channels, noted in rows:
            if not is_noted(month_named(month), noted):
                raise UnattributedNumber(f"nobody noted {noted!r} in {month}")
        return []

    def nobodys_use(self, _headings, _rows, _table):
        return []


TABLES = (
    (lambda shape, root: shape == ("Month", root), ReportPage.counts_by_month),
    (lambda shape, root: shape == ("Month", "Staff"), ReportPage.rates_by_month),
    (lambda shape, root: shape == ("Experiment", "Months"), ReportPage.tried),
    (lambda shape, root: shape == ("Month", "Phone"), ReportPage.calls),
    (lambda shape, root: shape == ("Group", "Target"), ReportPage.targets),
    # How figures are made; training, help, workshops, the barometer, promises, and what was typed in for an estimate.
    (
        lambda shape, root: (
            shape
            in {
                ("Figure", "Over which time"),
                ("Path", "Asked of"),
                ("Path", "Staff who began it"),
                ("What", "How many"),
                ("Statement", "Agree"),
                ("Commitment", "To whom"),
            }
        ),
        ReportPage.nobodys_use,
    ),
)


def read_report(answer, address):
    page = ReportPage(answer, address)
    facts = page.read()
    nothing_left(page.page, address)
    return facts


def read_report_chart(answer, address):
    """Of rates and contacts nothing but the names and the scale."""
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


def read_desk_chart(answer, address):
    """Months along the feet, round numbers up the sides, and words."""
    texts = texts_of(answer)
    scale = [each for each in texts if NUMBER.fullmatch(each.rstrip("%"))]
    if len(scale) != 6 or any(NUMBER.search(each) for each in texts if each not in scale):
        raise UnattributedNumber(f"{address}: {texts}")
    return []


DRAWINGS = {"overview/taux": read_rates, "contacts/contacts": read_contact_chart}


def as_the_page(_answer, _address):
    """The PDF: test_steering_report says that it is made of the page’s words, and two worlds that it hangs on no more."""
    return []
