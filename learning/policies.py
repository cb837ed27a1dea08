from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.utils.timezone import localdate
from wagtail.permissions import page_permission_policy, policy_registry

from cms.admin_drafts import may_write_pages
from cms.languages import built_once_per_language, in_source_language, pages_in_reader_language
from learning.enums import SentKind
from learning.models import (
    Assignment,
    Bookmark,
    CatalogPage,
    Certificate,
    Enrolment,
    ExerciseTry,
    Lesson,
    LessonNote,
    LessonPage,
    Message,
    ModuleGrant,
    ModulePage,
    Path,
    PracticeCompletion,
    ScormPackage,
    ScormState,
    WeekGoal,
)
from people.enums import ImportKind, Role
from people.models import ImportRun, Person, Position, Team
from people.notifications.queries import notifications_visible_to
from people.policies import active_seal, rows_since_seal


MESSAGE_NOTIFICATION = "message"  # the kind of what waits
STEP = ModulePage.steplen  # a child's place in the tree is its parent's and this many characters


@built_once_per_language
def published_module_pages() -> QuerySet[ModulePage]:
    """Return one page for each module, in the reader's language where it is translated."""
    return pages_in_reader_language(ModulePage.objects.live().exclude(record=None)).order_by(
        "source_path"
    )


@built_once_per_language
def published_lesson_pages() -> QuerySet[LessonPage]:
    """Return live lessons of live modules: taking a module down takes its lessons with it.

    One for each lesson, in the reader's language where it is translated, whether its module is or not.
    Places are those of the organisation's own language, so the same lessons stand in the same order in
    every language. `module_path` is the module's place.
    """
    module = in_source_language(ModulePage.objects.live()).filter(path=OuterRef("module_path"))
    return (
        pages_in_reader_language(LessonPage.objects.live().exclude(record=None))
        .annotate(module_path=Substr("source_path", 1, Length(F("source_path")) - STEP))
        .filter(Exists(module))
        .order_by("source_path")
    )


def lessons_visible_to(person: Person) -> QuerySet[Lesson]:
    """Return every lesson that is published, to everybody; a record without a live page is nobody's."""
    return Lesson.objects.filter(
        Exists(published_lesson_pages().filter(record=OuterRef("pk")).order_by())
    )


def paths_visible_to(person: Person) -> QuerySet[Path]:
    """Return those that are offered, and those that this person follows, retired or not."""
    followed = Enrolment.objects.filter(person=person, path=OuterRef("pk"))
    return Path.objects.filter(Q(is_retired=False) | Exists(followed))


def notes_visible_to(person: Person) -> QuerySet[LessonNote]:
    """Return one's own, without those written before a seal (docs/decisions/0019): nobody else ever reads one."""
    return rows_since_seal(LessonNote.objects.filter(person=person), person, "changed_at")


def bookmarks_visible_to(person: Person) -> QuerySet[Bookmark]:
    """Return one's own, without those kept before a seal."""
    return rows_since_seal(Bookmark.objects.filter(person=person), person, "kept_at")


def exercise_tries_visible_to(person: Person) -> QuerySet[ExerciseTry]:
    """Return one's own, without those of the day of a seal and before: nobody else ever sees one.

    A try has a day and no hour; on a first opening nobody tried before, and those of the day are one's own.
    """
    own, seal = ExerciseTry.objects.filter(person=person), active_seal(person)
    return own.filter(tried_on__gt=localdate(seal.since)) if seal and not seal.is_first else own


def grants_visible_to(person: Person) -> QuerySet[ModuleGrant]:
    """Return one's own, without those made before a seal, which count all the same."""
    return rows_since_seal(ModuleGrant.objects.filter(person=person), person, "granted_at")


def scorm_states_visible_to(person: Person) -> QuerySet[ScormState]:
    """Return one's own, without those begun before a seal."""
    return rows_since_seal(ScormState.objects.filter(person=person), person, "started_at")


def practice_completions_visible_to(person: Person) -> QuerySet[PracticeCompletion]:
    """Return one's own, without those carried out before a seal, which count all the same."""
    return rows_since_seal(PracticeCompletion.objects.filter(person=person), person, "done_at")


def week_goals_visible_to(person: Person) -> QuerySet[WeekGoal]:
    """Return one's own, without one set before a seal: nobody else ever reads one."""
    return rows_since_seal(WeekGoal.objects.filter(person=person), person, "set_at")


def certificates_visible_to(person: Person) -> QuerySet[Certificate]:
    """Return one's own, without those made before a seal; nobody else's, whoever asks."""
    return rows_since_seal(Certificate.objects.filter(person=person), person, "made_at")


