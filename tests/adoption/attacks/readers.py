"""Which page is read how, and the readers of what is about the whole organisation.

Groups in a table, parts of the staff whatever their team, what linked accounts did, the register. How a page is
tied: see reading.py.
"""

import json
import re
from collections import Counter

from bs4 import BeautifulSoup

from adoption.foundation.periods import Month
from tests.adoption.attacks.contacts_reading import (
    read_contact_chart,
    read_contact_file,
    read_contacts,
)
from tests.adoption.attacks.crawl import CAMPAIGN
from tests.adoption.attacks.custom_report_reading import read_custom_file, read_custom_report
from tests.adoption.attacks.deducing import Fact
from tests.adoption.attacks.files import cells_of
from tests.adoption.attacks.programme_reading import (
    facts_of_segments,
    read_segment_chart,
    read_segments,
    read_target_chart,
    read_target_course,
    read_target_lines,
    read_targets,
    read_team_page,
    take_target,
)
from tests.adoption.attacks.reading import (
    MONTH,
    NUMBER,
    PLACES,
    RATE,
    ROOT,
    TREADS,
    TeamPage,
    UnattributedNumber,
    bounds,
    ends_of_part,
    ends_of_taps,
    facts_of_parts,
    nothing_left,
    parenthesis,
    place_asked,
    place_of,
    rates_in,
    read_chart,
    read_other,
    read_table,
    same_numbers,
    share,
    sum_of_taps,
)
from tests.adoption.attacks.report_reading import (
    NOTED,
    as_the_page,
    read_desk_chart,
    read_report,
    read_report_chart,
)
from tests.adoption.attacks.results_reading import (
    read_attempts_chart,
    read_attempts_file,
    read_comparison,
    read_comparison_chart,
    read_comparison_file,
    read_experiment,
    read_experiment_form,
    read_shared_file,
)
from tests.adoption.attacks.three_month_staff import NONE


# --- The programme: the whole organisation, then group by group ---------------------------------------------------


COLUMNS = TREADS | {"Something is known": "known"}


