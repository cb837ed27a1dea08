"""The starter courses, and what people have learnt of them."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings

from adoption.demo.model import Demo, LessonDone
from adoption.seeding.answers import right_answer
from adoption.seeding.organisation import at_work, whole
from core.dates import today
from learning.actions import enrol_people
from learning.importers.content import load_content
from learning.models import Lesson, LessonProgress, Module, Path, PathModule
from learning.queries import people_of_team
from people.models import Person, Team
from quizzes.actions import save_response, start_attempt, submit_attempt
from quizzes.models import Attempt
from quizzes.queries import items_of
from quizzes.specs import from_dict


CONTENT = settings.BASE_DIR / "content" / "fr"
LONG_ENOUGH = timedelta(minutes=9)
MANDATORY = "Protéger les données des locataires"
MANDATORY_SUMMARY = "Le module sur le RGPD, que chaque agent de l’accueil doit avoir suivi."
MANDATORY_MODULE = "le-rgpd-au-quotidien"


def load_courses() -> None:
    whole(load_content(CONTENT))


def replay(demo: Demo, cast: dict[str, Person]) -> None:
    """Everybody is enrolled; lessons are read as the demo says; the cast has passed its quizzes."""
    path = Path.objects.get()
    staff = Person.objects.filter(is_active=True)
    enrol_people(people=staff, path=path, mandatory=False)
    lessons = lessons_in_order(path)
    people = Person.objects.in_bulk(field_name="staff_number")
    read(demo.learning, people, lessons)
    actors = {person.staff_number for person in cast.values()}
    for done in demo.learning:
        quiz = lessons[done.lesson].required_quiz
        if done.staff_number in actors and quiz is not None:
            pass_quiz(people[done.staff_number], quiz, done.done_on)


def make_training_mandatory(cast: dict[str, Person]) -> None:
    """One module for the team of the cast's manager, due last week: some have done it, some are late.

    For nobody of the cast, whose screens stay those of their role.
    """
    path = Path.objects.create(title=MANDATORY, slug="rgpd-obligatoire", summary=MANDATORY_SUMMARY)
    PathModule.objects.create(path=path, module=Module.objects.get(pages__slug=MANDATORY_MODULE))
    team = Team.objects.held_by(cast["manager"], today()).first()
    played = [person.pk for person in cast.values()]
    people = list(people_of_team(team, on=today()).exclude(pk__in=played).order_by("pk"))
    due_on = today() - timedelta(days=7)
    enrol_people(people=people, path=path, mandatory=True, due_on=due_on)
    for place, person in enumerate(people[::2]):
        do_all(person, path, due_on - timedelta(days=20 - place))


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
    order = {
        module: place
        for place, module in enumerate(
            path.entries.order_by("sort_order").values_list("module_id", flat=True)
        )
    }
    lessons = (
        Lesson.objects.filter(module__in=order, pages__live=True)
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
    """A full attempt with every right answer, moved to its day."""
    attempt = start_attempt(quiz=quiz, learner=person)
    for item in items_of(attempt):
        answer = right_answer(from_dict(item.version.spec))
        save_response(attempt=attempt.uuid, slot=item.slot, raw=answer, sequence=1)
    submit_attempt(attempt=attempt.uuid)
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=at_work(day), submitted_at=at_work(day) + LONG_ENOUGH
    )
