"""What leaves the site otherwise than on a page: mails, and what the log and the cache keep of a post."""

import os
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from adoption.dashboards.actions.publication_mails import enqueue_publication_mails
from adoption.foundation.periods import Month
from adoption.publishing.actions.withheld import enqueue_withheld_mails
from adoption.publishing.models import Figure, Publication
from adoption.report.actions.mails import announce_saved_reports, enqueue_report_mails
from adoption.report.models import SavedReport
from adoption.surveys.actions.mails import enqueue_survey_mails
from adoption.surveys.actions.own_questions import review_own_questions, submit_own_questions
from adoption.team_actions.actions import ask_for_action
from adoption.usage.actions.monthly_question import enqueue_monthly_question
from ambassadors.help.actions.application_maintenance import run_application_maintenance
from ambassadors.help.actions.direct_matching import (
    answer_and_continue_search,
    continue_direct_searches,
    send_request,
)
from ambassadors.help.actions.follow_up import answer_fit
from ambassadors.help.actions.joining import apply_to_network, decide_application, nominate
from ambassadors.help.actions.meetings import (
    accept_meeting,
    call_off_meeting,
    propose_meeting,
)
from ambassadors.help.actions.messages import report_messages, send_message
from ambassadors.help.actions.pair_maintenance import run_pair_maintenance
from ambassadors.help.actions.pairs import expire_proposals, log_session
from ambassadors.help.actions.questions import answer_question
from ambassadors.help.actions.request_notifications import notify_proposals
from ambassadors.help.actions.requests import cancel_request
from ambassadors.help.enums import Urgency
from ambassadors.help.mails import LESSON_QUESTION_ANSWERED
from ambassadors.help.models import Application, HelpRequest, Pair
from ambassadors.planning.actions import answer_proposal, invite_team
from ambassadors.planning.notifications import notify_proposal
from ambassadors.workshops.actions.evaluations import open_due_evaluations
from ambassadors.workshops.actions.registration import (
    book_for_team,
    cancel_rule_seats,
    register_people,
)
from ambassadors.workshops.actions.workshops import (
    ask_for_seat,
    cancel_session,
    change_session,
    give_up_seat,
)
from ambassadors.workshops.models import Seat, WorkshopPlan
from core.background import Queue
from core.dates import today
from learning.actions.messages import send_due_messages
from learning.actions.reminders import send_reminders
from learning.actions.renewals import assign_renewals
from learning.enums import MessageState
from learning.models import Certificate, Message
from people.actions.alerts import raise_alerts
from people.enums import OutboxStatus
from people.importers.folder import pick_up_staff_files
from people.mail.kinds import (
    ACCOUNT_ERASED,
    ACCOUNT_OPENED,
    ADDRESS_CHANGED,
    LIST_APPROVED,
    LIST_AWAITS_APPROVAL,
    LIST_DECLINED,
    PASSWORD_RESET,
    REQUEST_ENTERED,
    REQUEST_EXTENDED,
    SETTINGS_CHANGED,
)
from people.mail.message import decrypt_mail, message_for
from people.mail.registry import mail_kinds
from people.models import OutboxTask, OutgoingMail, Person, Team
from tests.access.listening import listening
from tests.access.matrix import MATRIX, Row
from tests.access.places import address
from tests.access.test_canaries import identities_of, secrets_of
from tests.access.test_matrix import undone
from tests.access.world import EDITOR, MANAGER, OFFICER, SIGNED_IN, STAFF, STRANGER, TRAINING
from tests.ambassadors.factories import AmbassadorFactory, ServiceFactory, WorkshopSessionFactory
from tests.learning.rules import in_force
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

