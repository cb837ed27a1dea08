from datetime import date

from django.db.models import Exists, Q, QuerySet

from ambassadors.help.enums import Answer, PairStatus, QuestionAbout
from ambassadors.help.models import (
    Ambassador,
    Application,
    BoxedQuestion,
    ColleagueWish,
    HelpRequest,
    MessageReport,
    NamedAsker,
    NetworkSettings,
    Pair,
)
from ambassadors.help.models.joining import ApplicationQuerySet
from ambassadors.help.models.network import HelpRequestQuerySet
from ambassadors.help.models.pairs import PairQuerySet
from ambassadors.help.models.questions import BoxedQuestionQuerySet
from cms.languages import in_source_language
from core.dates import first_day_of_week, today
from learning.models import Lesson, LessonPage
from people.enums import Role
from people.models import Delegation, Person, Position, Team
from people.policies import rows_since_seal, sealed_before


# Who may be named to read reported messages (docs/decisions/0066).
REPORT_READERS = frozenset({Role.DATA_PROTECTION_OFFICER, Role.TRAINING_MANAGER})


def requests_visible_to(person: Person) -> QuerySet[HelpRequest]:
    """Return the person's own requests; for those who run rounds, all under way. Log what is shown:
    record_look."""
    if not may_run_rounds(person):
        return own_requests(person)
    under_way = HelpRequest.objects.under_way().values("pk")
    return HelpRequest.objects.filter(
        Q(pk__in=own_requests(person).values("pk")) | Q(pk__in=under_way)
    )


def own_requests(person: Person) -> HelpRequestQuerySet:
    """Return the person's own requests, excluding those from before a seal (docs/decisions/0019)."""
    return rows_since_seal(HelpRequest.objects.filter(person=person), person, "created_at")


def pairs_visible_to(person: Person) -> QuerySet[Pair]:
    """Return the person's own pairs without drafts; a manager sees nobody else's.

    A seeker sees a pair only once the ambassador has accepted: a refusal has no name.
    """
    as_seeker = Q(request__person=person, ambassador_answer=Answer.ACCEPTED)
    return own_pairs(person).shown().filter(as_seeker | Q(ambassador__person=person))


def own_pairs(person: Person) -> PairQuerySet:
    """Return the person's own pairs, excluding those from before a seal, which name somebody else as well."""
    before = sealed_before(person)
    as_seeker = Pair.objects.filter(request__person=person)
    as_ambassador = Pair.objects.filter(ambassador__person=person)
    if before is not None:
        as_seeker = as_seeker.filter(request__created_at__gte=before)
        as_ambassador = as_ambassador.filter(proposed_at__gte=before)
    # Each by its index: a condition with OR over two joins reads every pair.
    keys = as_seeker.order_by().values("pk").union(as_ambassador.order_by().values("pk"), all=True)
    return Pair.objects.filter(pk__in=keys)


def shared_pairs_of(person: Person) -> PairQuerySet:
    """Return active and ended pairs of this person: what they share is read by the two only, whatever others'
    rights."""
    lived = Q(status__in=[PairStatus.ACTIVE, PairStatus.ENDED])
    return own_pairs(person).filter(lived).accepted_by_both()


def reports_visible_to(person: Person) -> QuerySet[MessageReport]:
    """Return the reports handed to this person while they hold a role to which reports go, excluding those from
    before a seal. Log what is shown: record_look."""
    if not may_read_reports(person):
        return MessageReport.objects.none()
    return rows_since_seal(MessageReport.objects.filter(recipient=person), person, "made_at")


def may_read_reports(person: Person) -> bool:
    """Return whether the person holds a role to which reports go."""
    return bool(REPORT_READERS & person.roles)


def own_reports(person: Person) -> QuerySet[MessageReport]:
    """Return the reports that this person made, excluding those from before a seal."""
    return rows_since_seal(MessageReport.objects.filter(reporter=person), person, "made_at")


def own_ambassador_record(person: Person) -> QuerySet[Ambassador]:
    """Return the person's own record while they are active."""
    return Ambassador.objects.active().filter(person=person)


def is_ambassador(person: Person) -> bool:
    """Return whether colleagues may be sent to this person; ignores seals."""
    return Ambassador.objects.active().filter(person=person).exists()


def colleague_wishes_visible_to(person: Person) -> QuerySet[ColleagueWish]:
    """Return wishes named by this ambassador, excluding those from before a seal."""
    own = ColleagueWish.objects.filter(ambassador__person=person)
    return rows_since_seal(own, person, "named_at")


def may_enter_colleague_wish(person: Person, colleague: Person) -> bool:
    """Return False while an earlier wish about this colleague is sealed."""
    wishes = ColleagueWish.objects.filter(ambassador__person=person, person=colleague)
    hidden = wishes.exclude(pk__in=colleague_wishes_visible_to(person).order_by().values("pk"))
    return not hidden.exists()


def may_leave(ambassador: Ambassador) -> bool:
    """Return False during a seal: leaving ends pairs."""
    before = sealed_before(ambassador.person)
    return before is None or ambassador.started_at >= before


def may_offer_help(person: Person) -> bool:
    """Return False for partners' learners, who leave on a set day."""
    return not person.is_external


