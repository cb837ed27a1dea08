"""Seed case studies: one that waits for its readers, one worked through, words of thanks that are shown."""

from datetime import timedelta

from ambassadors.cases.actions import add_case_line, finish_workshop, keep_case, propose_case
from ambassadors.cases.enums import CaseKind, CaseStep
from ambassadors.cases.models import CaseStudy
from core.dates import today
from people.enums import Role
from people.models import Person


IN_READING = {
    "title": "Une matinée gagnée à l’accueil",
    "happened": "La personne venait pour une attestation. Elle pensait attendre toute la matinée.",
    "at_desk": "Nous avons ouvert son espace avec elle. Elle a tenu la souris, et l’a trouvée seule.",
    "behind": "",
    "would_help": "Un écran tourné vers le public, et un endroit calme.",
}
WORKED = {
    "title": "« En cours » pendant un mois",
    "happened": "La personne a déposé sa pièce sur le portail. Un mois plus tard, l’écran disait toujours : en cours. "
    "Elle a appelé deux fois. On lui a dit d’attendre, puis de tout renvoyer.",
    "at_desk": "À l’accueil, on voyait la même phrase qu’elle, et rien de plus.",
    "behind": "La photo était coupée. Le retour était prévu par courrier.",
    "would_help": "Savoir le jour même qu’une pièce est illisible.",
}
LINES = (
    (CaseStep.HAPPENED, "Un mois sans nouvelles, deux appels, deux réponses différentes"),
    (CaseStep.DESK, "Nous n’avons rien vu de plus que la personne"),
    (CaseStep.BEHIND, "Nous savions dès le troisième jour que la photo était coupée"),
    (CaseStep.MISSING, "Il manquait un mot sur l’écran, le jour même"),
    (CaseStep.CHANGE, "Les coulisses envoient un message dès qu’une pièce est illisible, à partir du mois prochain"),
)  # fmt: skip
THANKS = {
    "title": "par un message, après une première demande en ligne",
    "happened": "Je ne pensais pas y arriver seule. Merci de m’avoir laissé essayer.",
    "said_by": "une grand-mère",
}


def seed_cases() -> None:
    readers = [
        Person.objects.with_role(role).filter(is_active=True).order_by("pk").first()
        for role in (Role.TRAINING_MANAGER, Role.EDITOR)
    ]
    worked = propose_case(kind=CaseKind.COMPLAINT, texts=WORKED)
    thanks = propose_case(
        kind=CaseKind.THANKS, texts=THANKS, consent_on=today() - timedelta(days=12)
    )
    for case in (worked, thanks):
        for reader in filter(None, readers):
            keep_case(case=case, reader=reader)
    for step, text in LINES:
        add_case_line(case=worked, step=step, text=text)
    finish_workshop(case=worked)
    CaseStudy.objects.filter(pk__in=[worked.pk, thanks.pk]).update(
        proposed_on=today() - timedelta(days=30)
    )
    propose_case(kind=CaseKind.GOOD_DEED, texts=IN_READING)
