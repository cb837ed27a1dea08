"""A row of a person in every table of ours, and of sign-in, that points at people."""

from datetime import date, timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from adoption.contacts.enums import ContactDoor
from adoption.contacts.models import ContactChange
from adoption.dashboards.models import SavedView
from adoption.experiments.actions.decisions import add_to_experiment
from adoption.report.actions.decisions import change_decision
from adoption.report.models import DocumentEdition, SavedReport
from adoption.surveys.models import OwnQuestions
from ambassadors.cases.enums import CaseKind, CaseState
from ambassadors.cases.models import CaseStudy
from ambassadors.help.actions.questions import ask_with_name
from ambassadors.help.enums import ApplicationStatus
from ambassadors.help.models import ColleagueWish, MessageReport, NetworkSettings
from ambassadors.job_changes.models import JobMap
from ambassadors.journeys.actions import join_as_staff, open_sitting
from ambassadors.practices.models import PracticeProposal, UsefulMark
from ambassadors.workshops.actions.calendar_feeds import create_feed
from ambassadors.workshops.enums import Wave
from ambassadors.workshops.models import Evaluation, EvaluationMark, TeamBooking, WorkshopPlan
from ambassadors.workshops.queries.evaluations import evaluation_pseudonym
from core.dates import today
from learning.actions.messages import write_message
from learning.actions.week_goals import set_week_goal
from learning.enums import WeekAim
from learning.models import (
    Assignment,
    Bookmark,
    ExerciseTry,
    LessonNote,
    ModuleGrant,
    PracticeCompletion,
    ScormState,
)
from people.actions.accounts import grant_role, invite
from people.actions.delivery import record_refused_address
from people.actions.devices import name_device
from people.actions.mails import Letter, choose_mails, enqueue_mail
from people.actions.notices import record_notice_seen
from people.actions.privacy import record_look
from people.actions.rights import answer_data_request, enter_data_request, renew_passphrase
from people.enums import (
    ImportKind,
    ImportSource,
    ImportState,
    MailRhythm,
    Purpose,
    RequestChannel,
    RequestKind,
    RequestStatus,
    Role,
)
from people.models import (
    AccountOpening,
    Cohort,
    CohortMember,
    ImportRun,
    OpenSession,
    SettingChange,
)
from people.notices import AT_SIGN_IN
from people.notifications.actions import Entry, notify
from people.queries.notices import current_notices
from quizzes.actions.bank import publish_version
from quizzes.actions.review import start_memory
from quizzes.enums import ResultRecipient
from quizzes.models import EssayMark, ExtraTime, RemarkedItem, RemarkRun, ReviewCard, SharedResult
from tests.access.world import STRANGER
from tests.ambassadors.factories import (
    AmbassadorFactory,
    ApplicationFactory,
    WorkshopSessionFactory,
    make_journey,
)
from tests.learning.factories import make_certificate, make_package, make_path, make_rule
from tests.people.factories import DelegationFactory
from tests.quizzes.factories import QuestionFactory, passed_attempt, quiz_of, spec