def may_run_rounds(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


# --- The network of ambassadors -------------------------------------------------------------------


def may_run_network(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


def own_applications(person: Person) -> ApplicationQuerySet:
    """Return the person's own applications, excluding those from before a seal."""
    return rows_since_seal(Application.objects.filter(person=person), person, "created_at")


def people_to_nominate(person: Person, *, on: date) -> QuerySet[Person]:
    """Return whom this person may nominate: a manager, the people of their teams and below; those who run the
    network, all staff.

    Nobody nominates themself.
    """
    staff = Person.objects.staff().employed_on(on).filter(is_active=True).exclude(pk=person.pk)
    if may_run_network(person):
        return staff
    within = Team.objects.managed_by(person, on).with_descendants().order_by().values("pk")
    positions = Position.objects.held_on(on).filter(team__in=within)
    return staff.filter(pk__in=positions.values("person"))


def own_engagements(person: Person) -> QuerySet[Ambassador]:
    """Return the person's own record, ended ones included."""
    return Ambassador.objects.filter(person=person)


# --- Questions in the box and on lessons ----------------------------------------------------------


def takes_no_lesson_questions() -> QuerySet[NetworkSettings]:
    """Return a row where the organisation has no questions asked on lessons."""
    return NetworkSettings.objects.filter(takes_lesson_questions=False)


def may_moderate_lesson_questions(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.EDITOR)


def may_moderate_questions(person: Person) -> bool:
    return may_run_rounds(person) or may_moderate_lesson_questions(person)


def may_answer_questions(person: Person) -> bool:
    return may_moderate_questions(person) or is_ambassador(person)


def people_leading(*, on: date) -> QuerySet[Person]:
    """Return who manages a team on that day, by a position or as a stand-in."""
    positions = Position.objects.managing(on).order_by().values("person")
    lent = Delegation.objects.in_force(on).order_by().values("delegate")
    return Person.objects.filter(Q(pk__in=positions) | Q(pk__in=lent))


def gathered_moderators(*, on: date) -> QuerySet[Person]:
    """Return the training managers who read questions on commitments and how jobs change in first words: those who
    lead no team, since words may say to a manager who wrote them; all of them where each leads one."""
    found = _training_leading_none(on=on)
    return found if found.exists() else training_managers(on=on)


def training_managers(*, on: date) -> QuerySet[Person]:
    return Person.objects.with_role(Role.TRAINING_MANAGER).employed_on(on).filter(is_active=True)


def _training_leading_none(*, on: date) -> QuerySet[Person]:
    leading = people_leading(on=on).order_by().values("pk")
    return training_managers(on=on).exclude(pk__in=leading)


def questions_moderated_by(person: Person) -> BoxedQuestionQuerySet:
    """Return the questions that this person puts in other words or takes down: of the box for whoever runs rounds,
    on lessons for editors. Those on commitments and how jobs change: gathered_moderators."""
    moderated = Q(pk__in=[])
    if may_run_rounds(person):
        leads = Exists(people_leading(on=today()).filter(pk=person.pk))
        reads_all = Q(~leads) | Q(~Exists(_training_leading_none(on=today())))
        moderated |= Q(lesson=None) & (Q(about=QuestionAbout.HELP) | reads_all)
    if may_moderate_lesson_questions(person):
        moderated |= Q(lesson__isnull=False) & Q(~Exists(takes_no_lesson_questions()))
    return BoxedQuestion.objects.filter(moderated)


def questions_answerable_by(person: Person) -> BoxedQuestionQuerySet:
    """Return what this person moderates, and to an ambassador what waits: an answer is not theirs to replace."""
    moderated = Q(pk__in=questions_moderated_by(person).order_by().values("pk"))
    return questions_told_to(person).filter(moderated | Q(answer=""))


def questions_told_to(person: Person) -> BoxedQuestionQuerySet:
    """Return what this person moderates, and to an ambassador the questions on lessons about their topics, answered
    or not.

    What was asked without a name is told to nobody in its own week: the moment would say who. Of it an ambassador
    reads the other words alone. Nobody answers their own.
    """
    moderated = Q(pk__in=questions_moderated_by(person).order_by().values("pk"))
    had_name = Q(lesson__isnull=False, shown_from=None)
    moderated &= had_name | Q(week__lt=first_day_of_week(today()))
    released = Q(asker__isnull=False) | Q(is_reworded=True)
    released &= Q(shown_from=None) | Q(shown_from__lte=today())
    about = Q(lesson__in=_lessons_about_topics_of(person)) & Q(~Exists(takes_no_lesson_questions()))
    answerable = BoxedQuestion.objects.filter(moderated | (released & about))
    return answerable.exclude(asker__person=person)


def questions_asked_by(person: Person) -> QuerySet[NamedAsker]:
    """Return what says that this person asked, without what they asked before a seal."""
    return rows_since_seal(NamedAsker.objects.filter(person=person), person, "asked_at")


def _lessons_about_topics_of(person: Person) -> QuerySet[Lesson]:
    """Return lessons about a service of which this ambassador helps, or whose quiz is about a competence of theirs."""
    own = Ambassador.objects.active().filter(person=person).order_by()
    pages = in_source_language(LessonPage.objects.live())
    about = pages.filter(portal_service__in=own.values("topics")).order_by()
    competent = Q(required_quiz__entries__question__competences__in=own.values("competences"))
    return Lesson.objects.filter(Q(pages__in=about.values("pk")) | competent).order_by()
