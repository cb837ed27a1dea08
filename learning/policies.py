from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.permissions import policy_registry

from learning.models import Enrolment, Lesson, LessonPage, ModulePage, Path, ScormPackage
from people.enums import Role
from people.models import Person, Position, Team


STEP = ModulePage.steplen  # a child's place in the tree is its parent's and this many characters


def published_module_pages() -> QuerySet[ModulePage]:
    return ModulePage.objects.live().exclude(record=None).order_by("path")


def published_lesson_pages() -> QuerySet[LessonPage]:
    """Live lessons of live modules: taking a module down takes its lessons with it."""
    module = ModulePage.objects.live().filter(path=OuterRef("module_path"))
    return (
        LessonPage.objects.live()
        .exclude(record=None)
        .annotate(module_path=Substr("path", 1, Length(F("path")) - STEP))
        .filter(Exists(module))
        .order_by("path")
    )


def lessons_visible_to(person: Person) -> QuerySet[Lesson]:
    """Every lesson that is published, to everybody; a record without a live page is nobody's."""
    return Lesson.objects.filter(
        Exists(published_lesson_pages().filter(record=OuterRef("pk")).order_by())
    )


def paths_visible_to(person: Person) -> QuerySet[Path]:
    """Those that are offered, and those that this person follows, retired or not."""
    followed = Enrolment.objects.filter(person=person, path=OuterRef("pk"))
    return Path.objects.filter(Q(is_retired=False) | Exists(followed))


def may_assign(person: Person) -> bool:
    """Only training managers say who must follow what."""
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


def may_keep_packages(person: Person) -> bool:
    """Whoever takes packages in also tries them out."""
    return policy_registry.get_by_type(ScormPackage).user_has_permission(person, "add")


# --- Mandatory training: the one thing of which an employer sees who has done it -------------------


def follows_all(person: Person) -> bool:
    return person.has_role(Role.TRAINING_MANAGER)


def may_follow_training(person: Person, *, on: date) -> bool:
    return follows_all(person) or Team.objects.managed_by(person, on).exists()


def teams_followed_by(person: Person, *, on: date) -> QuerySet[Team]:
    """Every team for training managers; those managed on that day and all below them for a manager."""
    if follows_all(person):
        return Team.objects.all()
    return Team.objects.managed_by(person, on).with_descendants()


def people_followed_by(person: Person, *, on: date) -> QuerySet[Person]:
    """Whose mandatory training this person follows: staff of that day, by their primary position then.

    A former manager follows nobody, and nobody follows who has changed teams any longer.
    """
    staff = Person.objects.employed_on(on)
    if follows_all(person):
        return staff
    held = Position.objects.primary().held_on(on)
    teams = teams_followed_by(person, on=on).order_by()
    return staff.filter(Exists(held.filter(person=OuterRef("pk"), team__in=teams)))
