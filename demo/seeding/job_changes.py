"""How two jobs of the demo change: written by a manager of theirs, published by the training manager, read since."""

from collections.abc import Mapping
from uuid import UUID

from ambassadors.job_changes.actions import Line, publish_map, save_draft
from ambassadors.job_changes.enums import ChangeKind
from ambassadors.job_changes.notifications import PUBLISHED
from core.dates import months_after, today
from learning.models import LoadedSource
from people.models import JobFamily, Person, Position
from people.notifications.actions import settle


# By job family, its lines: what becomes of the task, its words, what it becomes, in how many months, lesson, kit.
MODULE = "modules/le-metier-change"
MAPS: dict[str, tuple[tuple[str, str, str, int | None, str, str], ...]] = {
    "Chargés de clientèle": (
        ("goes", "Imprimer les avis d’échéance au guichet", "Le locataire les ouvre lui-même", -2, "", ""),
        ("goes", "Recopier les demandes de travaux dans l’outil", "", 4, "", ""),
        (
            "changes", "Répondre à « où en est ma demande ? »",
            "Expliquer la réponse que le locataire lit déjà à l’écran", -1,
            f"{MODULE}/03-quand-restent-les-appels-difficiles.md", "",
        ),
        (
            "changes", "Recevoir au comptoir", "Aller vers la personne, devant l’écran", 2,
            f"{MODULE}/02-l-accueil-et-ses-cabines.md", "atelier-decouverte",
        ),
        ("comes", "Accompagner une première ouverture de compte", "", 1, "modules/faire-ensemble/module.md", "permanence"),
        ("comes", "Écrire la fiche qui manque aux locataires", "", None, f"{MODULE}/05-la-fiche-qui-manquait.md", ""),
    ),
    "Gardiens d’immeubles": (
        ("goes", "Porter les bons de travaux à l’agence", "", -3, "", ""),
        (
            "changes", "L’état des lieux sur papier", "Il se fait sur la tablette, signé sur place", 3,
            f"{MODULE}/04-la-tablette-du-gardien.md", "",
        ),
        ("comes", "Montrer le portail dans la loge", "", None, "modules/les-services-essentiels/module.md", ""),
    ),
}  # fmt: skip


def seed_job_changes(cast: Mapping[str, Person]) -> None:
    for name, lines in MAPS.items():
        family = JobFamily.objects.filter(name=name).first()
        if family is None:
            continue
        draft = save_draft(
            family=family, by=_manager_of(family), lines=[_line(*line) for line in lines], seen=0, send=True
        )  # fmt: skip
        publish_map(draft=draft, by=cast["training_manager"], seen=draft.edition)
        settle(kind=PUBLISHED, keys=[draft.uuid])  # those concerned have read it


def _manager_of(family: JobFamily) -> Person:
    teams = Position.objects.held_on(today()).filter(job__family=family).order_by().values("team")
    managing = Position.objects.managing(today()).filter(team__in=teams)
    return managing.order_by("pk").select_related("person")[0].person


def _line(kind: str, words: str, becomes: str, months: int | None, course: str, kit: str) -> Line:
    month = None if months is None else months_after(today().replace(day=1), months)
    return Line(
        kind=ChangeKind(kind),
        words=words,
        becomes=becomes,
        starts_on=month,
        course=_key_of(course),
        kit=_key_of(kit and f"kits/{kit}/kit.md"),
    )


def _key_of(source: str) -> UUID | None:
    """Return the translation key of the page loaded from a file; None for "" or one that was not."""
    found = LoadedSource.objects.filter(key=source).values_list("page__translation_key", flat=True)
    return found.first()