def may_delete_reading_times(person: Person) -> bool:
    """Whether a person may delete reading times: whoever decides whether time is recorded at all."""
    return person.has_perm("cms.change_organisationsettings")


def may_assign(person: Person) -> bool:
    """Whether a person may say who must follow what: training managers alone."""
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


def may_write_messages(person: Person) -> bool:
    """Whether a person may write to a population: whoever may say who must follow what, of the whole organisation."""
    return may_assign(person)


def may_declare_releases(person: Person) -> bool:
    """Return whether a person may declare releases of portals: who keeps the portals, and who writes to those concerned."""
    return person.has_perm("cms.change_portal") or may_assign(person)


def messages_visible_to(person: Person) -> QuerySet[Message]:
    """Return the messages that reached a person and wait under their bell."""
    rows = notifications_visible_to(person).filter(kind=MESSAGE_NOTIFICATION)
    return Message.objects.gone().filter(uuid__in=list(rows.values_list("key", flat=True)))


def supervised_assignments(person: Person) -> QuerySet[Assignment]:
    """Return assignments by name, mandatory ones alone: nobody is told who was proposed what. Open one: log it."""
    if not may_assign(person):
        return Assignment.objects.none()
    mandatory = Assignment.objects.open().filter(is_mandatory=True, rule__uses_results=False)
    return mandatory.select_related("person", "rule", "path")


def may_manage_packages(person: Person) -> bool:
    """Whether a person may manage packages, and so try them out."""
    return policy_registry.get_by_type(ScormPackage).user_has_permission(person, "add")


# --- Mandatory training: the one thing of which an employer sees who has done it -------------------


def may_follow_everybody(person: Person) -> bool:
    return person.has_role(Role.TRAINING_MANAGER)


def may_monitor_training(person: Person, *, on: date) -> bool:
    return may_follow_everybody(person) or Team.objects.managed_by(person, on).exists()


def teams_followed_by(person: Person, *, on: date) -> QuerySet[Team]:
    """Return every team for training managers; those managed on that day and all below them for a manager."""
    if may_follow_everybody(person):
        return Team.objects.all()
    return Team.objects.managed_by(person, on).with_descendants()


def people_followed_by(person: Person, *, on: date) -> QuerySet[Person]:
    """Return whose mandatory training this person follows: staff of that day, by their primary position then.

    A former manager follows nobody, and nobody follows who has changed teams any longer.
    """
    staff = Person.objects.employed_on(on)
    if may_follow_everybody(person):
        return staff
    positions = Position.objects.primary().held_on(on)
    teams = teams_followed_by(person, on=on).order_by()
    return staff.filter(Exists(positions.filter(person=OuterRef("pk"), team__in=teams)))


# --- Files of courses and of questions -------------------------------------------------------------


def may_import_modules(person: Person) -> bool:
    """Whether a person may import a module, which brings its quizzes, their questions and packages."""
    quizzes = [
        f"quizzes.{verb}_{what}" for verb in ("add", "change") for what in ("quiz", "question")
    ]
    return may_write_pages(person) and person.has_perms([*quizzes, "learning.add_scormpackage"])


def may_take_in_files(person: Person) -> bool:
    """Whether a person may take in files of some kind."""
    return may_import_modules(person) or _may_write_questions(person)


def may_take_in(person: Person, kind: SentKind) -> bool:
    """Whether a person may take in files of this kind, wherever they go."""
    if kind == SentKind.QUESTIONS:
        return _may_write_questions(person)
    if kind == SentKind.PACKAGE:
        return person.has_perm("learning.add_scormpackage")
    if kind == SentKind.LESSON:
        return may_import_modules(person) and modules_to_add_to(person).exists()
    catalog = in_source_language(CatalogPage.objects.all()).get()
    may_add = catalog.permissions_for_user(person).can_add_subpage()
    return may_import_modules(person) and bool(may_add)


def _may_write_questions(person: Person) -> bool:
    return person.has_perms(["quizzes.add_question", "quizzes.change_question"])


def modules_to_add_to(person: Person) -> QuerySet[ModulePage]:
    """Return modules below which a person may write pages."""
    writable = page_permission_policy.instances_user_has_permission_for(person, "add")
    modules = in_source_language(ModulePage.objects.all())
    return modules.filter(pk__in=writable).order_by("title", "pk")


def sent_files_visible_to(person: Person) -> QuerySet[ImportRun]:
    """Return the files of courses and of questions that a person sent: nobody else's."""
    return ImportRun.objects.filter(kind=ImportKind.COURSES, sender=person)
