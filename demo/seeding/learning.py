"""Load the starter courses, and seed what people have learnt of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from django.conf import settings

from cms.actions import report_screen_changed
from cms.languages import source_language
from cms.models import PortalScreen
from demo.campaign.model import Campaign
from demo.generation.model import Demo, LessonDone
from demo.seeding.answers import right_answer
from demo.seeding.organisation import at_work, require_complete
from learning.actions.notes import keep_bookmark, save_note
from learning.enums import Need
from learning.importers.variants import load_variant
from learning.models import (
    Certificate,
    Lesson,
    LessonProgress,
    Path,
    PracticeCompletion,
)
from people.models import Person
from quizzes.actions.attempts import save_response, submit_attempt
from quizzes.actions.starts import start_attempt
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.queries.asking import attempt_items
from quizzes.specs.codec import from_dict


CONTENT = settings.BASE_DIR / "content"
LONG_ENOUGH = timedelta(minutes=9)
WELCOME = "accueillir-avec-le-portail"
SCREEN, READERS = "accueil", 3  # who said that it looks otherwise now
Row = TypeVar("Row", Attempt, AttemptItem)


def load_courses(campaign: Campaign) -> None:
    for language in ("fr", "en"):
        require_complete(load_variant(CONTENT / language, variant=campaign.settings.variant))
    screen = PortalScreen.objects.get(slug=SCREEN, portal__slug=campaign.portal.slug)
    for _reader in range(READERS):
        report_screen_changed(screen=screen)


def seed_learning(demo: Demo, cast: Mapping[str, Person]) -> None:
    """Mark lessons as read as the demo says; the cast have passed their quizzes."""
    lessons = lessons_in_order(Path.objects.get(slug=WELCOME))
    people = Person.objects.in_bulk(field_name="staff_number")
    read(demo.learning, people, lessons)
    actors = {person.staff_number for person in cast.values()}
    complete_lessons(
        [
            (people[done.staff_number], lessons[done.lesson], done.done_on)
            for done in demo.learning
            if done.staff_number in actors
        ]
    )
    annotate(cast["agent"], demo.campaign.invented.notes, lessons)


def annotate(person: Person, notes: Mapping[int, str], lessons: list[Lesson]) -> None:
    for place, text in notes.items():
        save_note(person=person, lesson=lessons[place], text=text)
    for place in notes:
        keep_bookmark(person=person, lesson=lessons[place])


def do_all(path: Path, days: Mapping[Person, date]) -> None:
    """Have each of these people do the whole path on their day."""
    lessons = lessons_in_order(path)
    LessonProgress.objects.filter(person__in=days, lesson__in=lessons).delete()
    LessonProgress.objects.bulk_create(
        (
            LessonProgress(
                person=person,
                lesson=lesson,
                started_at=at_work(day),
                read_at=at_work(day) + LONG_ENOUGH,
            )
            for person, day in days.items()
            for lesson in lessons
        ),
        batch_size=500,
    )
    complete_lessons([(person, lesson, day) for person, day in days.items() for lesson in lessons])


def lessons_in_order(path: Path) -> list[Lesson]:
    """Lessons of the modules that the path requires, each once whatever its languages."""
    entries = path.entries.filter(need=Need.REQUIRED).order_by("sort_order")
    order = {
        module: place for place, module in enumerate(entries.values_list("module_id", flat=True))
    }
    own = {"pages__live": True, "pages__locale__language_code": source_language()}
    lessons = (
        Lesson.objects.filter(module__in=order, **own)
        .select_related("required_quiz")
        .order_by("pages__path")
    )
    return sorted(lessons, key=lambda lesson: order[lesson.module_id])


def read(facts: Iterable[LessonDone], people: dict[str, Person], lessons: list[Lesson]) -> None:
    LessonProgress.objects.bulk_create(
        (
            LessonProgress(
                person=people[done.staff_number],
                lesson=lessons[done.lesson],
                started_at=at_work(done.done_on),
                read_at=at_work(done.done_on) + LONG_ENOUGH,
            )
            for done in facts
        ),
        batch_size=500,
    )


def complete_lessons(done: Sequence[tuple[Person, Lesson, date]]) -> None:
    """Give what lessons ask for besides being read."""
    pass_quizzes(done)
    PracticeCompletion.objects.bulk_create(
        (
            PracticeCompletion(
                person=person, task=lesson.required_practice, done_at=at_work(day) + LONG_ENOUGH
            )
            for person, lesson, day in done
            if lesson.required_practice
        ),
        batch_size=500,
        ignore_conflicts=True,
    )


def pass_quizzes(done: Iterable[tuple[Person, Lesson, date]]) -> None:
    """Give full attempts with every right answer: the first at each quiz is played, the others copy it."""
    played: dict[Quiz, Attempt] = {}
    attempts = []
    for person, lesson, day in done:
        quiz = lesson.required_quiz
        if quiz is None:
            continue
        moments = {"started_at": at_work(day), "submitted_at": at_work(day) + LONG_ENOUGH}
        if quiz in played:
            attempts.append(_copy(played[quiz], uuid=uuid4(), learner_id=person.pk, **moments))
        else:
            played[quiz] = play(quiz, person)
            Attempt.objects.filter(pk=played[quiz].pk).update(**moments)
    items = {quiz.pk: list(attempt.items.all()) for quiz, attempt in played.items()}
    AttemptItem.objects.bulk_create(
        (
            _copy(item, attempt_id=attempt.pk)
            for attempt in Attempt.objects.bulk_create(attempts, batch_size=500)
            for item in items[attempt.quiz_id]
        ),
        batch_size=500,
    )
    Certificate.objects.exclude(module=None).delete()  # of the day of loading, not of the quiz


def play(quiz: Quiz, person: Person) -> Attempt:
    attempt = start_attempt(quiz=quiz, learner=person)
    for item in attempt_items(attempt):
        answer = right_answer(from_dict(item.version.spec))
        save_response(attempt=attempt.uuid, slot=item.slot, raw=answer, sequence=1)
    return submit_attempt(attempt=attempt.uuid)


def _copy(row: Row, **changed: Any) -> Row:
    """Return a new row with the values of another, but for its key and what the database computes."""
    fields = [
        field for field in row._meta.concrete_fields if not (field.primary_key or field.generated)
    ]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in fields} | changed)
