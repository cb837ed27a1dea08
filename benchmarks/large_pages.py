"""Pages of an organisation of 70,000 staff in 5,000 teams, two years of months out, beside the bare pages.

With everything there is to say (benchmarks/large_filling.py). The page of a team whose count is hidden stands beside
that of one whose count is shown, in time and in bytes (P29).
"""

import html
import re
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.browser import Browser, found
from benchmarks.large_filling import ADMINISTRATOR, AT_A_DESK, MANAGER, READER
from benchmarks.servers import Servers, Web, in_own_process
from benchmarks.turns import Pace, Page, bare_pages, get, take_turns
from tests.e2e import site as sites


STAFF, TEAMS = 70_000, 5_000
PACE = Pace(rounds=3, requests=8, warm_up=24, bare_requests=60)
# {names} are those of large_filling.
PAGES = {
    "first screen": (AT_A_DESK, "/"),
    "first screen of a manager": (MANAGER, "/"),
    "catalogue": (AT_A_DESK, "/apprendre/"),
    "search": (AT_A_DESK, "/contenus/recherche/?q=mot+de+passe"),
    "search, mistyped": (AT_A_DESK, "/contenus/recherche/?q=navigatuer+dossier"),
    "own data": (AT_A_DESK, "/compte/mes-donnees/"),
    "manager's page": (MANAGER, "/usage/equipe/"),
    "manager's page, hidden": (READER, "/usage/equipe/?equipe={hidden}"),
    "manager's page, shown": (READER, "/usage/equipe/?equipe={shown}"),
    "manager's page, organisation": (READER, "/usage/equipe/?equipe={organisation}"),
    "mandatory training": (READER, "/parcours/obligatoires/"),
    "mandatory training, late": (READER, "/parcours/obligatoires/?etat=late"),
    "programme of learning": (READER, "/parcours/programme/"),
    "programme of use": (READER, "/usage/programme/"),
    "programme of use, last page": (READER, "/usage/programme/?page=9999"),
    "targets": (READER, "/usage/programme/cibles/"),
    "quarters": (READER, "/usage/programme/trimestres/"),
    "report": (READER, "/usage/programme/rapport/"),
    "experiment of a third of the teams": (READER, "/usage/experiences/{programme}/"),
    "at the desks": (READER, "/usage/accueil/"),
    "staff list": (ADMINISTRATOR, "/admin/agents/"),
    "staff list, searched": (ADMINISTRATOR, "/admin/agents/?q=durand12"),
    "tree of teams": (ADMINISTRATOR, "{teams}"),
    "checks of the organisation": (ADMINISTRATOR, "{checks}"),
}
CHARTS_OF, CHART = "/usage/programme/trimestres/", "/usage/programme/trimestres/light.svg"


def measure(servers: Servers) -> dict[str, Any]:
    settings = servers.settings("large")
    filled = (str(STAFF), str(TEAMS), sites.PASSWORD)
    places = in_own_process("large_filling", settings, *filled)
    with servers.serving(settings) as web:
        browsers = {name: Browser(web.url) for name, _path in PAGES.values()}
        for name, browser in browsers.items():
            browser.sign_in(name)
        pages = {
            name: get(web, browsers[who], path.format_map(places))
            for name, (who, path) in PAGES.items()
        }
        drawings = Path(settings["VAR_DIR"], "cache", "drawings")
        pages |= _chart(web, browsers[READER], drawings)
        with bare_pages(servers, settings, browsers[AT_A_DESK]) as bare:
            costs, sizes = take_turns(servers, bare | pages, PACE)
    servers.drop("large")
    return {"staff": STAFF, "teams": TEAMS, "ms": costs, "bytes": sizes}


def _chart(web: Web, browser: Browser, drawings: Path) -> dict[str, Page]:
    """Return a chart that is kept from an earlier reader, and the same where nothing is kept of it."""
    _, page = browser.ask("GET", CHARTS_OF)
    address = html.unescape(found(f'({re.escape(CHART)}[^"]*)', page))
    read = partial(browser.ask_bytes, "GET", address)

    def draw() -> tuple[int, bytes]:
        shutil.rmtree(drawings, ignore_errors=True)
        return read()

    return {"chart": Page(web, read), "chart, drawn anew": Page(web, draw)}
