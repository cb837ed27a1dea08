"""A small organisation with one person of each role, each with objects of their own."""

from collections import ChainMap
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from allauth.socialaccount.models import SocialApp
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.http import SimpleCookie
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log

from adoption.contacts.actions.contacts import ReportedVolume, record_contact_volumes
from adoption.contacts.enums import ContactDoor
from adoption.dashboards.models import SavedView
from adoption.foundation.periods import last_closed_month
from adoption.publishing.actions.publications import publish
from adoption.publishing.actions.reach import publish_learning_reach
from adoption.report.actions.decisions import take_decision
from adoption.report.models import SavedReport
from adoption.targets.models import Target
from adoption.team_actions.actions import plan_action
from adoption.usage.actions.tokens import make_token
from adoption.usage.enums import DeclaredUse
from adoption.usage.models import Declaration, PortalLink, PortalToken, UsageDay, UseGoal, UseTick
from adoption.usage.pseudonyms import subject_of
from cms.models import (
    Attachment,
    GlossaryTerm,
    HomePage,
    Portal,
    PortalScreen,
    PortalService,
    ScreenChange,
    SearchSynonyms,
)
from core.dates import today
from learning.actions.messages import write_message
from learning.actions.notes import keep_bookmark, save_note
from learning.actions.releases import DeclaredRelease, declare_release
from learning.actions.rules import set_criterion
from learning.enums import MessageState, RuleState
from learning.importers.intake import Wish
from learning.importers.intake_runs import check_file, receive_file
from learning.models import Assignment, AssignmentRule, LoadedSource, Message
from learning.notifications import notify_of_message, settle_release
from people.actions.cohorts import add_to_cohort
from people.actions.devices import name_device
from people.actions.imports import open_import
from people.actions.rights import open_data_request
from people.enums import ImportKind, ImportSource, RequestKind, Role
from people.importers.runs import check_run
from people.models import (
    Cohort,
    ImportMapping,
    LinesToCorrect,
    OpenSession,
    Person,
    PushDevice,
    Team,
)
from quizzes.actions.attempts import submit_attempt
from quizzes.actions.review import answer_card, start_memory
from quizzes.actions.sharing import share_result
from quizzes.enums import Purpose
from quizzes.models import RemarkRun, ReviewCard
from tests.access.coaching import coaching, workshops
from tests.access.practices import practices
from tests.access.surveys import surveys
from tests.adoption.experiments.sample_experiments import create, evaluation_with
from tests.identity import saml
from tests.learning.factories import (
    make_article,
    make_certificate,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
)
from tests.learning.packages import scorm_block, taken_in
from tests.learning.rules import make_rule
from tests.people.factories import (
    DelegationFactory,
    ExternalFactory,
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
)
from tests.quizzes.essays import essay_quiz, written_answer
from tests.quizzes.factories import AttemptFactory, QuestionFactory, QuizFactory, quiz_of


ANONYMOUS = "anonymous"
STAFF = "staff"
AMBASSADOR = "ambassador"
MANAGER = "manager"
TRAINING = "training_manager"
EDITOR = "editor"
OFFICER = "data_protection_officer"
ADMINISTRATOR = "administrator"
ENROLMENT = "enrolment_officer"
TRAINER = "trainer"
GRANTED = (TRAINING, EDITOR, OFFICER, ADMINISTRATOR, TRAINER)
SIGNED_IN = (STAFF, AMBASSADOR, MANAGER, ENROLMENT, *GRANTED)
ROLES = (ANONYMOUS, *SIGNED_IN)

STRANGER = "stranger"  # owns every object that is somebody else's
TEAM_SIZE = 25
STAFF_LIST = "matricule;nom;prenom;equipe\n777;Leroy;Zoé;Accueil\n"


