"""Load the starter courses, and seed what people have learnt of them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.conf import settings

from cms.actions import report_screen_changed
from cms.languages import source_language
from cms.models import PortalScreen
from demo.generation.model import Demo, LessonDone
from demo.seeding.answers import right_answer
from demo.seeding.organisation import at_work, require_complete
from learning.actions.notes import keep_bookmark, save_note
from learning.enums import Need
from learning.importers.variants import load_variant
from learning.models import Lesson, LessonProgress, Path
from people.models import Person
from quizzes.actions import save_response, start_attempt, submit_attempt
from quizzes.models import Attempt
from quizzes.queries import items_of
from quizzes.specs import from_dict


CONTENT = settings.BASE_DIR / "content"
VARIANT = "logement"  # the demo organisation lets homes
LONG_ENOUGH = timedelta(minutes=9)
WELCOME = "accueillir-avec-le-portail"
SCREEN, READERS = "accueil", 3  # who said that it looks otherwise now
NOTES = {
    0: "Mon code est sur la feuille du service numérique, pas sur l’avis d’échéance.",
    3: "Une marche de plus à chaque visite. Essayer avec Marc.",
}
KEPT = (0, 3)


def load_courses() -> None:
    for language in ("fr", "en"):
        require_complete(load_variant(CONTENT / language, variant=VARIANT))
    for _reader in range(READERS):
        report_screen_changed(screen=PortalScreen.objects.get(slug=SCREEN))


def seed_learning(demo: Demo, cast: Mapping[str, Person]) -> None:
    """Mark lessons as read as the demo says; the cast have passed their quizzes."""
    lessons = lessons_in_order(Path.objects.get(slug=WELCOME))
    people = Person.objects.in_bulk(field_name="staff_number")
    read(demo.learning, people, lessons)
    actors = {person.staff_number for person in cast.values()}
    for done in demo.learning:
        quiz = lessons[done.lesson].required_quiz
        if done.staff_number in actors and quiz is not None:
            pass_quiz(people[done.staff_number], quiz, done.done_on)
    annotate(cast["agent"], lessons)


def annotate(person: Person, lessons: list[Lesson]) -> None:
    for place, text in NOTES.items():
        save_note(person=person, lesson=lessons[place], text=text)
    for place in KEPT:
        keep_bookmark(person=person, lesson=lessons[place])


def do_all(person: Person, path: Path, day: date) -> None:
    lessons = lessons_in_order(path)
    LessonProgress.objects.filter(person=person, lesson__in=lessons).delete()
    LessonProgress.objects.bulk_create(
        LessonProgress(
            person=person,
            lesson=lesson,
            started_at=at_work(day),
            read_at=at_work(day) + LONG_ENOUGH,
        )
        for lesson in lessons
    )
    for lesson in lessons:
        if lesson.required_quiz is not None:
            pass_quiz(person, lesson.required_quiz, day)


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


def pass_quiz(person: Person, quiz, day: date) -> None:
    """Submit a full attempt with every right answer, moved to its day."""
    attempt = start_attempt(quiz=quiz, learner=person)
    for item in items_of(attempt):
        answer = right_answer(from_dict(item.version.spec))
        save_response(attempt=attempt.uuid, slot=item.slot, raw=answer, sequence=1)
    submit_attempt(attempt=attempt.uuid)
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=at_work(day), submitted_at=at_work(day) + LONG_ENOUGH
    )