class ProgrammePage(TeamPage):
    """Above the title stands the portal; the organisation’s name is over the column of the months."""

    def _kicker(self):
        super()._kicker()
        table = self.page.select_one("figure table")
        self.population = table.find_all("th")[1].get_text(" ", strip=True)

    def _table(self):
        self._segments()
        self.facts += take_target(self.page, self.address)
        groups = self.page.find(attrs={"aria-labelledby": "groupes"}).table
        for row in groups.tbody.find_all("tr"):
            name = row.th.get_text(" ", strip=True)
            _size, *cells = row.find_all("td")
            for cell in cells:
                if cell.get_text(strip=True):
                    self._cell(cell, name, COLUMNS[cell["data-label"]])
        groups.extract()
        super()._table()

    def _segments(self):
        """The title says of the regular what the table says, in the first and last of its months."""
        figure = self.page.find(attrs={"aria-labelledby": "situations"})
        if figure is None:
            return
        rows = [
            [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
            for row in figure.find_all("tr")
        ]
        self.facts += facts_of_segments(rows, self.population)
        title = figure.select_one(".chart__title").get_text(" ", strip=True)
        if not rates_in(title) <= rates_in(" ".join(row[1] for row in rows[1:])):
            raise UnattributedNumber(f"{self.address}: {title!r}")
        figure.extract()

    def _cell(self, cell, population, code):
        text = cell.get_text(" ", strip=True)
        rate = RATE.search(text)
        if not rate:
            found = bounds(text)
            if found is not None:
                self._bar(cell, *found)
            self.note(population, code, found)
            return
        self._bar(cell, int(rate[1]), int(rate[2] or rate[1]), 100)
        self.facts.append(share(self.month, population, code, text))


def read_programme(answer, address):
    page = ProgrammePage(answer, address)
    facts = page.read()
    nothing_left(page.page, address)
    return facts


def read_groups(answer, address):
    """The same table in a file: of each count the words, its two ends, and the same in per cent."""
    headings, *rows = cells_of(answer)
    titles = headings[3::5]
    if headings[:3] != ["Group", "Level", "Staff"] or len(headings) != 3 + 5 * len(titles):
        raise UnattributedNumber(f"{address}: {headings}")
    facts = []
    for name, _level, size, *cells in rows:
        for at, title in enumerate(titles):
            words, low, high, *rate = cells[5 * at : 5 * at + 5]
            found = bounds(words) if words else None
            if found is None and not any((low, high, *rate)):
                continue
            if found != (int(low), int(high), int(size)):
                raise UnattributedNumber(f"{address}: {name}: {cells}")
            facts.append(Fact(place_asked(address), name, COLUMNS[title], int(low), int(high)))
    return facts


# --- Parts of the staff -------------------------------------------------------------------------------------------


def read_parts(answer, address):
    _headings, *rows = cells_of(answer)
    for row in rows:
        same_numbers(row[1:], address)
    return list(facts_of_parts([row[:2] for row in rows], place_asked(address)))


# --- What linked accounts did -------------------------------------------------------------------------------------


def read_further_table(answer, address):
    """Who is linked is no unknown here, so of linked accounts nothing but the two sides of a month can be tied.

    Who used the portal is on one side or the other. An organisation of this size sees nothing else; the rest
    is tried with lives of real days in tests/adoption/publishing/test_further_worlds.py.
    """
    sides = {}
    for figure, whom, number, _whole, rate in cells_of(answer)[1:]:
        if not NUMBER.search(number + rate):
            continue
        month = MONTH.search(figure)
        side = re.fullmatch(r"(measured|declared): used it in the month", whom)
        if not (figure.startswith("Declared and measured, ") and month and side):
            raise UnattributedNumber(f"{address}: {figure}, {whom}: {number} {rate}")
        sides.setdefault(PLACES[month.group()], {})[side[1]] = ends_of_part(number)
    return [fact for place, found in sides.items() for fact in _used_of_sides(place, found)]


def read_further(answer, address):
    """The same two sides on the page. A share stands before its count, which says more."""
    page = BeautifulSoup(answer.content, "lxml").find("main")
    facts = []
    for row in page.select("table tbody tr"):
        month = row.th.get_text(" ", strip=True)
        *cells, difference = (each.get_text(" ", strip=True) for each in row.select("td"))
        if any(NUMBER.search(each) for each in cells):
            found = zip(
                ("measured", "declared"),
                (ends_of_part(parenthesis(cell)) for cell in cells),
                strict=True,
            )
            facts += _used_of_sides(PLACES[month], dict(found))
        if NUMBER.search(difference) and not all("%" in each for each in cells):
            raise UnattributedNumber(f"{address}: a difference of {difference!r} in {month}")
        row.extract()
    nothing_left(page, address)
    return facts


def _used_of_sides(place, sides):
    """Where one side is exact, both together are who used the portal; else they say less than that count."""
    if set(sides) != {"measured", "declared"}:
        raise UnattributedNumber(f"one side alone in month {place}: {sides}")
    lows, highs = zip(*sides.values(), strict=True)
    if any(low == high for low, high in sides.values()):
        yield Fact(place, ROOT, "used", sum(lows), sum(highs))


# --- The register: how the figures were made ----------------------------------------------------------------------

REGISTERED = {
    "": {
        *("portal", "month", "status", "published_at", "parameters", "audit"),
        *("lost", "figures", "lost_parts", "part_figures"),
    },
    "parameters": {
        *("rule", "threshold", "detail", "coalition", "edge", "closing_day", "scope", "indicators"),
        *("order", "parents", "partition", "parts", "intakes", "late"),
    },
    "audit": {"passed", "figures", "coalitions_asked", "most_coalitions"},
}


def read_registered(answer, address):
    """Settings, the tree, and the chain’s figures. Of a key that comes somebody has to say whose it is."""
    data = json.loads(answer.content)
    for name, keys in REGISTERED.items():
        found = set(data[name] if name else data)
        if not found <= keys:
            raise UnattributedNumber(f"{address}: {found - keys}")
    figures = data["figures"]
    parts = [{**each, "indicator": "parts"} for each in data["part_figures"]]
    kinds = Counter((each["indicator"], each["kind"]) for each in [*figures, *parts])
    lost = Counter()
    for indicator, sizes in {**data["lost"], "parts": data["lost_parts"]}.items():
        for cells in sizes.values():
            lost.update({(indicator, kind): number for kind, number in cells.items()})
    if +lost != kinds:
        raise UnattributedNumber(f"{address}: {lost} of {kinds}")
    if data["parameters"]["intakes"] or data["parameters"].get("late", {}).get("many"):
        raise UnattributedNumber(f"{address}: nothing was sent in these worlds")
    place = place_of(Month.parse(data["month"]))
    whose = [(each["team_name"], each["indicator"], each) for each in figures]
    whose += [(each["name"] or NONE, "used", each) for each in parts]
    return [
        Fact(place, group, indicator, each["low"], each["high"])
        for group, indicator, each in whose
        if each["kind"] != "hidden"
    ]


# --- At the desks: what was noted is nobody’s use; the usage rate beside it is ------------------------------------


def read_desks(answer, address):
    page = BeautifulSoup(answer.content, "lxml").find("main")
    facts, sums = [], []
    for row in page.select("figure table tbody tr"):
        month = PLACES[row.th.get_text(" ", strip=True)]
        *noted, rate = (cell.get_text(" ", strip=True) for cell in row.select("td"))
        sums.append(sum_of_taps([ends_of_taps(each) for each in noted]))
        if RATE.fullmatch(rate):
            facts.append(share(month, ROOT, "used", rate))
        elif NUMBER.search(rate):
            raise UnattributedNumber(f"{address}: {rate!r}")
        row.extract()
    said = NOTED.search(page.h1.get_text(" ", strip=True))
    if said and said[1] != sums[0]:
        raise UnattributedNumber(f"{address}: {said[1]!r} of {sums}")
    for each in page.select(".desk-bars__count"):
        ends_of_taps(each.get_text(strip=True))
    for each in page.select("h1, table, .desk-bars"):
        each.extract()
    nothing_left(page, address)
    return facts


def read_desk_table(answer, _address):
    for row in cells_of(answer)[1:]:
        ends_of_taps(row[-1])
    return []


# --- In a calendar ---------------------------------------------------------------------------------------------------

ENTRY = {
    *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "UID", "SEQUENCE", "DTSTAMP"),
    *("DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "STATUS", "TRANSP", "ACTION", "TRIGGER"),
}


def read_entry(answer, address):
    """The day of what a team planned, for a calendar: days, the address of its page, and no figure."""
    uuid = re.search(r"actions/([\w-]+)\.ics", address)[1]
    for line in answer.text.replace("\r\n ", "").splitlines():
        name, _colon, value = line.partition(":")
        name = name.split(";")[0]
        if name not in ENTRY:
            raise UnattributedNumber(f"{address}: {line!r}")
        if name == "SUMMARY" or name == "DESCRIPTION":
            value = re.sub(r"https?://\S+", "", value)
            if NUMBER.search(value):
                raise UnattributedNumber(f"{address}: {line!r}")
        elif (name == "UID" and not value.startswith(uuid)) or (
            name == "SEQUENCE" and int(value) > 3
        ):
            raise UnattributedNumber(f"{address}: {line!r}")
    return []


# --- All of them --------------------------------------------------------------------------------------------------


def settings_in_force(_answer, _address):
    """Two pages are made of settings: that they say nothing of use is a test of two worlds."""
    return []


READERS = (
    (r"^/usage/equipe/contacts\.(?:csv|xlsx)", read_contact_file),
    (r"^/usage/equipe/contacts/[\w-]+\.svg", read_contact_chart),
    (r"^/usage/equipe/contacts/", read_contacts),
    (r"^/usage/equipe/usage\.(?:csv|xlsx)", read_table),
    (r"^/usage/equipe/groupes\.(?:csv|xlsx)", read_parts),
    (r"^/usage/equipe/[\w-]+\.svg", read_chart),
    (r"^/usage/equipe/(?:\?|$)", read_team_page),
    (r"^/usage/equipe/actions/.*\.ics", read_entry),
    (r"^/usage/programme/(?:\?|$)", read_programme),
    (r"^/usage/programme/rapport/(?:\?|$)", read_report),
    (r"^/usage/programme/rapport(?:\.pdf|/fichier/)", as_the_page),
    (r"^/usage/programme/rapport/overview/tendance/[\w-]+\.svg", read_chart),
    (r"^/usage/programme/rapport/[\w/-]+\.svg", read_report_chart),
    (r"^/usage/programme/rapports\.(?:csv|xlsx|ods)", read_custom_file),
    (r"^/usage/programme/rapports/", read_custom_report),
    (r"^/usage/programme/adoption\.(?:csv|xlsx)", read_groups),
    (r"^/usage/accueil\.(?:csv|xlsx)", read_desk_table),
    (r"^/usage/accueil/[\w-]+\.svg", read_desk_chart),
    (r"^/usage/accueil/", read_desks),
    (r"^/usage/programme/situations\.(?:csv|xlsx)", read_segments),
    (r"^/usage/programme/situations/", read_segment_chart),
    (r"^/usage/programme/cibles\.(?:csv|xlsx)", read_target_lines),
    (r"^/usage/programme/cibles/[\w-]+/[\w-]+\.svg", read_target_chart),
    (r"^/usage/programme/cibles/[\w-]+\.(?:csv|xlsx)", read_target_course),
    (r"^/usage/programme/cibles/", read_targets),
    (r"^/usage/organisation\.(?:csv|xlsx)", read_further_table),
    (r"^/usage/organisation/", read_further),
    (r"^/usage/experiences\.(?:csv|xlsx)", read_attempts_file),
    (r"^/usage/experiences/.*\.svg", read_attempts_chart),
    (r"^/usage/experiences/(?:nouvelle/|[\w-]+/modifier/)", read_experiment_form),
    (r"^/usage/experiences/", read_experiment),
    (r"^/usage/comparaison/[\w-]+\.svg", read_comparison_chart),
    (r"^/usage/comparaison\.(?:csv|xlsx)", read_comparison_file),
    (r"^/usage/comparaison/", read_comparison),
    (r"^/usage/partage/chiffres\.json", read_shared_file),
    (r"^/usage/registre/portail/.*\.json", read_registered),
    (r"^/usage/(?:dossier(?:\.pdf|/)|ce-qui-est-mesure/)", settings_in_force),
    (rf"^/$|^/usage/|^{CAMPAIGN}", read_other),
)


def facts_and_results_of(found):
    """All facts, and all else that is told, of the pages that adoption answers, and of the first screen."""
    told = set()
    for address, answer in found.items():
        if answer.status == 200:
            for pattern, reader in READERS:
                if re.search(pattern, address):
                    told |= set(reader(answer, address))
                    break
    return told


def facts_of(found):
    return {each for each in facts_and_results_of(found) if isinstance(each, Fact)}