DONE = {200, 204, 302}
# Whose mails are read elsewhere: who is mailed is the very person that writes their own number.
BY_THEMSELVES = {PASSWORD_RESET, ACCOUNT_OPENED, ADDRESS_CHANGED, ACCOUNT_ERASED}
# Leaves no row that would tell who asked: ambassadors/help/test_lesson_questions.py.
BY_THEMSELVES |= {LESSON_QUESTION_ANSWERED}
# Hold the reader’s name and a link alone: people/test_team_makeup.py.
BY_THEMSELVES |= {LIST_AWAITS_APPROVAL, LIST_APPROVED, LIST_DECLINED}
# Holds the reader’s name, a group of settings and a number: people/test_site_settings.py.
BY_THEMSELVES |= {SETTINGS_CHANGED}
# Hold the reader’s name, what they asked, the day and a reason: people/test_request_register.py.
BY_THEMSELVES |= {REQUEST_ENTERED, REQUEST_EXTENDED}
ASKED = {"kind": "access", "about": "", "wrong": "Une copie.", "right": ""}
MARK = {"seen": 0, "comment": "Clair."} | {f"percent-{line}": 50 for line in range(3)}
MORE = [  # what the matrix sends is too little for a mail
    (STAFF, Row("people:ask", data=ASKED | {"notice": "1.0"})),
    (TRAINING, Row("people_admin:invite", at="person", data={"mail": "on"})),
    (TRAINING, Row("marking_admin:answer", at="essay", data=MARK)),
]


def posts():
    """Each row with one role that it answers, and a stranger's object where that role may touch one."""
    for row in MATRIX:
        for role in SIGNED_IN:
            allowed = {own: row.post.for_role(role, own=own) in DONE for own in (True, False)}
            if any(allowed.values()):
                yield role, row, STRANGER if allowed[False] else role
                break
    yield from ((role, row, STRANGER) for role, row in MORE)


def mails_since(last):
    """Each as it would be sent, by whom it goes to."""
    for mail in OutgoingMail.objects.filter(pk__gt=last).select_related("person"):
        message = message_for(mail.person, [mail], [decrypt_mail(mail.content)])
        page = "".join(content for content, _kind in message.alternatives)
        yield mail, f"{message.subject}\n{message.extra_headers}\n{message.body}\n{page}"


HEADING = "matricule;nom;prenom;equipe;date_sortie"


def drop_lists(world, folder):
    """One that names a stranger and is refused, one that ends somebody with a role and waits."""
    stranger, editor = world.people[STRANGER], world.people[EDITOR]
    yesterday = today() - timedelta(days=1)
    bad = f"{stranger.staff_number};{stranger.last_name};Sacha;Accueil;le {stranger.email}"
    ending = f"{editor.staff_number};{editor.last_name};Sacha;Accueil;{yesterday}"
    for name, line in {"refused": bad, "held": ending}.items():
        path = folder / f"{name}-{today()}-{stranger.last_name}.csv"
        path.write_text(f"{HEADING}\n{line}\n", encoding="utf-8")
        os.utime(path, (0, 0))


def propose_and_expire():
    """What a round and a night tell everybody of the world."""
    proposed = Pair.objects.proposed().select_related("request__person", "ambassador__person")
    notify_proposals(proposed.order_by("pk"))
    proposed.update(expires_at=timezone.now() - timedelta(seconds=1))
    expire_proposals()