@dataclass(slots=True)
class World:
    """`people` and `owned` by role, and of the stranger; `shared` belongs to nobody.

    `read`: what each role reads on its way through the site, kept for several tests. `told`: who can
    then read that it was about them. `heard`: what that left in the log and in the cache.
    """

    people: dict[str, Person] = field(default_factory=dict)
    owned: dict[str, dict] = field(default_factory=dict)
    shared: dict = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    read: dict[str, dict] = field(default_factory=dict)
    told: dict[str, dict] = field(default_factory=dict)
    heard: dict[str, str] = field(default_factory=dict)

    def thing(self, name, owner):
        return ChainMap(self.owned.get(owner, {}), self.shared)[name]

    def is_owned(self, name):
        return name in self.owned[STRANGER]

    def client(self, role, **options):
        """A browser in which this role is signed in, as fresh as after signing in."""
        client = Client(headers={"accept-language": "fr"}, **options)
        if role in self.sessions:
            client.cookies = SimpleCookie(self.sessions[role])
        return client


def build_world(media: Path) -> World:
    world = World()
    _content(world, media)
    _teams(world)
    for role in (*SIGNED_IN, STRANGER):
        _person(world, role)
    _organisation(world)
    _colleagues(world)
    coaching(world, staff=STAFF, ambassador=AMBASSADOR, stranger=STRANGER)
    workshops(world, ambassador=AMBASSADOR, stranger=STRANGER)
    practices(world, facilitator=world.people[AMBASSADOR])
    for name in (*SIGNED_IN, STRANGER):
        _learning(world, name)
        _use(world, name)
        _rights(world, name)
    _machine(world)
    _assigned(world)
    _messages(world)
    _releases(world)
    _essays(world)
    _questions(world)
    _providers(world)
    surveys(world)
    _contacts(world)
    world.shared["experiment"] = create(world.shared["portal"], [world.shared["division"]])
    world.shared["tried"] = create(world.shared["portal"], [world.shared["division"]])
    evaluation_with(world.shared["tried"])
    world.shared["publication"] = publish(portal=world.shared["portal"], month=closed_month())
    world.shared["team_action"] = plan_action(
        team=world.shared["team"],
        publication=world.shared["publication"],
        kind="workshop",
        planned_on=today(),
        today=today(),
    )
    world.shared["target"] = Target.objects.create(
        portal=world.shared["portal"],
        team=Team.objects.get(code=Team.ROOT_CODE),
        indicator="used",
        percent=60,
        start=closed_month().first_day,
        by=closed_month().shifted(6).first_day,
        set_on=today(),
    )
    world.shared["decision"] = take_decision(
        portal=world.shared["portal"],
        month=closed_month(),
        text="Un kiosque à chaque accueil",
        owner="Service formation",
        due_on=today(),
    )
    publish_learning_reach(today=today() + timedelta(days=120))
    return world


def closed_month():
    return last_closed_month(today())


def open_month():
    return closed_month().next()


def _content(world, media):
    portal = Portal.objects.create(name="Espace locataire", slug="espace-locataire")
    service = PortalService.objects.create(portal=portal, name="Messagerie", slug="messagerie")
    screen = PortalScreen.objects.create(portal=portal, name="Messages", slug="messages")
    quiz = quiz_of(2, title="Quiz du portail")
    module = make_module("Premiers pas")
    lesson = make_lesson(module, "Créer son compte", quiz=quiz)
    lesson.portal_service = service
    lesson.screen = PortalScreen.objects.create(portal=portal, name="Accueil", slug="accueil")
    lesson.save()
    path = make_path(module)
    placement = QuizFactory(
        purpose=Purpose.PLACEMENT,
        entries=[QuestionFactory(difficulty=level) for level in range(1, 9)],
    )
    path.entries.update(granted_from=80)
    type(path).objects.filter(pk=path.pk).update(placement_quiz=placement)
    package = taken_in(title="Accueil du public")
    played = make_lesson(make_module("Faits ailleurs"), "Accueillir", blocks=[scorm_block(package)])
    mandatory = make_module("Protéger les données")
    make_lesson(mandatory, "Reconnaître une donnée sensible")
    (media / "images").mkdir()
    (media / "images" / "photo.txt").write_text("une photo")
    world.shared |= {
        "portal": portal,
        "service": service,
        "screen": screen,
        "change": ScreenChange.objects.create(screen=screen),
        "document": Attachment.objects.create(
            title="Fiche", file=ContentFile(b"%PDF-1.7", name="fiche.pdf")
        ),
        "quiz": quiz,
        "placement": placement,
        "module": module,
        "lesson": lesson,
        "path": path,
        "scormpackage": package,
        "played": played,
        "mandatory_path": make_path(mandatory, title="Formation obligatoire"),
        "article": make_article("aide", "Aide"),
        "kit": LoadedSource.objects.create(
            key="kits/permanence/kit.md", page=make_article("permanence", "Permanence")
        ),
        "searchsynonyms": SearchSynonyms.objects.create(words="jeton, badge"),
        "term": GlossaryTerm.objects.create(term="Identifiant", definition="Un nom."),
        "home": HomePage.objects.get(),
        "catalog": module.get_parent(),
        "mapping": ImportMapping.objects.create(
            kind=ImportKind.STAFF, name="paie", columns={"staff_number": "matricule"}
        ),
    }


