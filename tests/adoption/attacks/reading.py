"""What the pages say, as facts: so many people of a population reached a level in a month.

A reader notes every number. One that belongs to no population is an error, unless `OTHER_NUMBERS` says what it
is. The words that stand for numbers (“more than half”, “one in four”) are read too.

To tie a new page: give its address a reader in `READERS` (readers.py), which answers facts and takes what it has read out
of the page; or, when its numbers are nobody’s use, a line in `OTHER_NUMBERS` that says why.
"""

import re
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, NavigableString

from adoption.foundation.periods import Month
from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.files import cells_of
from tests.adoption.attacks.known_numbers import MONTH, NAMES, OTHER_NUMBERS
from tests.adoption.attacks.three_month_staff import MONTHS


NUMBER = re.compile(r"\d[\d,.]*")


def place_of(month):
    """Index among the months of the story: 0 is August 2026, of which the shorter one reads first."""
    return 12 * (month.year - MONTHS[0].year) + month.month - MONTHS[0].month


def month_named(text):
    """“October 2026”."""
    name, year = text.split()
    return Month(int(year), NAMES.index(name) + 1)


EVERY_MONTH = [Month(year, number) for year in (2026, 2027) for number in range(1, 13)]
PLACES = {f"{NAMES[each.month - 1]} {each.year}": place_of(each) for each in EVERY_MONTH}
NAME_AT = {place: name for name, place in PLACES.items()}
LABELS = {
    "of whom something is known": "known",
    "used the portal on at least one day": "used",
    "have an account at the end of the month": "account",
    "have the habit": "habit",
}
TREADS = {"Have an account": "account", "Used it": "used", "Have the habit": "habit"}
SHARES = {
    "one in eight": 12.5,
    "one in four": 25,
    "one in three": 33.3,
    "two in five": 40,
    "one in two": 50,
    "three in five": 60,
    "two in three": 66.7,
    "three in four": 75,
    "seven in eight": 87.5,
}
# Who was lost on the way, among whom: what is kept is a count of the chain.
LOST = {
    "of those who have an account": ("used", "account"),
    "of those who used it": ("habit", "used"),
}


class UnattributedNumber(AssertionError):
    """Raised for a number, or a page, that the reader cannot attribute."""


COUNTS = (
    (re.compile(r"(?:fewer|Fewer) than ([\d,]+) of ([\d,]+)"), lambda a: (0, a - 1)),
    (re.compile(r"[Bb]etween ([\d,]+) and ([\d,]+) of ([\d,]+)"), lambda a, b: (a, b)),
    (re.compile(r"([\d,]+) of ([\d,]+)"), lambda a: (a, a)),
)
RATE = re.compile(r"(\d+)(?:–(\d+))?%")
ROOT = "Passerelle"  # the organisation’s own name


TOGETHER = re.compile(
    r"In at least one of the last three months \((\w+ \d{4}) to (\w+ \d{4})\), at least (\d+) people used the portal\."
)


def rates_in(text):
    return {each.group() for each in RATE.finditer(text)}


def share(month, population, code, text, whole="everybody"):
    """Bounds of a written rate: rounded outwards, or to the nearest where it is one number."""
    found = RATE.search(text)
    low, high = int(found[1]), int(found[2] or found[1])
    slack = 0 if low < high else 0.5
    return Fact(month, population, code, low - slack, high + slack, whole)


DROP = re.compile(
    rf"(?:(?P<words>{'|'.join(SHARES)}), about,|(?P<percent>{RATE.pattern})) (?P<whom>{'|'.join(LOST)})",
    re.IGNORECASE,
)


def drops_in(text, month, population):
    """(facts, the text without them): “One in four, about, of those who used it”, “43–46% of those who used it”.

    A fraction is said where all that the figures leave open is nearer to it than to the next one.
    """
    facts = []
    for found in DROP.finditer(text):
        part, whole = LOST[found["whom"].lower()]
        if found["words"]:
            low, high = nearest_to(SHARES[found["words"].lower()])
        else:
            said = share(month, population, part, found["percent"], whole)
            low, high = said.low, said.high
        facts.append(Fact(month, population, part, 100 - high, 100 - low, whole))
    return facts, DROP.sub("", text)


def nearest_to(percent):
    """Between the middles of the two ways to the next fractions."""
    steps = [0, *SHARES.values(), 100]
    place = steps.index(percent)
    return (steps[place - 1] + percent) / 2, (percent + steps[place + 1]) / 2


def parenthesis(cell):
    """The count that stands behind its share; the whole where there is none."""
    found = re.search(r"\(([^()]*)\)$", cell)
    return found[1] if found else cell