def ask_at_once(world):
    """One urgent request is accepted, another left without an answer until nobody is left to ask."""
    topic = ServiceFactory()
    helper = AmbassadorFactory(person=world.people[STRANGER], topics=[topic], formats=[])
    for role in (STAFF, TRAINING):
        person = world.people[role]
        for help_request in HelpRequest.objects.under_way().filter(person=person):
            cancel_request(help_request=help_request)
        asked = send_request(person=person, topics=[topic], urgency=Urgency.TODAY)
        pair = asked.pairs.select_related("request", "ambassador").get()
        if role == STAFF:
            answer_and_continue_search(pair=pair, person=helper.person, accept=True)
        else:
            Pair.objects.filter(pk=pair.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
            continue_direct_searches()


def assign_remind_and_renew(world):
    """What rules and nights tell everybody of the world, their managers among them."""
    path, stranger = world.shared["path"], world.people[STRANGER]
    given = {"due_days": 9, "remind_before": [3], "remind_after": [3], "tells_manager": True}
    in_force(path, title="Pour tous", **given)
    in_force(world.shared["mandatory_path"], title="Proposé", mandatory=False)
    for days in (6, 12):
        send_reminders(on=today() + timedelta(days=days))
    Certificate.objects.filter(person=stranger, path=path).update(expires_on=today())
    assign_renewals(on=today())


def send_planned_messages():
    """The one to all staff, as its hour has come."""
    Message.objects.filter(state=MessageState.PLANNED).update(send_at=timezone.now())
    assert send_due_messages() == 1


def ask_everybody(settings):
    """The question of the month before, as the first night of a month sends it."""
    settings.DECLARATION_MAIL = True
    enqueue_monthly_question(on=Month.containing(today()).first_day)
    enqueue_report_mails(on=today())
    SavedReport.objects.update(schedule="monthly", sent_for=None)
    announce_saved_reports(on=today())


def ask_in_surveys(world):
    """What opens and closes soon; questions are handed to the officer, who answers."""
    for days in (0, 5):
        enqueue_survey_mails(on=today() + timedelta(days=days))
    submit_own_questions()
    review_own_questions(version=1, by=world.people[OFFICER], is_approved=True)


def tell_of_figures(world):
    """A month is out, and use went down for two months."""
    month, root = Month.containing(world.shared["publication"].month), Team.objects.organisation()
    for back, used in ((2, 100), (1, 80)):
        earlier = Publication.objects.create(
            portal=world.shared["portal"], month=month.shifted(-back).first_day, status="published"
        )
        Figure.objects.create(
            publication=earlier,
            team=root,
            team_name=root.name,
            indicator="used",
            kind="exact",
            population=100,
            low=used,
            high=used,
        )
    enqueue_publication_mails(on=today())
    ask_for_action(
        team=world.shared["team"],
        publication=world.shared["publication"],
        kind="ambassador",
        planned_on=today(),
        today=today(),
    )


def hold_a_workshop(world):
    """Somebody asks for the last seat and for none, it is moved, and called off."""
    session = WorkshopSessionFactory(capacity=1, starts_at=timezone.now() + timedelta(days=30))
    for role in (STAFF, STRANGER):
        ask_for_seat(session=session, person=world.people[role])
    change_session(
        session=session,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        site_id=None,
        room="Salle Maine",
        link="",
        capacity=1,
        trainers=[],
    )
    cancel_session(session=session)
    ask_for_others(world)
    plan_as_an_ambassador(world)
    ask_what_they_think(world)


def ask_for_others(world):
    """A manager, whom the mail names, for two people: one is busy then. A seat is given up."""
    session = WorkshopSessionFactory(starts_at=timezone.now() + timedelta(days=31))
    other = WorkshopSessionFactory(starts_at=session.starts_at)
    people = [world.people[role] for role in (STAFF, STRANGER)]
    ask_for_seat(session=other, person=people[0])
    book_for_team(session=session, manager=PersonFactory(), people=people)
    give_up_seat(session=session, person=people[1])
    register_people(session=session, people=people[1:])
    cancel_rule_seats(session=session)


def plan_as_an_ambassador(world):
    """Proposed, agreed to, and a team asked through its managers."""
    session = WorkshopSessionFactory(room="Salle Authion", is_proposed=True)
    plan = WorkshopPlan.objects.create(session=session, person=world.people[STAFF])
    notify_proposal(plan)
    answer_proposal(session=session, answer="agreed", sequence=0)
    invite_team(session=session, team=world.shared["team"], by=PersonFactory())


def ask_what_they_think(world):
    """At once and three months later."""
    now = timezone.now()
    for days in (1, 92):
        past = WorkshopSessionFactory(starts_at=now - timedelta(days=days), capacity=20)
        for number, person in enumerate(world.people.values(), start=1):
            Seat.objects.create(session=past, person=person, number=number, has_come=True)
    open_due_evaluations(now=now)


def bring_in_an_ambassador(world):
    """Proposed, taken up, refused; asked for again, agreed to."""
    person = world.people[EDITOR]
    nominate(person=person, by=world.people[TRAINING], minutes_a_week=20)
    offer = {"topics": [], "formats": [], "slots": [], "capacity": 2, "minutes_a_week": 30}
    for agree in (False, True):
        asked = apply_to_network(person=person, **offer)
        decide_application(application=asked, by=world.people[MANAGER], agree=agree)
    Application.objects.pending().update(asked_at=timezone.now() - timedelta(days=400))
    run_application_maintenance()


def meet_and_write(pair):
    """A meeting proposed, agreed on and called off, and another for tomorrow; a message, and its report."""
    seeker, helper = pair.request.person, pair.ambassador.person
    for _time in range(2):
        tomorrow = timezone.now() + timedelta(days=1)
        asked = propose_meeting(pair=pair, by=seeker, starts=[tomorrow], minutes=30)
        accept_meeting(pair=pair, by=helper, proposal=asked.uuid, starts_at=asked.moments[0])
        if not _time:
            call_off_meeting(pair=pair, by=helper)
    message = send_message(pair=pair, by=seeker, text="Le mot canari de ce message")
    report_messages(pair=pair, by=helper, messages=[message.pk])


def mind_the_pairs_of(world, role):
    """Of one who follows a pair: a session noted, a date, a silence, the check, the end."""
    pair = world.owned[role]["pair"]
    Pair.objects.filter(pk=pair.pk).update(
        status="active",
        seeker_answer="accepted",
        ambassador_answer="accepted",
        proposed_at=timezone.now() - timedelta(days=90),
    )
    pair.refresh_from_db()
    noted = {"pair": pair, "by": pair.request.person, "minutes": 30}
    run_pair_maintenance(today=today())  # nothing was ever noted
    log_session(held_on=today(), outcome="meet_again", **noted)
    meet_and_write(pair)
    run_pair_maintenance(today=today())
    answer_fit(pair=pair, by=pair.request.person, answer="not_right")
    run_pair_maintenance(today=today() + timedelta(days=40))
    Pair.objects.filter(pk=pair.pk).update(status="active")
    log_session(held_on=today(), outcome="acquired", **noted)


@pytest.fixture(scope="module")
def posted():
    """What all posts together left: the mails, and the words of log and cache."""
    return {"mails": [], "heard": ""}


@pytest.fixture
def left(world, posted, tmp_path, settings):
    if posted["heard"]:
        return posted
    settings.STAFF_IMPORT_FOLDER = str(tmp_path)
    last = max(OutgoingMail.objects.values_list("pk", flat=True), default=0)
    with listening() as heard:
        for role, row, owner in posts():
            with undone():
                world.client(role).post(address(row, world, owner), row.sent(world))
                posted["mails"] += mails_since(last)
        with undone():
            propose_and_expire()
            assign_remind_and_renew(world)
            send_planned_messages()
            ask_everybody(settings)
            ask_in_surveys(world)
            enqueue_withheld_mails(world.shared["publication"])
            tell_of_figures(world)
            ask_at_once(world)
            hold_a_workshop(world)
            bring_in_an_ambassador(world)
            mind_the_pairs_of(world, STRANGER)
            answer_question(
                question=world.shared["lesson_question"], text="Sans appareil ?", answer="Oui."
            )
            drop_lists(world, tmp_path)
            assert pick_up_staff_files() == 2
            OutboxTask.objects.create(
                task="lost", queue=Queue.DEFAULT, status=OutboxStatus.GIVEN_UP
            )
            raise_alerts()
            posted["mails"] += mails_since(last)
    posted["heard"] = f"heard\n{heard.getvalue()}"
    return posted


def all_words_of(world, *, but=None):
    words = set()
    for name, person in world.people.items():
        words |= secrets_of(world, name)
        words |= set() if person == but else identities_of(person)
    return words


def test_mails_name_nobody_but_whom_they_go_to(world, left):
    for mail, text in left["mails"]:
        hidden = all_words_of(world, but=mail.person)
        others = Person.objects.filter(last_name__in=["Aidant", "Relue", "Attente", "Relais"])
        hidden |= {other.last_name for other in others if other != mail.person}

        assert {word for word in hidden if re.search(rf"\b{re.escape(word)}\b", text)} == set()


def test_every_kind_of_mail_was_read(left):
    """Otherwise the test above would prove less than it says."""
    read = {mail.kind for mail, _text in left["mails"]}

    assert read >= {kind.key for kind in mail_kinds()} - BY_THEMSELVES


def test_the_log_and_the_cache_keep_nothing_of_what_is_posted(world, left):
    hidden = all_words_of(world)

    assert {word for word in hidden if word.lower() in left["heard"].lower()} == set()
    assert world.people[OFFICER].last_name in hidden