def _teams(world):
    division = TeamFactory(name="Proximité")
    world.shared |= {
        "division": division,
        "team": TeamFactory(name="Accueil", parent=division),
        "other_team": TeamFactory(name="Courrier", parent=division),
        "closed_team": TeamFactory(name="Guichet", parent=division, closed_on=today()),
    }
    # Moving in the tree is done in SQL: what was read before may be out of date.
    for name in ("division", "team", "other_team", "closed_team"):
        world.shared[name] = Team.objects.get(pk=world.shared[name].pk)


def _person(world, name):
    canary = f"Canari{name.replace('_', '')}"
    person = PersonFactory(
        first_name="Sacha",
        last_name=canary,
        staff_number=f"M-{canary}",
        email=f"{canary.lower()}@exemple.fr",
    )
    world.people[name] = person
    world.owned[name] = {
        "person": person,
        "session": OpenSession.objects.create(person=person, session_key=f"key-of-{name}"),
        "push_device": PushDevice.objects.create(
            person=person, endpoint=f"https://fcm.googleapis.com/canari-{name}"
        ),
        "device": name_device(person=person, user_agent=""),
        "saved_view": SavedView.objects.create(person=person, name="Vue", query="indicateur=used"),
        "saved_report": SavedReport.objects.create(
            person=person, portal=world.shared["portal"], name="Rapport", period="latest"
        ),
    }
    team = world.shared["other_team" if name == STRANGER else "team"]
    PositionFactory(person=person, team=team, is_manager=name == MANAGER)
    if name in set(Role):
        person.groups.add(Group.objects.get(name=name))
    if name == STRANGER:
        person.set_unusable_password()
        person.save()
        return
    client = Client()
    client.force_login(person)
    world.sessions[name] = client.cookies.output(header="", sep=";")


def _organisation(world):
    """Everybody once had a stand-in, and holds a second position; a partner's learner is there."""
    helper = PersonFactory(last_name="Relais")
    world.shared |= {
        "site": SiteFactory(name="Saint-Aubin"),
        "external": ExternalFactory(last_name="Visiteur"),
    }
    for name, person in world.people.items():
        world.owned[name]["delegation"] = DelegationFactory(
            manager=person,
            delegate=helper,
            team=world.shared["team"],
            ended_on=date(2020, 1, 1),
        )
        world.owned[name]["second"] = PositionFactory(
            person=person,
            team=world.shared["division"],
            is_primary=False,
        )


def _colleagues(world):
    """Enough of them for figures: a number that does not depend on who else is in the team."""
    month, portal = closed_month(), world.shared["portal"]
    answers = [DeclaredUse.YES_WEEKLY, DeclaredUse.NOT_YET, DeclaredUse.NO_ACCOUNT]
    for name in ("team", "other_team"):
        colleagues = PersonFactory.create_batch(TEAM_SIZE)
        for number, person in enumerate(colleagues):
            PositionFactory(person=person, team=world.shared[name])
            Declaration.objects.create(
                portal=portal,
                subject=subject_of(person),
                month=month.first_day,
                answer=answers[number % 3],
            )