def bounds(text):
    """(low, high, size) of a count in words; None where it is hidden."""
    for pattern, read in COUNTS:
        found = pattern.search(text)
        if found:
            *ends, size = (int(each.replace(",", "")) for each in found.groups())
            low, high = read(*ends)
            return low, size if high is None else high, size
    if re.search(r"[Tt]oo few people", text) and not NUMBER.search(text):
        return None
    raise UnattributedNumber(f"no count: {text!r}")


PART = re.compile(
    r"(?:(?P<under>fewer than )|between (?P<low>[\d,]+) and )?(?P<high>[\d,]+)(?: of [\d,]+)?"
)


def ends_of_part(text):
    """(low, high) of a count that may stand without what it is of; None where it is hidden."""
    found = PART.fullmatch(text)
    if found is None:
        return bounds(text)
    low, high = (int((found[end] or found["high"]).replace(",", "")) for end in ("low", "high"))
    return (0, high - 1) if found["under"] else (low, high)


# --- The page of a population --------------------------------------------------------------------------------


class TeamPage:
    def __init__(self, answer, address):
        self.page = BeautifulSoup(answer.content, "lxml").find("main")
        self.address = address
        self.facts = []
        kicker = self.page.select_one(".kicker")
        self.population = kicker.strong.get_text(strip=True)
        heading = self.page.find(id="compte") or kicker
        self.month = self._month(heading.get_text(" ", strip=True))
        self.root = self._options("equipe")[0] if self._options("equipe") else self.population

    def _options(self, name):
        chooser = self.page.find("select", attrs={"name": name})
        return [each.get_text(strip=True) for each in chooser.find_all("option")] if chooser else []

    @staticmethod
    def _month(text):
        return PLACES[MONTH.search(text).group()]

    def read(self):
        for part in (
            self._kicker,
            self._headline,
            self._lead,
            self._filters,
            self._falls,
            self._advice,
            self._funnel,
            self._figures,
            self._compared,
            self._together,
            self._table,
            self._actions,
        ):
            part()
        return self.facts

    def note(self, population, part, found, month=None):
        if found is not None:
            low, high, _size = found
            place = self.month if month is None else month
            self.facts.append(Fact(place, population, part, low, high))

    def _take(self, element):
        text = element.get_text(" ", strip=True)
        element.extract()
        return re.sub(r"\s+", " ", text)

    def _kicker(self):
        text = self._take(self.page.select_one(".kicker"))
        rest = MONTH.sub("", text.replace(self.population, "", 1))
        rest = re.sub(r"published on \d+(?: [A-Z][a-z]+)?", "", rest)
        if not re.fullmatch(r"\s*(\d+ staff)?\s*", rest):
            raise UnattributedNumber(f"{self.address}: {rest!r} above the title")

    def _headline(self):
        """“8 of 19 staff”, or from 50 people on “31–34% of 402 staff”."""
        text = MONTH.sub("", self._take(self.page.h1))
        rate = re.match(r"([\d–]+%) of [\d,]+ staff", text)
        if rate:
            self.facts.append(share(self.month, self.population, "used", rate[1], "everybody"))
        elif "used the portal" in text and NUMBER.search(text):
            self.note(self.population, "used", bounds(text))
        elif NUMBER.search(text):
            raise UnattributedNumber(f"{self.address}: {text!r}")

    def _lead(self):
        lead = self.page.select_one(".lead")
        text = self._take(lead) if lead else ""
        if NUMBER.search(text):
            if "something is known" not in text.lower():
                raise UnattributedNumber(f"{self.address}: {text!r}")
            self.note(self.population, "known", bounds(text))

    def _filters(self):
        for form in self.page.select("form.filters"):
            form.extract()  # names and months; the crawl follows each

    def _figures(self):
        for figure in self.page.select(".figure"):
            label = figure.select_one(".figure__label").get_text(" ", strip=True)
            codes = [code for words, code in LABELS.items() if words in label]
            value = figure.select_one(".figure__value")
            if len(codes) != 1 or not NUMBER.search(value.get_text() if value else ""):
                if codes and not NUMBER.search(figure.get_text()):
                    figure.extract()
                    continue
                raise UnattributedNumber(f"{self.address}: {figure.get_text(' ', strip=True)!r}")
            found = bounds(value.get_text(" ", strip=True))
            self._bar(figure, *found)
            self.note(self.population, codes[0], found)
            figure.extract()

    def _bar(self, element, low, high, whole):
        """The bar is drawn of the same two numbers."""
        sure = element.select_one(".range__sure")
        drawn = float(sure["width"].rstrip("%")) if sure else None
        rest = element.select_one(".range__rest")
        to = float(rest["x"].rstrip("%")) if rest and rest.has_attr("x") else drawn
        for end, share in ((low, drawn), (high, to)):
            if share is None or abs(100 * end / whole - share) > 0.01:
                raise UnattributedNumber(
                    f"{self.address}: a bar to {share} % for {low}–{high} of {whole}"
                )

    def _compared(self):
        for line in self.page.select(".compare li"):
            name, value = line.find_all("span")[:2]
            text = value.get_text(" ", strip=True)
            population = re.sub(r", [\d,]+ staff$", "", name.get_text(" ", strip=True))
            if NUMBER.search(text):
                found = bounds(text)
                self._bar(line, *found)
                self.note(population, "used", found)
                if RATE.search(text):
                    self.facts.append(share(self.month, population, "used", text, "everybody"))
            line.extract()

    def _together(self):
        """The largest least of three months, which the table has too, in its first column."""
        for said in self.page.find_all("p", string=TOGETHER):
            first, last, least = TOGETHER.search(said.string).groups()
            shown = (
                bounds(row[1])
                for row in rows_of(self.page.select_one("figure table"))[1:]
                if PLACES[first] <= PLACES[row[0]] <= PLACES[last]
            )
            if int(least) != max(found[0] for found in shown if found):
                raise UnattributedNumber(f"{self.address}: {said.string!r}")
            said.extract()

    def _table(self):
        for table in self.page.select("table"):
            headings, *rows = (
                [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
                for row in table.find_all("tr")
            )
            if headings[0] == "Job family":
                self.facts += facts_of_parts(rows, self.month)
            else:
                self.facts += facts_of_rows(headings, rows)
            table.extract()

    def _actions(self):
        """What a team did stands beside its used counts of two months."""
        section = self.page.find(id="actions")
        for note in section.select(".note") if section else []:
            self.facts += facts_of_lines(note.get_text(" ", strip=True), self.population)
            note.extract()

    def _funnel(self):
        card = self.page.find(attrs={"aria-labelledby": "entonnoir"})
        if card is None:
            return
        heading = card.find(["h2", "h3"])
        title = re.sub(r", [\d,]+ staff$", "", heading.get_text(" ", strip=True))
        heading.extract()
        population = self.population
        if title.startswith("From the account to the habit"):
            population = title.partition(": ")[2] or population
        elif title:
            population = title
        codes = []
        for tread in card.select(".funnel > li"):
            codes.append(TREADS[tread.select_one(".funnel__name").get_text(strip=True)])
            self._tread(tread, population, codes[-1])
            self._drop(tread, population)
        for tread in card.select(".funnel > li"):
            tread.extract()

    def _tread(self, tread, population, code):
        value = tread.select_one(".figure__value")
        if value is None:
            return
        text = value.get_text(" ", strip=True)
        rate = RATE.search(text)
        if rate:
            low, high = int(rate[1]), int(rate[2] or rate[1])
            self._bar(tread, low, high, 100)
            slack = 0 if low < high else 0.5
            self.facts.append(
                Fact(self.month, population, code, low - slack, high + slack, "everybody")
            )
            return
        found = bounds(text)
        self._bar(tread, *found)
        self.note(population, code, found)

    def _drop(self, tread, population):
        drop = tread.select_one(".funnel__drop")
        self._lost(drop.get_text(" ", strip=True) if drop else "", population)

    def _lost(self, text, population):
        facts, rest = drops_in(text, self.month, population)
        if NUMBER.search(rest):
            raise UnattributedNumber(f"{self.address}: {text!r}")
        self.facts += facts

    def _advice(self):
        """“Nord: one in four, about, of those who used it have no habit yet.”"""
        for reason in self.page.select(".hero__text, .suggestion__reason"):
            text = re.sub(r"\s+", " ", reason.get_text(" ", strip=True))
            population, colon, _rest = text.partition(": ")
            if colon and DROP.search(text):
                self._lost(text, population)
                reason.extract()

    def _falls(self):
        """What goes down, in counts of three months; the table has them too."""
        for said in self.page.select(".callout p"):
            text = re.sub(r"\s+", " ", said.get_text(" ", strip=True))
            if NUMBER.search(text):
                self.facts += facts_of_lines(text, self.population)
                said.extract()


LINE = re.compile(r"(\w+ \d{4}): ([^.:]*?)used (?:it|the portal)\.")


def facts_of_lines(text, population):
    """“September 2026: 6 of 24 staff used it.” Nothing else in such a text is a count."""
    rest = text
    for month, words in LINE.findall(text):
        low, high, _size = bounds(words)
        yield Fact(PLACES[month], population, "used", low, high)
    rest = LINE.sub("", rest)
    for known in (
        r"\w+ \d{4}: too few people\.",
        r"(?:Planned for|Asked for|done on) \d+ \w+ \d{4}",
    ):
        rest = re.sub(known, "", rest)
    if NUMBER.search(rest):
        raise UnattributedNumber(f"whose number is this: {rest!r}")


def facts_of_rows(headings, rows):
    """Of the table of used counts: a row for each month, a column for each population."""
    for row in rows:
        month = PLACES[row[0]]
        for population, text in zip(headings[1:], row[1:], strict=True):
            found = bounds(text)
            if found is not None:
                low, high, _size = found
                yield Fact(month, population, "used", low, high)


def facts_of_parts(rows, month):
    """A row for each part of the staff, in one month."""
    for part, text in rows:
        found = bounds(text)
        if found is not None:
            yield Fact(month, part, "used", *found[:2])


TAPS = re.compile(
    r"(?P<under>fewer than )?(?P<low>[\d,]+)(?:–(?P<high>[\d,]+))?(?P<over> or more)?"
)


def ends_of_taps(text):
    """What was noted at the desks: None where it is hidden; without an end where it is so many or more."""
    found = TAPS.fullmatch(text)
    if found is None:
        if text != "too few people":
            raise UnattributedNumber(f"nothing that is noted at a desk: {text!r}")
        return None
    low = int(found["low"].replace(",", ""))
    if found["under"]:
        return 0, low - 1
    high = found["high"]
    return low, None if found["over"] else int(high.replace(",", "")) if high else low


def sum_of_taps(ends):
    """In the words of a page."""
    if None in ends:
        return None
    lows, highs = zip(*ends, strict=True)
    low = sum(lows)
    if None in highs:
        return f"{low:,} or more"
    high = sum(highs)
    if low == high:
        return f"{low:,}"
    return f"fewer than {high + 1:,}" if low == 0 else f"{low:,}–{high:,}"


def place_asked(address):
    return place_of(Month.parse(parse_qs(urlsplit(address).query)["mois"][0]))


def rows_of(table):
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in table.find_all("tr")
    ]


