"""The search and the catalogue over 2,000 lessons, as the server answers them, in turn with a bare Django page.

On SQLite, and on PostgreSQL where it is installed.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.db import transaction

from benchmarks.pages import Browser, Server, in_turn
from tests.e2e import site as sites
from tests.services import Missing, postgresql


MODULES, LESSONS_EACH, WORDS_EACH = 200, 10, 600
SEARCHES = {
    "one word": "portail",
    "three words": "mot+de+passe",
    "a mistyped word": "navigatuer+dossier",
    "five rare words": "mot12+mot345+mot678+mot901+mot2345",
    "nothing": "zzzzzzzz",
}
COMMON = [
    "portail",
    "mot",
    "de",
    "passe",
    "compte",
    "agent",
    "accueil",
    "usager",
    "dossier",
    "message",
    "donnée",
    "courriel",
    "sécurité",
    "fichier",
    "onglet",
    "navigateur",
    "pièce",
    "jointe",
    "demande",
    "suivi",
    "droit",
    "réunion",
    "partage",
    "écran",
    "service",
]


def measure() -> dict:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        figures: dict = {"sqlite": _asked(sites.environment(Path(top)))}
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        try:
            with postgresql() as address:
                figures["postgresql"] = _asked(sites.environment(Path(top), **address))
        except Missing as missing:
            figures["postgresql"] = str(missing)
    return figures


def _asked(settings: dict[str, str]) -> dict:
    sites.seed(settings)
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.catalog"],
        cwd=sites.ROOT, env=os.environ | settings, check=True,
    )  # fmt: skip
    agent = sites.manage("demo_accounts", "--role", "agent", **settings).strip()
    with (
        Server(settings, "config.wsgi") as (url, pid),
        Server(settings, "benchmarks.bare") as (bare_url, bare_pid),
    ):
        browser = Browser(url)
        browser.sign_in(agent)
        asked = {"bare page": (Browser(bare_url), bare_pid, "/")}
        asked["whole catalogue"] = (browser, pid, "/apprendre/")
        asked["catalogue, one word"] = (browser, pid, "/apprendre/?q=portail")
        for name, words in SEARCHES.items():
            asked[name] = (browser, pid, f"/contenus/recherche/?q={words}")
        return in_turn(asked)


def fill() -> None:
    """Modules and lessons of words drawn with a fixed seed, published as an editor would."""
    from learning.models import CatalogPage, LessonPage, ModulePage  # noqa: PLC0415 - set up first

    draw = random.Random(7)
    catalog = CatalogPage.objects.order_by("path")[0]
    with transaction.atomic():
        for number in range(MODULES):
            module = ModulePage(title=f"Module {number}", slug=f"m-{number}", summary="Résumé.")
            catalog.add_child(instance=module)
            for lesson in range(LESSONS_EACH):
                words = draw.choices([*COMMON, *(f"mot{n}" for n in range(3000))], k=WORDS_EACH)
                body = [{"type": "text", "value": f"<p>{' '.join(words)}</p>"}]
                page = LessonPage(title=" ".join(words[:5]), slug=f"l-{lesson}", goal="essayer")
                page.body = body
                module.add_child(instance=page)


if __name__ == "__main__":
    django.setup()
    fill()