def plant(world, person):
    """As subject, and as author where somebody else is the subject."""
    stranger = world.people[STRANGER]
    for whom, by in ((person, stranger), (stranger, person)):
        invite(person=whom, by=by)
        grant_role(person=whom, role=Role.EDITOR, by=by)
        record_look(by=by, at=[whom], purpose=Purpose.STAFF_ADMINISTRATION)
    answer_data_request(
        data_request=world.owned[STRANGER]["data_request"],
        by=person,
        status=RequestStatus.ANSWERED,
        answer="C’est corrigé.",
        without_act="À la source.",
    )
    SettingChange.objects.create(
        name="MONTH_CLOSING_DAY", before=5, value=5, begins_on=today(), changed_by=person
    )
    editions = DocumentEdition.objects.count()
    DocumentEdition.objects.create(document="register", edition=editions + 1, saved_by=person)
    for whom, by in ((person, stranger), (stranger, person)):
        enter_data_request(
            person=whom,
            by=by,
            kind=RequestKind.ACCESS,
            channel=RequestChannel.LETTER,
            received_on=today(),
            identity_check="",
            wrong="Une copie.",
        )
    ImportRun.objects.create(
        kind=ImportKind.STAFF,
        source=ImportSource.SCREEN,
        state=ImportState.APPLIED,
        sender=stranger,
        approved_by=person,
    )
    record_notice_seen(person=person, shown=current_notices(AT_SIGN_IN))
    renew_passphrase(person=person)
    DelegationFactory(
        manager=stranger,
        delegate=person,
        recorded_by=person,
        team=world.shared["other_team"],
        ended_on=date(2020, 3, 1),
    )
    choose_mails(person=person, rhythms={"proposal_to_answer": MailRhythm.DAILY}, language="en")
    enqueue_mail(kind="proposal_to_answer", letter=Letter(person=person, key="1", path="/"))
    notify(kind="quiz_marked", entries=[Entry(person=person.pk, key=uuid4())])
    record_refused_address(person=person)
    AccountOpening.objects.create(
        person=person,
        invitation=person.invitations.all()[0],
        trusted_before=person.created_at,
        proven_at=person.created_at,
    )
    CohortMember.objects.create(
        cohort=Cohort.objects.get_or_create(name="Vague d’automne")[0], person=person
    )
    OwnQuestions.objects.filter(edition=None).update(written_by=person)
    OwnQuestions.objects.exclude(edition=None).update(read_by=person)
    JobMap.objects.unpublished().update(written_by=person, sent_by=person)
    WorkshopSessionFactory().trainers.add(person)
    UsefulMark.objects.create(person=person, practice=uuid4())
    PracticeProposal.objects.create(person=person, practice=uuid4())
    _cases(person)
    sitting = open_sitting(journey=make_journey(slug=f"plante-{person.pk}"), facilitator=person)
    join_as_staff(workshop=sitting, person=person)
    _workshops(person, stranger)
    ColleagueWish.objects.create(ambassador=AmbassadorFactory(), person=person)
    lesson = world.shared["lesson"].record
    ask_with_name(person=person, text="Et sur mon téléphone ?", lesson=lesson, language="fr")
    _reports(person, stranger)
    for whom, by in ((person, stranger), (stranger, person)):
        ApplicationFactory(
            person=whom,
            nominated_by=by,
            status=ApplicationStatus.WITHDRAWN,
            closed_at=timezone.now(),
        )
    _sign_in(person)
    _quizzes(person)
    _results(person, stranger)
    _marks(world, person)
    _learning(world, person, stranger)
    _contacts(world, (person, stranger))
    _experiments(world, (person, stranger))
    for number, changer in enumerate((person, stranger)):
        change_decision(
            decision=world.shared["decision"], by=changer, owner=f"{person.pk}, {number}"
        )
    SavedView.objects.create(
        person=person, name="canari de ma vue", query="indicateur=used", is_default=True
    )
    SavedReport.objects.create(
        person=person,
        portal=world.shared["portal"],
        name="canari de mon rapport",
        period="latest",
        columns=["used"],
    )


def _cases(person):
    """Plant a case that is signed, and two that are read for the others."""
    for column in ("signed_by", "first_reader", "second_reader"):
        CaseStudy.objects.create(
            kind=CaseKind.COMPLAINT,
            title="Une lettre",
            state=CaseState.SHOWN,
            first_read_on=today(),
            second_read_on=today(),
            **{column: person},
        )


def _reports(person, stranger):
    """One made, one about them, one to read, as the person named."""
    third = AmbassadorFactory().person
    for reporter, author, recipient in (
        (person, stranger, third),
        (stranger, person, third),
        (stranger, third, person),
    ):
        MessageReport.objects.create(
            reporter=reporter, author=author, recipient=recipient, quotes=[]
        )
    NetworkSettings.objects.update_or_create(
        pk=NetworkSettings.ONLY, defaults={"reports_to": person}
    )