def _learning(world, name):
    person, quiz = world.people[name], world.shared["quiz"]
    placement = world.shared["placement"]
    make_enrolment(person, world.shared["path"])
    make_enrolment(person, world.shared["mandatory_path"], is_mandatory=True)
    sent = AttemptFactory(learner=person, quiz=quiz, passed=True)
    lesson = world.shared["lesson"].record
    keep_bookmark(person=person, lesson=lesson)
    world.owned[name] |= {
        "certificate": make_certificate(person, world.shared["path"]),
        "shared": share_result(attempt=sent.uuid, learner=person),
        "done": AttemptFactory(learner=person, quiz=quiz, passed=True),
        "attempt": AttemptFactory(learner=person, quiz=quiz),
        "placed": submit_attempt(attempt=AttemptFactory(learner=person, quiz=placement).uuid),
        "placing": AttemptFactory(learner=person, quiz=placement),
        "card": _card(person, quiz, 0),
        "answered_card": answer_card(
            card=(answered := _card(person, quiz, 1)).pk,
            version=answered.question.current_version_id,
            raw={},
        ),
        "note": save_note(person=person, lesson=lesson, text=f"Ce que l’on se dit, canari {name}."),
        "run": _import(person, f"liste-{name}.csv"),
        "sent_file": _sent_file(person, f"questions-{name}.gift"),
    }


def _assigned(world):
    """A rule in force, by which everybody has the mandatory path; a draft; a group with the stranger."""
    cohort = Cohort.objects.create(name="Vague pilote")
    add_to_cohort(cohort=cohort, people=[world.people[STRANGER]])
    path = world.shared["mandatory_path"]
    rule, draft = (make_rule(path, title=title) for title in ("Tous les ans", "Brouillon"))
    criterion = set_criterion(rule=draft, kind="role", values=["manager"], is_excluded=True)
    AssignmentRule.objects.filter(pk=rule.pk).update(state=RuleState.IN_FORCE)
    world.shared |= {"rule": rule, "draft_rule": draft, "criterion": criterion, "cohort": cohort}
    for name, person in world.people.items():
        world.owned[name]["assignment"] = Assignment.objects.create(
            rule=rule, person=person, path=path, is_mandatory=True
        )


def _releases(world):
    """A release to come, whose drafts wait for nobody of this world."""
    world.shared["release"] = declare_release(
        by=world.people[EDITOR],
        declared=DeclaredRelease(
            portal=world.shared["portal"],
            version="2099.1",
            released_on=today() + timedelta(days=20),
            words="Une attestation en un geste.",
            module=world.shared["module"],
            changes={},
        ),
    )
    settle_release(world.shared["release"])


def _messages(world):
    """A draft and a planned one, to all staff, of the training department; one that each has under their bell."""
    words = {"subject_fr": "Le portail change", "text_fr": "Bonjour {prenom}, lisez la leçon."}
    by, tomorrow = world.people[TRAINING], timezone.now() + timedelta(days=1)
    for name in ("draft_message", "planned_message"):
        world.shared[name] = write_message(by=by, template="free", words=words, population={})
    planned = Message.objects.filter(pk=world.shared["planned_message"].pk)
    planned.update(state=MessageState.PLANNED, send_at=tomorrow)
    for name, person in world.people.items():
        sent = Message.objects.create(
            state=MessageState.SENT, send_at=timezone.now(), sent_at=timezone.now(), **words
        )
        notify_of_message(sent, [person])
        world.owned[name]["message"] = sent


def _card(person, quiz, entry):
    """A mistake of theirs that is due."""
    now = timezone.now()
    return ReviewCard.objects.create(
        learner=person,
        question=quiz.entries.order_by("pk")[entry].question,
        memory=start_memory(now)[0],
        due_at=now,
    )


WRITTEN = {"kind": "csv", "separator": ";", "encoding": "utf-8", "sheet": ""}


