"""A file of 2,000 questions in GIFT: first, again, and out and back in two formats."""

from pathlib import Path
from typing import Any

from benchmarks.servers import Servers


QUESTIONS = 2_000
FORMATS = ("moodle-xml", "xlsx")
OF_EACH_KIND = (
    "Qui est chargé de l’accueil {n} ?{{=L’agent#Oui ~%50%Le chef#Presque ~Personne ####Voir la leçon}}",
    "Quels services ouvrent à {n} heures ?{{~%50%L’état civil ~%50%L’urbanisme ~%-100%Aucun}}",
    "La règle {n} vaut-elle pour tous ?{{TRUE#Relisez-la#Oui}}",
    "Quel est le mot de la règle {n} ?{{=décret =%50%arrêté*}}",
    "Combien de jours pour le cas {n} ?{{#={n}:0.5#Oui =%50%{n}:5}}",
    "Rangez les pièces du dossier {n}.{{=Nom -> Identité =Rue -> Adresse =Ville -> Commune}}",
)


def measure(servers: Servers) -> dict[str, Any]:
    settings = servers.settings("question_import")
    folder = Path(settings["VAR_DIR"])
    file = folder / "bank.gift"
    file.write_text(_gift(), encoding="utf-8")
    takes_in = ("import_questions", str(file), "--format", "gift")
    commands: dict[str, tuple[str, ...]] = {"first": takes_in, "again": takes_in}
    for name in FORMATS:
        out = str(folder / f"out.{name}")
        commands[f"out, {name}"] = ("export_questions", "--format", name, "--output", out)
        commands[f"back, {name}"] = ("import_questions", out, "--format", name)
    ms, came = {}, {}
    for name, command in commands.items():
        ms[name], outcome = servers.run(settings, *command)
        came[name] = outcome._asdict()
    servers.drop("question_import")
    return {"ms": ms, "questions": QUESTIONS, **came}


def _gift() -> str:
    parts = []
    for number in range(QUESTIONS):
        if number % 100 == 0:
            parts.append(f"$CATEGORY: Banque/Partie {number // 100}")
        asks = OF_EACH_KIND[number % len(OF_EACH_KIND)].format(n=number)
        parts.append(f"// [id:q{number}] [tag:partie {number % 7}]\n::Question {number}::{asks}")
    return "\n\n".join(parts) + "\n"
