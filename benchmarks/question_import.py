"""Files of questions: 10,000 in GIFT on SQLite and PostgreSQL, first, again, and out in every format."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e import site as sites
from tests.services import Missing, postgresql


QUESTIONS = 10_000
FORMATS = ("gift", "moodle-xml", "csv", "xlsx")
OF_EACH_KIND = (
    "Qui est chargé de l’accueil {n} ?{{=L’agent#Oui ~%50%Le chef#Presque ~Personne ####Voir la leçon}}",
    "Quels services ouvrent à {n} heures ?{{~%50%L’état civil ~%50%L’urbanisme ~%-100%Aucun}}",
    "La règle {n} vaut-elle pour tous ?{{TRUE#Relisez-la#Oui}}",
    "Quel est le mot de la règle {n} ?{{=décret =%50%arrêté*}}",
    "Combien de jours pour le cas {n} ?{{#={n}:0.5#Oui =%50%{n}:5}}",
    "Rangez les pièces du dossier {n}.{{=Nom -> Identité =Rue -> Adresse =Ville -> Commune}}",
)


def measure() -> dict:
    figures: dict = {}
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        folder = Path(top)
        file = folder / "bank.gift"
        file.write_text(_gift(), encoding="utf-8")
        figures["sqlite"] = _doors(file, folder, sites.environment(folder))
        try:
            with postgresql() as address:
                figures["postgresql"] = _doors(file, folder, sites.environment(folder, **address))
        except Missing as missing:
            figures["postgresql"] = str(missing)
    return figures


def _gift() -> str:
    parts = []
    for number in range(QUESTIONS):
        if number % 100 == 0:
            parts.append(f"$CATEGORY: Banque/Partie {number // 100}")
        asks = OF_EACH_KIND[number % len(OF_EACH_KIND)].format(n=number)
        parts.append(f"// [id:q{number}] [tag:partie {number % 7}]\n::Question {number}::{asks}")
    return "\n\n".join(parts) + "\n"


def _doors(file: Path, folder: Path, settings: dict[str, str]) -> dict:
    sites.manage("migrate", "-v0", **settings)
    takes_in = ("import_questions", str(file), "--format", "gift")
    figures = {"first": _run(settings, *takes_in), "again": _run(settings, *takes_in)}
    for name in FORMATS:
        out = folder / f"out.{name}"
        figures[f"out_{name}"] = _run(
            settings, "export_questions", "--format", name, "--output", str(out)
        )
        figures[f"back_{name}"] = _run(settings, "import_questions", str(out), "--format", name)
    return figures


def _run(settings: dict[str, str], *command: str) -> dict:
    """Seconds and peak memory of the command, start-up included, and the last line that it says."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", *command],
        cwd=sites.ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as printed:
        lines = printed.read().strip().splitlines()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_mib": used.ru_maxrss // 1024,
        "said": lines[-1] if lines else "",
    }
