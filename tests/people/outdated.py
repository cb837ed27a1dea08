"""A row of each class of data that is not kept for ever, of noon on a day."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import time_machine
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session as ServerSession
from django.db.models import ProtectedError

from adoption.dashboards.models import SavedView
from adoption.report.models import SavedReport
from ambassadors.cases.models import CaseRemoval, CaseStudy
from ambassadors.help.enums import Outcome, PairStatus, RequestStatus
from ambassadors.help.models import MessageReport, Session, UnmetRequest
from ambassadors.journeys.actions import open_sitting
from ambassadors.journeys.models import JourneyBallot, JourneyWorkshop
from ambassadors.practices.models import PracticeProposal, UsefulMark
from ambassadors.workshops.models import (
    CalendarFeed,
    Evaluation,
    EvaluationMark,
    Seat,
    TeamBooking,
    WorkshopPlan,
    WorkshopSession,
)
from learning.models import (
    Bookmark,
    ExerciseTry,
    Lesson,
    LessonNote,
    LessonProgress,
    Message,
    Module,
    ModuleGrant,
    PracticeCompletion,
    ScormState,
    WeekGoal,
)
from people.actions.accounts import invite
from people.actions.imports import stage_file
from people.actions.rights import answer_data_request, open_data_request
from people.enums import (
    ImportKind,
    ImportSource,
    ImportState,
    MailStatus,
    RequestKind,
)
from people.enums import RequestStatus as Answered
from people.models import (
    CacheEntry,
    DataRequest,
    ImportRun,
    Invitation,
    LinesToCorrect,
    NoticeSeen,
    OpenSession,
    OutgoingMail,
    PersonalDevice,
    PushDevice,
    ReceivedForm,
    StagedFile,
)
from quizzes.actions.review import start_memory
from quizzes.models import ReviewCard
from tests.adoption.factories import PortalFactory
from tests.ambassadors.factories import (
    AmbassadorFactory,
    ApplicationFactory,
    HelpRequestFactory,
    MatchingRoundFactory,
    PairFactory,
    WorkshopSessionFactory,
    make_journey,
    write_follow_up,
)
from tests.learning.factories import (
    make_assignment,
    make_attempt,
    make_certificate,
    make_enrolment,
    make_package,
    make_path,
    make_quiz,
    make_rule,
)
from tests.people.factories import PersonFactory
from tests.quizzes.factories import QuestionFactory


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def months_later(moment, months):
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1)


def at(moment):
    return time_machine.travel(moment, tick=False)


def used_invitation():
    invite(person=PersonFactory(), by=None)
    Invitation.objects.update(used_at=NOON, created_at=NOON, expires_at=NOON + timedelta(days=30))
    return Invitation.objects.get()


def expired_invitation():
    invite(person=PersonFactory(), by=None)
    Invitation.objects.update(expires_at=NOON)
    return Invitation.objects.get()


def answered_request():
    data_request = open_data_request(
        person=PersonFactory(), kind=RequestKind.ACCESS, wrong="Tout.", right=""
    )
    answer_data_request(
        data_request=data_request, by=PersonFactory(), status=Answered.ANSWERED, answer="Voici."
    )
    DataRequest.objects.update(answered_at=NOON)
    return data_request


def notice_of_old():
    return NoticeSeen.objects.create(
        person=PersonFactory(), purpose="account", version="0.9", seen_at=NOON
    )


def staged():
    sent = stage_file(
        sender=PersonFactory(), kind=ImportKind.STAFF, name="a.csv", data=b"a", options={}
    )
    StagedFile.objects.update(created_at=NOON)
    return sent


def lines_to_correct():
    return LinesToCorrect.objects.create(run=import_run(), table=[["x"]], created_at=NOON)


def staged_from_the_folder():
    return StagedFile.objects.create(
        kind=ImportKind.STAFF, name="a.csv", data=b"a", created_at=NOON
    )


def import_run():
    return ImportRun.objects.create(
        sender=PersonFactory(),
        kind=ImportKind.STAFF,
        source=ImportSource.SCREEN,
        state=ImportState.APPLIED,
        name="a.csv",
        created_at=NOON,
    )


def sent_mail():
    return OutgoingMail.objects.create(
        person=PersonFactory(),
        kind="invitation",
        key="a" * 64,
        language="fr",
        status=MailStatus.SENT,
        made_at=NOON,
        sent_at=NOON,
        next_try_at=NOON,
    )


def open_session():
    return OpenSession.objects.create(
        person=PersonFactory(), session_key="a" * 32, signed_in_at=NOON
    )


def personal_device():
    return PersonalDevice.objects.create(
        person=PersonFactory(), named_at=NOON, ends_at=NOON + timedelta(days=14)
    )


def received_form():
    return ReceivedForm.objects.create(key="c" * 64, received_on=NOON.date())


def server_session():
    return ServerSession.objects.create(
        session_key="b" * 32, session_data="", expire_date=NOON + timedelta(hours=12)
    )


def throttled():
    return CacheEntry.objects.create(cache_key="key", value="", expires=NOON + timedelta(hours=1))


def failure():
    attempt = AccessAttempt.objects.create(
        username="x", ip_address="10.0.0.1", failures_since_start=1
    )
    AccessAttempt.objects.update(attempt_time=NOON)
    return attempt


def closed_request():
    return HelpRequestFactory(status=RequestStatus.CLOSED, closed_at=NOON, created_at=NOON)


def ended_pair():
    return PairFactory(status=PairStatus.ENDED, ended_at=NOON)


def old_session():
    return Session.objects.create(
        pair=PairFactory(active=True),
        held_on=NOON.date(),
        minutes=30,
        outcome=Outcome.ACQUIRED,
        logged_at=NOON,
    )


def of_lived_pair(model):
    """A row of a pair that ended at noon."""

    def make():
        pair = PairFactory(active=True)
        write_follow_up(pair, words="Nos mots", ended_at=NOON)
        return model.objects.filter(pair=pair).last()

    make.__name__ = f"old_{model._meta.model_name}"
    return make


def unmet():
    matching_round = MatchingRoundFactory(created_at=NOON)
    return UnmetRequest.objects.create(
        round=matching_round, request=HelpRequestFactory(), reason="no_common_topic"
    )


def old_seat():
    session = WorkshopSessionFactory(starts_at=NOON - timedelta(hours=2), ends_at=NOON)
    return Seat.objects.create(session=session, person=PersonFactory(), number=1)


def trainer_of_old():
    session = WorkshopSessionFactory(starts_at=NOON - timedelta(hours=2), ends_at=NOON)
    session.trainers.add(PersonFactory())
    return WorkshopSession.trainers.through.objects.get()


def old_plan():
    session = WorkshopSessionFactory(starts_at=NOON - timedelta(hours=2), ends_at=NOON)
    return WorkshopPlan.objects.create(session=session, person=PersonFactory())


def old_proposal():
    return PracticeProposal.objects.create(
        person=PersonFactory(), practice=uuid4(), created_at=NOON
    )


def old_mark():
    return UsefulMark.objects.create(person=PersonFactory(), practice=uuid4(), marked_at=NOON)


def unread_case():
    return CaseStudy.objects.create(kind="complaint", title="Une lettre", proposed_on=NOON.date())


def removed_case():
    return CaseRemoval.objects.create(
        reference="ABCDEFGH", outcome="deleted", decided_on=NOON.date()
    )


def old_sitting():
    sitting = open_sitting(journey=make_journey(), facilitator=PersonFactory())
    JourneyWorkshop.objects.update(expires_at=NOON)
    return sitting


def old_ballot():
    sitting = old_sitting()
    return JourneyBallot.objects.create(workshop=sitting, group="staff", person=PersonFactory())


def old_booking():
    session = WorkshopSessionFactory(starts_at=NOON - timedelta(hours=2), ends_at=NOON)
    return TeamBooking.objects.create(
        session=session, person=PersonFactory(), asked_by=PersonFactory()
    )


def feed_of_leaver():
    return CalendarFeed.objects.create(person=left(), digest="d")


def view_of_leaver():
    return SavedView.objects.create(person=left(), name="Directions", query="niveaux=1")


def report_of_leaver():
    return SavedReport.objects.create(
        person=left(), portal=PortalFactory(), name="Directions", period="latest"
    )


def device_of_leaver():
    return PushDevice.objects.create(person=left(), endpoint="https://web.push.apple.com/1")


def mark_of_old():
    evaluation = Evaluation.objects.create(
        session=WorkshopSessionFactory(), wave="hot", asked=5, opened_at=NOON, closes_at=NOON
    )
    return EvaluationMark.objects.create(evaluation=evaluation, subject="s")


def closed_application():
    return ApplicationFactory(status="withdrawn", closed_at=NOON)


def stopped_ambassador():
    return AmbassadorFactory(ended_at=NOON, started_at=NOON)


def left():
    """Their last day is the day before, so that at noon they have left."""
    return PersonFactory(employed_until=NOON.date())


def attempt_of_leaver():
    return make_attempt(left(), make_quiz())


def card_of_leaver():
    return ReviewCard.objects.create(
        learner=left(), question=QuestionFactory(), memory=start_memory(NOON)[0], due_at=NOON
    )


def progress_of_leaver():
    lesson = Lesson.objects.create(module=Module.objects.create(title="M"), title="L")
    return LessonProgress.objects.create(person=left(), lesson=lesson)


def note_of_leaver():
    lesson = Lesson.objects.create(module=Module.objects.create(title="M"), title="L")
    return LessonNote.objects.create(person=left(), lesson=lesson, text="Ma note")


def bookmark_of_leaver():
    lesson = Lesson.objects.create(module=Module.objects.create(title="M"), title="L")
    return Bookmark.objects.create(person=left(), lesson=lesson)


def exercise_of_leaver():
    lesson = Lesson.objects.create(module=Module.objects.create(title="M"), title="L")
    return ExerciseTry.objects.create(person=left(), lesson=lesson, block="b", tried_on=NOON.date())


def grant_of_leaver():
    return ModuleGrant.objects.create(person=left(), module=Module.objects.create(title="M"))


def package_of_leaver():
    return ScormState.objects.create(person=left(), package=make_package(), unit="a")


def goal_of_past_week():
    return WeekGoal.objects.create(
        person=PersonFactory(), aim="one_lesson", week=NOON.date(), set_at=NOON
    )


def old_message():
    return Message.objects.create(
        state="sent", subject_fr="S", text_fr="T", send_at=NOON, sent_at=NOON, changed_at=NOON
    )


def practice_of_leaver():
    return PracticeCompletion.objects.create(person=left(), task="payer")


def assignment_of_leaver():
    return make_assignment(left(), make_rule(make_path()))


def certificate_of_leaver():
    return make_certificate(left(), make_path())


def path_of_leaver():
    return make_enrolment(left(), make_path())


def refuse(limit):
    raise ProtectedError("refused", set())


def old_report():
    return MessageReport.objects.create(
        reporter=PersonFactory(), author=PersonFactory(), quotes=[], made_at=NOON
    )