def read_table(answer, address):
    """Each population has its count in words, then the same as numbers: at least, at most, of how many."""
    headings, *rows = cells_of(answer)
    words = [[row[0], *row[1::4]] for row in rows]
    for row in rows:
        for place in range(1, len(row), 4):
            same_numbers(row[place : place + 4], address)
    return list(facts_of_rows([headings[0], *headings[1::4]], words))


def same_numbers(cells, address):
    """Assert that the numbers beside the words of a count say the same."""
    text, *numbers = cells
    found = bounds(text)
    said = ["", "", ""] if found is None else [str(each) for each in found]
    if [str(each) for each in numbers] != said:
        raise UnattributedNumber(f"{address}: {numbers} beside {text!r}")


def read_chart(answer, address):
    """Names over their last count; months along the foot; three numbers of a scale up the side."""
    month = place_asked(address)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", answer.text)
    facts, scale, before = [], 0, ""
    for text in texts:
        if MONTH.fullmatch(text):
            continue
        if NUMBER.fullmatch(text):
            scale += 1
        elif NUMBER.search(text) or text == "too few people":
            found = bounds(text)
            if found is not None:
                facts.append(Fact(month, before, "used", *found[:2]))
        else:
            before = text
    if scale % 3 or (scale and not facts):
        raise UnattributedNumber(f"{address}: {scale} numbers on the scales of {texts}")
    return facts


# --- Everything else -----------------------------------------------------------------------------------------


def nothing_left(page, address):
    """Assert that all numbers left in the texts are explained."""
    for each in page.find_all(["script", "style", "select", "svg", "time"]):
        each.extract()
    for each in page.find_all(string=True):
        if not isinstance(each, NavigableString):
            each.extract()
    no_numbers_left_in(page.get_text(" ", strip=True), address)


def no_numbers_left_in(text, address):
    text = re.sub(r"\s+", " ", text)
    for where, words, _why in OTHER_NUMBERS:
        if re.search(where, address):
            text = re.sub(words, " ", text)
    left = re.search(r".{0,60}\d.{0,60}", text)
    if left:
        raise UnattributedNumber(f"{address}: nobody knows whose number this is: {left.group()!r}")


def read_other(answer, address):
    if answer.content.startswith(b"PK") or answer.kind.startswith("text/csv"):
        no_numbers_left_in(" ".join(" ".join(row) for row in cells_of(answer)), address)
        return []
    page = BeautifulSoup(answer.content, "lxml")
    nothing_left(page.find("main") or page, address)
    return []