def _import(person, name):
    """A staff list that was checked and waits for its sender."""
    run = open_import(
        sender=person,
        source=ImportSource.SCREEN,
        name=name,
        data=STAFF_LIST.encode(),
        options={"as_of": today().isoformat(), "full": False, "mapping": "", "language": "fr"},
    )
    check_run(run)
    line = ["Nothing under “equipe”.", person.staff_number, person.last_name, "", ""]
    headings = ["to correct", "matricule", "nom", "prenom", "equipe"]
    LinesToCorrect.objects.create(run=run, table=[headings, line], written=WRITTEN)
    return run


def _sent_file(person, name):
    """Questions that were sent as a file and wait for their sender."""
    data = b"::Une:: Vrai ? {T}\n\n::Deux:: Vrai ? {T\n"
    run = receive_file(sender=person, name=name, data=data, wish=Wish(), language="fr")
    check_file(run)
    return run


def _use(world, name):
    """A link and a day of use this month, and an answer: nobody else's business."""
    portal, subject = world.shared["portal"], subject_of(world.people[name])
    pseudonym = f"pseudonyme-canari-{name}"
    PortalLink.objects.create(
        portal=portal, subject=subject, pseudonym=pseudonym, linked_on=open_month().first_day
    )
    UsageDay.objects.create(
        portal=portal,
        pseudonym=pseudonym,
        service=world.shared["service"],
        day=open_month().first_day,
    )
    Declaration.objects.create(
        portal=portal,
        subject=subject,
        month=open_month().first_day,
        answer=DeclaredUse.YES_WEEKLY,
    )
    month = {"service": world.shared["service"], "subject": subject}
    UseGoal.objects.create(cadence="monthly", since=open_month().first_day, **month)
    UseTick.objects.create(month=open_month().first_day, **month)


def _contacts(world):
    """Numbers of the public's contacts: they name nobody."""
    record_contact_volumes(
        portal=world.shared["portal"],
        volumes=[ReportedVolume(open_month().previous(), "phone", 1200)],
        by=None,
        door=ContactDoor.FILE,
    )


def _machine(world):
    """A machine of the portal is let in."""
    make_token(portal=world.shared["portal"], name="production", by=None)
    world.shared["portaltoken"] = PortalToken.objects.get()


def _rights(world, name):
    world.owned[name]["data_request"] = open_data_request(
        person=world.people[name],
        kind=RequestKind.CORRECTION,
        wrong="Ma date d’arrivée.",
        right="Le 7 janvier.",
    )
    world.owned[name]["erasure_request"] = open_data_request(
        person=world.people[name], kind=RequestKind.ERASURE, wrong="Tout, s’il vous plaît."
    )


def _providers(world):
    """One of each kind. Nothing listens at the address of the first."""
    world.shared |= {
        "openid": SocialApp.objects.create(
            provider="openid_connect",
            provider_id="oidc",
            name="Agence",
            client_id="passerelle",
            settings={"issuer": "http://127.0.0.1:9"},
        ),
        "saml": SocialApp.objects.create(
            provider="saml",
            provider_id="saml",
            name="Annuaire",
            client_id="saml",
            settings={"issuer": saml.ENTITY_ID, "metadata": saml.metadata()},
        ),
    }


def _essays(world):
    """An answer of each that waits for a marker."""
    quiz = essay_quiz()
    for name, person in world.people.items():
        world.owned[name]["essay"] = written_answer(person, quiz=quiz)
    world.shared["essays"] = {
        person.pk: world.owned[name]["essay"] for name, person in world.people.items()
    }


def _questions(world):
    entry = world.shared["quiz"].entries.select_related("question__category").order_by("pk")[0]
    world.shared |= {"question": entry.question, "category": entry.question.category}
    world.shared["remark_run"] = RemarkRun.objects.create(
        question=entry.question, version=entry.question.current_version
    )
    for name in ("lesson", "path", "question"):
        log(instance=world.shared[name], action="wagtail.edit", user=world.people[EDITOR])