def _workshops(person, stranger):
    """A seat asked for by each for the other, a calendar, and questions that wait."""
    session = WorkshopSessionFactory()
    WorkshopPlan.objects.create(session=session, person=person)
    TeamBooking.objects.create(session=session, person=person, asked_by=stranger)
    TeamBooking.objects.create(session=session, person=stranger, asked_by=person)
    create_feed(person=person)
    asked = Evaluation.objects.create(
        session=session,
        wave=Wave.HOT,
        asked=5,
        opened_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=14),
    )
    EvaluationMark.objects.create(evaluation=asked, subject=evaluation_pseudonym(asked, person))


def _sign_in(person):
    OpenSession.objects.get_or_create(person=person, session_key="planted")
    name_device(person=person, user_agent="")
    EmailAddress.objects.create(user=person, email="canari.annuaire@exemple.fr", verified=True)
    SocialAccount.objects.create(user=person, provider="oidc", uid="canari-uid")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "scellé"})


def _quizzes(person):
    ExtraTime.objects.create(learner=person, percent=33)
    now = timezone.now()
    ReviewCard.objects.create(
        learner=person, question=QuestionFactory(), memory=start_memory(now)[0], due_at=now
    )
    publish_version(question=QuestionFactory(), spec=spec("Deux ?{=oui ~non}"), by=person)


def _results(person, stranger):
    """One sent, one received."""
    for learner, recipient in ((person, stranger), (stranger, person)):
        SharedResult.objects.create(
            attempt=passed_attempt(quiz_of(1), learner),
            audience=ResultRecipient.MANAGER,
            recipient=recipient,
        )


def _marks(world, person):
    """Marked by a colleague, marking a colleague; corrected, and correcting."""
    stranger = world.people[STRANGER]
    for whom, by in ((person, stranger), (stranger, person)):
        item = world.shared["essays"][whom.pk]
        EssayMark.objects.create(
            item=item, number=1, marker=by, grid=[50], fraction="0.5", comment="Clair."
        )
        question = item.version.question
        run = RemarkRun.objects.create(
            question=QuestionFactory(), version=question.current_version, started_by=by
        )
        RemarkedItem.objects.create(run=run, item=item, before="0", after="0.5")


def _learning(world, person, stranger):
    """The world has some of these of some people already."""
    lesson = world.shared["lesson"].record
    LessonNote.objects.get_or_create(
        person=person, lesson=lesson, defaults={"text": "canari de ma note"}
    )
    Bookmark.objects.get_or_create(person=person, lesson=lesson)
    ExerciseTry.objects.create(
        person=person, lesson=lesson, block="canari-exercice", tried_on=timezone.localdate()
    )
    ModuleGrant.objects.get_or_create(person=person, module=lesson.module)
    PracticeCompletion.objects.create(person=person, task="payer")
    set_week_goal(person=person, aim=WeekAim.TEN_MINUTES)
    package = make_package("planté")
    ScormState.objects.create(person=person, package=package, unit="a", data={"canari": "état"})
    path = make_path()
    rule = make_rule(path, mandatory=True)
    make_certificate(person, path)
    for whom, by in ((person, stranger), (stranger, person)):
        Assignment.objects.create(
            rule=rule,
            person=whom,
            path=path,
            is_mandatory=True,
            exempted_at=timezone.now(),
            exemption="other",
            exempted_by=by,
        )
    words = {"subject_fr": "Un message", "text_fr": "Bonjour {prenom}."}
    write_message(by=person, template="free", words=words, population={})


def _experiments(world, people):
    """Each noted what was learnt of an experiment."""
    for person in people:
        add_to_experiment(
            experiment=world.shared["experiment"], text="Le matin convient mieux.", by=person
        )


def _contacts(world, people):
    """Each corrected a number of the public's contacts."""
    for number, person in enumerate(people):
        ContactChange.objects.create(
            portal=world.shared["portal"],
            month=date(2026, 1, 1),
            channel="phone",
            old=number,
            new=number + 1,
            door=ContactDoor.FORM,
            changed_by=person,
        )
