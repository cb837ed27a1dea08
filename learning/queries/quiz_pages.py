"""Queries of the lesson or path that asks for a quiz."""

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from cms.queries import page_addresses
from learning.models import Enrolment
from learning.policies import paths_visible_to, published_lesson_pages
from people.models import Person
from quizzes.models import Quiz


def quiz_address_in_lesson(quiz: Quiz) -> str:
    """Return the address of the quiz in the published lesson that asks for it; "" when there is none."""
    return quiz_addresses_in_lessons([quiz]).get(quiz.pk, "")


def quiz_addresses_in_lessons(quizzes: list[Quiz]) -> dict[int, str]:
    """Return the address of each quiz that a lesson asks for, in one query."""
    address = page_addresses()
    pages = published_lesson_pages().filter(record__required_quiz__in=quizzes)
    addresses: dict[int, str] = {}
    for page in pages.select_related("record"):
        quiz = page.record.required_quiz_id if page.record else None
        if quiz is not None:
            addresses.setdefault(quiz, f"{address(page.url_path)}#quiz-{quiz}")
    return addresses


def placement_path_address(person: Person, quiz: Quiz, begun_from: str) -> str:
    """Return the address of the path that a quiz is the placement of, or "".

    Of several, that of the page `begun_from`; else one that the person follows, the last begun first.
    """
    followed = Enrolment.objects.filter(person=person, path=OuterRef("pk"))
    paths = (
        paths_visible_to(person)
        .filter(placement_quiz=quiz)
        .annotate(
            is_followed=Exists(followed),
            since=Subquery(followed.order_by("-enrolled_at").values("enrolled_at")[:1]),
        )
        .order_by("-is_followed", "-since", "pk")
    )
    addresses = [reverse("learning:path", args=[path.uuid]) for path in paths]
    return begun_from if begun_from in addresses else next(iter(addresses), "")
