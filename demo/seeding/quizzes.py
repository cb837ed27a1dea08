"""Seed quiz attempts over the months, through the actions of the pages."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import F, Max

from core.dates import today
from demo.generation.dice import Dice
from demo.seeding.answers import right_answer, wrong_answer
from people.models import Person
from people.queries.teams import managers_of
from quizzes.actions.attempts import choose_step, save_response, submit_attempt
from quizzes.actions.essays import mark_answer
from quizzes.actions.extra_time import set_extra_time
from quizzes.actions.placement import answer_placement, start_placement
from quizzes.actions.review import gather_mistakes
from quizzes.actions.sharing import share_result
from quizzes.actions.starts import start_attempt
from quizzes.actions.statistics import publish_statistics
from quizzes.enums import Certainty
from quizzes.kinds.base import Spec
from quizzes.kinds.essay import Essay
from quizzes.kinds.scenario import Scenario
from quizzes.models import Attempt, Quiz
from quizzes.policies import answers_to_mark
from quizzes.queries.asking import attempt_items
from quizzes.specs.codec import from_dict


EVERY_KIND, EXAM = "toutes-les-facons-de-repondre", "proteger-les-donnees"
PLACEMENT, CERTAINTY, TRIES = "ou-en-suis-je", "surs-de-vous", "plusieurs-essais"
SEEKERS, WRITERS, MARKED = 42, 6, 2  # 35 of whom figures may be made, where 30 tell something
THIRD_MORE = 33
COMMENT = "La suite est claire. Ajoutez le délai d’un mois : la personne saura quand vous relancer."


def seed_quiz_attempts(cast: Mapping[str, Person], seed: int) -> None:
    """Let the cast show a learner's screens; colleagues fill the marking queue and the statistics."""
    dice = Dice(seed, "quizzes")
    played = [person.pk for person in cast.values()]
    colleagues = who_learns(played)
    for person in islice(colleagues, SEEKERS):
        take(person, TRIES, dice, skill=0.35 + 0.6 * dice.roll())
    writers = list(islice(colleagues, WRITERS))
    for person in writers:
        take(person, EVERY_KIND, dice, skill=0.6 + 0.4 * dice.roll())
    mark_some(cast["training_manager"])
    publish_statistics(quiz=Quiz.objects.get(slug=TRIES))
    if writers:
        set_extra_time(learner=writers[0], percent=THIRD_MORE)
    seed_cast_attempts(cast, dice)


def seed_cast_attempts(cast: Mapping[str, Person], dice: Dice) -> None:
    """Give Nadia mistakes to repeat and a sent result; Marc a placement and an exam."""
    nadia, marc = cast["agent"], cast["ambassador"]
    take(nadia, TRIES, dice, skill=0.6, days_ago=24)
    passed = take(nadia, CERTAINTY, dice, skill=1, days_ago=9)
    manager = next(iter(managers_of(nadia, today())), None)
    if manager is not None:
        share_result(attempt=passed.uuid, learner=nadia, manager=manager)
    gather_mistakes(learner=nadia)
    take(nadia, EXAM, dice, skill=0.6, days_ago=1)
    find_the_level(marc, dice)
    take(marc, EXAM, dice, skill=1, days_ago=12)


def who_learns(but: Iterable[int]) -> Iterable[Person]:
    """Employed people who have read a lesson, with the day of the last one."""
    staff = Person.objects.staff().filter(is_active=True, lesson_progress__isnull=False)
    found = staff.exclude(pk__in=but).annotate(came=Max("lesson_progress__started_at"))
    return iter(found.order_by("pk"))


def take(
    person: Person, slug: str, dice: Dice, *, skill: float, days_ago: int | None = None
) -> Attempt:
    """Submit a whole attempt, each answer right with probability `skill`; then move it to its day."""
    attempt = start_attempt(quiz=Quiz.objects.get(slug=slug), learner=person)
    for item in attempt_items(attempt):
        answer(attempt, item, dice, skill)
    submitted = submit_attempt(attempt=attempt.uuid)
    if days_ago is not None:
        backdate_attempt(submitted, timedelta(days=days_ago))
    elif hasattr(person, "came"):
        backdate_attempt(submitted, submitted.started_at - later_that_day(person.came))
    return submitted


def answer(attempt: Attempt, item: Any, dice: Dice, skill: float) -> None:
    spec = from_dict(item.version.spec)
    if not spec.is_answerable:
        return
    if isinstance(spec, Scenario):
        play(attempt, item, spec, dice, skill)
        return
    save_response(
        attempt=attempt.uuid,
        slot=item.slot,
        raw=draw_response(spec, dice, skill),
        sequence=1,
        certainty=Certainty.SURE if dice.chance(skill) else dice.pick(Certainty.values),
    )


def draw_response(spec: Spec, dice: Dice, skill: float) -> dict:
    return right_answer(spec) if dice.chance(skill) else wrong_answer(spec, dice)


def play(attempt: Attempt, item: Any, spec: Scenario, dice: Dice, skill: float) -> None:
    response = draw_response(spec, dice, skill)["path"]
    for step, choice in enumerate(response):
        choose_step(attempt=attempt.uuid, slot=item.slot, step=step, choice=choice)


def find_the_level(person: Person, dice: Dice) -> None:
    """Complete a placement: easy questions are known, hard ones are not."""
    attempt = start_placement(quiz=Quiz.objects.get(slug=PLACEMENT), learner=person, self_level=5)
    while attempt.submitted_at is None:
        item = attempt_items(attempt)[-1]
        knows = (item.difficulty or 0) + 3 * dice.roll() - 1.5 < 5.5
        spec = from_dict(item.version.spec)
        response = right_answer(spec) if knows else wrong_answer(spec, dice)
        attempt = answer_placement(attempt=attempt.uuid, slot=item.slot, raw=response)
    backdate_attempt(attempt, timedelta(days=30))


def mark_some(marker: Person) -> None:
    """Mark some essays; the rest wait."""
    for item in answers_to_mark(marker).order_by("pk")[:MARKED]:
        spec = from_dict(item.version.spec)
        lines = len(spec.criteria) if isinstance(spec, Essay) else 0
        percents = [100, *[50] * (lines - 1)]
        mark_answer(item=item, by=marker, percents=percents, comment=COMMENT, seen=0)


def later_that_day(day: datetime) -> datetime:
    return day + timedelta(hours=2)


def backdate_attempt(attempt: Attempt, by: timedelta) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=F("started_at") - by - timedelta(minutes=14),
        submitted_at=F("submitted_at") - by,
        closes_at=F("closes_at") - by,
    )
    attempt.items.update(saved_at=F("saved_at") - by)
