"""Seed commitments of management: one that stands, one kept, one not kept; and what was asked about them."""

from datetime import date, timedelta
from typing import Any

from ambassadors.commitments.actions import change_commitment, write_commitment
from ambassadors.commitments.enums import CommitmentKind, CommitmentState
from ambassadors.commitments.models import Commitment
from ambassadors.help.actions.questions import answer_question, submit_question
from ambassadors.help.enums import QuestionAbout
from ambassadors.help.models import BoxedQuestion
from core.dates import first_day_of_week, months_before


# What is said, by whom, how many months ago it was published and how many days from now its day is.
COMMITMENTS: tuple[dict[str, Any], ...] = (
    {
        "kind": CommitmentKind.JOBS,
        "text": "Aucun poste d’accueil n’est supprimé du fait du portail.",
        "owner": "Direction générale",
        "months_ago": 6,
        "due_in": 395,
    },
    {
        "kind": CommitmentKind.TIME,
        "text": "Chaque agence garde deux demi-journées par semaine pour recevoir sans rendez-vous.",
        "owner": "Direction de la clientèle",
        "months_ago": 6,
        "due_in": -20,
        "state": CommitmentState.KEPT,
    },
    {
        "kind": CommitmentKind.RETRAINING,
        "text": "Avant l’automne, une formation est proposée à chaque agent dont les tâches changent.",
        "owner": "Direction des ressources humaines",
        "months_ago": 5,
        "due_in": -60,
        "state": CommitmentState.NOT_KEPT,
        "reason": "Les agences les plus petites attendent encore leur session : elles ont lieu au premier trimestre.",
    },
)
# As they were asked, in other words, and the answer.
QUESTIONS = (
    (
        "Et quand le portail marchera bien, on nous dira quoi, à l’accueil ?",
        "Que devient l’accueil quand la plupart des demandes passent par le portail ?",
        "L’accueil reste ouvert. Le temps gagné va aux situations difficiles et à qui ne peut pas se servir du portail.",
    ),
    (
        "La formation promise, chez nous on ne l’a jamais vue.",
        "Pourquoi la formation promise n’a-t-elle pas eu lieu partout ?",
        "Il manquait des formateurs. Les sessions qui restent ont lieu au premier trimestre, pendant le temps de travail.",
    ),
)


def seed_commitments(on: date) -> None:
    for given in COMMITMENTS:
        words = {name: given[name] for name in ("kind", "text", "owner")}
        due = on + timedelta(days=given["due_in"])
        commitment = write_commitment(**words, due_on=due, publishes=True)
        if "state" in given:
            change_commitment(
                commitment=commitment,
                after=0,
                state=given["state"],
                reason=given.get("reason", ""),
            )
        _date_back(commitment, months_before(on, given["months_ago"]), due)
    _seed_questions(on)


def _date_back(commitment: Commitment, published_on: date, due: date) -> None:
    Commitment.objects.filter(pk=commitment.pk).update(published_on=published_on)
    settled = Commitment.objects.filter(pk=commitment.pk, settled_on__isnull=False)
    if settled.update(settled_on=due):
        commitment.revisions.update(changed_on=due)


def _seed_questions(on: date) -> None:
    """Asked three weeks ago, answered in the week after, out a week ago."""
    monday = first_day_of_week(on)
    for asked, reworded, answer in QUESTIONS:
        submit_question(text=asked, about=QuestionAbout.COMMITMENTS)
        question = BoxedQuestion.objects.get(text=asked)
        answer_question(question=question, text=reworded, answer=answer)
    BoxedQuestion.objects.filter(about=QuestionAbout.COMMITMENTS).update(
        week=monday - timedelta(weeks=3), shown_from=monday - timedelta(weeks=1)
    )
