"""Whoever opens what is held about a named person leaves a trace that this person reads."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import reverse

import people
from ambassadors.help.enums import RequestStatus
from ambassadors.help.models import HelpRequest
from people.enums import ImportState, Purpose, RequestKind, Role, ViewedData
from people.importers.runs import check_run
from people.models import ImportRun, LinesToCorrect, Look, Person, StagedFile
from people.queries.privacy import export_passphrase
from tests.access.matrix import MATRIX
from tests.access.places import address, places
from tests.access.test_canaries import reading
from tests.access.test_matrix import label
from tests.access.world import (
    ADMINISTRATOR,
    EDITOR,
    MANAGER,
    OFFICER,
    SIGNED_IN,
    STAFF,
    STRANGER,
    TRAINER,
    TRAINING,
)
from tests.people.sealed import opened


pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Trace:
    """Who opens it, how, and what the person then reads of it."""

    role: str
    purpose: Purpose
    seen: ViewedData
    method: str = "get"


TRACES = {
    "people_admin:person person": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.RECORD),
        Trace(ADMINISTRATOR, Purpose.STAFF_ADMINISTRATION, ViewedData.RECORD),
        Trace(OFFICER, Purpose.DATA_REQUEST, ViewedData.RECORD),
    ],
    "people_admin:invite person": [
        Trace(TRAINING, Purpose.INVITATION, ViewedData.INVITATION, "post")
    ],
    "people_admin:import_run run": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.STAFF_LINE)
    ],
    "people_admin:import_lines run": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.STAFF_LINE)
    ],
    "people_admin:import_changes run": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.STAFF_LINE)
    ],
    "organisation_admin:add_position person": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.RECORD)
    ],
    "organisation_admin:change_primary person": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.RECORD)
    ],
    "organisation_admin:delegate person": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.RECORD)
    ],
    "organisation_admin:end_position second": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.RECORD)
    ],
    "learning:mandatory": [
        Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD),
        Trace(MANAGER, Purpose.MANDATORY_TRAINING, ViewedData.RECORD),
    ],
    "learning:mandatory_table": [
        Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD),
        Trace(MANAGER, Purpose.MANDATORY_TRAINING, ViewedData.RECORD),
    ],
    "learning:mandatory_workbook": [
        Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD),
        Trace(MANAGER, Purpose.MANDATORY_TRAINING, ViewedData.RECORD),
    ],
    # Of fewer than ten people, as all are in this world, numbers are a look.
    "learning:programme": [Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD)],
    "learning:programme_table": [Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD)],
    "learning:programme_workbook": [Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD)],
    "learning:nothing_to_do": [Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD)],
    "learning:nothing_to_do_table": [
        Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD)
    ],
    "learning:nothing_to_do_workbook": [
        Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD)
    ],
    "rules_admin:people rule": [Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD)],
    "rules_admin:exempt assignment": [
        Trace(TRAINING, Purpose.MANDATORY_TRAINING, ViewedData.RECORD)
    ],
    "cohorts_admin:cohort cohort": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.RECORD)
    ],
    "messages_admin:unreached draft_message": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.CHOSEN)
    ],
    "messages_admin:reached draft_message": [
        Trace(TRAINING, Purpose.STAFF_ADMINISTRATION, ViewedData.CHOSEN)
    ],
    "quizzes:received": [Trace(TRAINING, Purpose.SHARED_RESULT, ViewedData.RESULT)],
    "quiz_admin:extra_time person": [
        Trace(ADMINISTRATOR, Purpose.STAFF_ADMINISTRATION, ViewedData.EXTRA_TIME)
    ],
    "ambassadors_admin:unmet": [Trace(TRAINING, Purpose.HELP_REQUEST, ViewedData.HELP)],
    "ambassadors_admin:round round": [Trace(TRAINING, Purpose.HELP_REQUEST, ViewedData.HELP)],
    "ambassadors:answer_question lesson_question": [
        Trace(EDITOR, Purpose.HELP_REQUEST, ViewedData.HELP)
    ],
    "ambassadors:applications": [Trace(TRAINING, Purpose.NETWORK, ViewedData.APPLICATION)],
    "ambassadors:report message_report": [
        Trace(OFFICER, Purpose.MESSAGE_REPORT, ViewedData.MESSAGES)
    ],
    "workshops:attendance workshop_session": [
        Trace(TRAINING, Purpose.WORKSHOP, ViewedData.WORKSHOP)
    ],
    "workshops:sheet workshop_session": [Trace(TRAINING, Purpose.WORKSHOP, ViewedData.WORKSHOP)],
    "marking_admin:answer essay": [Trace(TRAINING, Purpose.MARKING, ViewedData.ANSWER)],
    "rights_admin:request data_request": [
        Trace(OFFICER, Purpose.DATA_REQUEST, ViewedData.DATA_REQUEST)
    ],
    "rights_admin:request_file data_request": [
        Trace(OFFICER, Purpose.DATA_REQUEST, ViewedData.SEALED_FILE, "post")
    ],
    "rights_admin:identity data_request": [
        Trace(OFFICER, Purpose.DATA_REQUEST, ViewedData.DATA_REQUEST)
    ],
    "rights_admin:extend data_request": [
        Trace(OFFICER, Purpose.DATA_REQUEST, ViewedData.DATA_REQUEST)
    ],
    "rights_admin:erase erasure_request": [
        Trace(OFFICER, Purpose.DATA_REQUEST, ViewedData.DATA_REQUEST)
    ],
}
# Views of ours in the administration that name one thing, and show nobody's data.
NO_TRACE = {
    "people:hand_code": "finds nobody by itself; whoever is found reads of the code: people/test_identity.py",
    "settings_admin:group setting_group": "the settings of the site, about nobody",
    "mail_admin:mail mail_kind": "the words of a mail to everybody",
    "people_admin:person_roles person": "changes a role, then leads to the record, which is logged",
    "learning:mandatory_remind": "an order, written into the log by itself",
    "people_admin:import_progress run": "how far it is, and nobody’s name",
    "people_admin:reset_second_factor person": "an order, written into the log by itself",
    "people_admin:import_template kind_of_list": "an empty list, with teams, jobs and sites",
    "people_admin:mapping mapping_pk": "how files are read, about nobody",
    "people_admin:mapping_delete mapping_pk": "how files are read, about nobody",
    "rights_admin:file_letter data_request": "of who cannot come in, and logged: people/test_request_register.py",
    "rights_admin:template request_kind": "words of answers, about nobody",
    "notice_admin:notice purpose": "the organisation’s words, about nobody",
    "people_sign_in:provider openid_pk": "a service, about nobody",
    "people_sign_in:try openid_pk": "a service, and who signed in there just now",
    "people_sign_in:delete openid_pk": "a service, about nobody",
    "organisation_admin:team team_pk": "a team and who manages it",
    "organisation_admin:move_team team_pk": "a team and who manages it",
    "organisation_admin:names kind_of_name": "names of sites and jobs",
    "organisation_admin:name name": "names of sites and jobs",
    "organisation_admin:change_external external": "logged; no person of the world is one",
    "organisation_admin:end_external external": "an order; then leads to the record, which is logged",
    "organisation_admin:end_delegation given": "an order; then leads to the record, which is logged",
    **{
        f"course_admin:{name}": "one’s own file of a course or of questions"
        for name in (
            *("import_run sent_file", "import_progress sent_file", "faults sent_file"),
            "look sent_question",
        )
    },
    "course_admin:export module_pk": "a course, about nobody",
    "review_admin:checked article_pk": "a page, about nobody",
    "screen_admin:close_change change_pk": "a screen, about nobody",
    "releases_admin:release release": "drafts and their state, about nobody",
    "releases_admin:correct release": "the words and the day of a release, about nobody",
    "releases_admin:call_off release": "an order about a release",
    "rules_admin:rule draft_rule": "conditions and counts by team, nobody’s name",
    "rules_admin:edit draft_rule": "what a rule gives, about nobody",
    "rules_admin:add_criterion draft_rule": "leads to the page of a condition",
    "rules_admin:criterion kind_of_criterion": "teams, jobs and sites, about nobody",
    "rules_admin:remove_criterion criterion": "an order about a draft",
    "rules_admin:put_in_force draft_rule": "an order; whom it reaches is read elsewhere, and logged",
    "rules_admin:discard draft_rule": "an order about a draft",
    "rules_admin:change rule": "an order that makes a draft",
    "rules_admin:end rule": "how many it asks, nobody’s name",
    "rules_admin:lift_exemption assignment": "an order, written into the log by itself",
    "messages_admin:message draft_message": "what is written to all, and numbers",
    "messages_admin:edit draft_message": "what is written to all",
    "messages_admin:mail message_mail": "what is written to all, to an invented name",
    "messages_admin:try draft_message": "an order, to oneself",
    "messages_admin:send draft_message": "an order; whom it goes to is a condition",
    "messages_admin:call_off planned_message": "an order",
    "messages_admin:copy draft_message": "an order that makes a draft",
    "messages_admin:discard draft_message": "an order about a draft",
    "ambassadors_admin:round_progress round": "whether it is matched yet, and nobody’s name",
    "ambassadors_admin:publish round": "an order; the draft that it publishes was logged",
    "ambassadors_admin:reassign round": "an order; the draft that it changes was logged",
    "ambassadors_admin:discard round": "an order; the draft that it discards was logged",
    "ambassadors_admin:leave_out draft_pair": "an order; the draft that it changes was logged",
    "ambassadors:questions_to_answer": "questions, and nobody’s name",
    "ambassadors:answer_question boxed_question": "a question from nobody",
    "commitments_admin:change commitment": "what is promised, about nobody",
    "commitments_admin:settle commitment": "what became of a promise, about nobody",
    "commitments_admin:discard commitment": "an order about a draft",
    "portal_tokens:revoke portaltoken_pk": "the machine of a portal, about nobody",
    "ambassadors:propose": "names to choose from, of one’s own teams; whoever is proposed is told",
    "workshops_admin:workshop workshop": "dates and numbers; the list of each is logged",
    "workshops_admin:change workshop": "what is offered, about nobody",
    "workshops_admin:add_date workshop": "a day and a place",
    "workshops_admin:change_date workshop_session": "a day, a place and who gives it",
    "workshops_admin:call_off workshop_session": "an order about a date",
    "workshops_admin:unregister workshop_session": "an order about whom rules put on a list",
    "workshops_admin:register workshop_session": "how many people a rule picks, nobody’s name",
}
CONTENT = "wagtailsnippet"  # quizzes and questions: content, about nobody

CASES = [(name, trace) for name, traces in TRACES.items() for trace in traces]


def is_about_somebody(place):
    """About one thing in the administration, or said to name others, wherever it stands."""
    is_about_one_thing = place.route.startswith("admin/") and "<" in place.route
    return place.is_ours and (is_about_one_thing or hasattr(place.view, "second_factor_for"))


def test_every_view_about_somebody_is_in_a_table():
    """A new one says whether it leaves a trace, or why not."""
    ours = {place.name for place in places() if is_about_somebody(place)}
    rows = {label(row) for row in MATRIX if row.name in ours and not row.name.startswith(CONTENT)}

    assert rows == set(TRACES) | set(NO_TRACE)


# Every line of ours that writes a look, and the test that reads what it wrote.
RECORDERS = {
    "people/admin_views/staff.py": "people_admin:person person",
    "people/admin_views/bulk.py": "tests/people/test_bulk.py",
    "people/admin_views/imports.py": "people_admin:import_run run",
    "people/admin_views/protection.py": "tests/people/test_protection.py",
    "people/admin_views/requests.py": "rights_admin:request data_request",
    "people/actions/accounts.py": "people_admin:invite person",
    "people/organisation_views/access.py": "organisation_admin:add_position person",
    "people/actions/identifiers.py": "tests/people/test_address_looks.py",
    "people/wagtail_hooks.py": "test_wagtails_own_screen_of_an_account_leaves_one_and_deletes_nobody",
    "people/actions/sign_in.py": "tests/people/test_second_factor.py",
    "people/management/commands/erase_person.py": "tests/people/test_person_commands.py",
    "people/actions/rights.py": "tests/people/test_sealed_file.py",
    "ambassadors/help/admin_views/rounds.py": "ambassadors_admin:round round",
    "ambassadors/help/admin_views/unmet.py": "ambassadors_admin:unmet",
    "ambassadors/help/views/answers.py": "ambassadors:answer_question lesson_question",
    "ambassadors/help/views/network_team.py": "ambassadors:applications",
    "ambassadors/help/views/messages.py": "ambassadors:report message_report",
    "ambassadors/workshops/views/workshops.py": "workshops:attendance workshop_session",
    "ambassadors/workshops/views/attendance.py": "workshops:sheet workshop_session",
    "learning/views/mandatory.py": "learning:mandatory",
    "learning/views/programme.py": "learning:programme",
    "learning/views/nothing_to_do.py": "learning:nothing_to_do",
    "learning/admin_views/assigned.py": "rules_admin:people rule",
    "learning/actions/reminders.py": "tests/learning/test_reminders.py",
    "learning/actions/exemptions.py": "tests/learning/test_exemptions.py",
    "learning/admin_views/messages.py": "messages_admin:unreached draft_message",
    "people/admin_views/cohorts.py": "cohorts_admin:cohort cohort",
    "quizzes/views/results.py": "quizzes:received",
    "quizzes/admin_views/extra_time.py": "quiz_admin:extra_time person",
    "quizzes/admin_views/marking.py": "marking_admin:answer essay",
}


def test_every_module_that_writes_a_look_is_proved_somewhere():
    root = Path(people.__file__).parent.parent
    writers = {
        str(path.relative_to(root))
        for app in ("adoption", "ambassadors", "learning", "quizzes", "cms", "people")
        for path in (root / app).rglob("*.py")
        if "    record_look(" in path.read_text(encoding="utf-8")
    }

    assert writers == set(RECORDERS)


def prepare(world, name):
    """Whom the view will show; the world's own list and round name nobody that has a canary."""
    stranger = world.people[STRANGER]
    if name.startswith("people_admin:import_"):
        run = world.owned[TRAINING]["run"]
        StagedFile.objects.filter(run=run).update(
            data=f"matricule;nom;prenom;equipe\n{stranger.staff_number};Autre;Nom;Accueil\n".encode()
        )
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.CHECKING)
        check_run(run)
        table = [["to correct", "matricule"], ["Nothing under “nom”.", stranger.staff_number]]
        LinesToCorrect.objects.filter(run=run).update(table=table)
        return TRAINING, {stranger}
    if name.startswith("learning:programme"):
        world.people[TRAINER].enrolments.all().delete()  # one fewer, and so few people
    if name.startswith("learning:nothing_to_do"):
        world.people[STAFF].enrolments.all().delete()
    if name.startswith("learning:"):
        return STRANGER, {world.people[STAFF]}
    if name.startswith("messages_admin:unreached"):
        Person.objects.filter(pk=stranger.pk).update(email=None, password="!", last_login=None)
    if name == "ambassadors_admin:unmet":
        HelpRequest.objects.under_way().filter(person=stranger).update(
            status=RequestStatus.OPEN, at_once=True, found_nobody="everyone_full"
        )
    if name.startswith("ambassadors_admin:round"):
        pair = world.shared["draft_pair"]
        return STRANGER, {pair.request.person, pair.ambassador.person}
    return STRANGER, {stranger}


@pytest.mark.parametrize(("name", "trace"), CASES, ids=[f"{n}, {t.role}" for n, t in CASES])
def test_opening_it_leaves_a_trace_of_who_why_and_what(world, name, trace):
    row = next(row for row in MATRIX if label(row) == name)
    owner, people = prepare(world, name)
    before = set(Look.objects.values_list("pk", flat=True))

    send = getattr(world.client(trace.role), trace.method)
    assert send(address(row, world, owner), row.sent(world)).status_code == 200

    looks = Look.objects.exclude(pk__in=before)
    assert people <= {look.subject for look in looks}
    for look in looks:
        assert look.viewer == world.people[trace.role]
        assert look.viewer_roles == ("" if trace.role == MANAGER else trace.role)
        assert (look.purpose, look.seen) == (trace.purpose, trace.seen)


# --- Wherever somebody is named ---------------------------------------------------------------------------

BETWEEN_TWO = "one of a pair reads who the other is: that is what both have asked for"
LIST = "a list of names: opening a record is what is told"
WHO_DID = "who did what for oneself, which one may know"
SENDER = "who sent which staff list, to those who send them"
AUTHOR = "who wrote what, to those who write"
# Pages, fragments and files that name somebody else and leave no trace of it: why not.
UNTRACED = {
    "ambassadors:index": BETWEEN_TWO,
    "ambassadors:own_request": BETWEEN_TWO,
    "ambassadors:pair met_pair": BETWEEN_TWO,
    "ambassadors:pair_report met_pair": "who would read a report, to whoever makes it",
    "wagtail_serve home": BETWEEN_TWO,
    "ambassadors:propose": "colleagues of one’s own teams, to choose from",
    "wagtail_serve community": "ambassadors who agreed to be named there",
    "workshops:session workshop_session": "who gives a workshop, to those who may join it",
    "workshops_admin:change_date workshop_session": "who gives it, to who runs workshops",
    "planning:proposals": "who proposes a workshop, to whom they propose it",
    "ambassadors_admin:network": "who may be named to read reported messages, to whoever names them",
    "workshops:team workshop_session": "people of one’s own teams, to choose from",
    "people:stand_in": "colleagues of one’s own teams, to choose from; who stands in for whom",
    "quizzes:share done": "one’s own managers, to choose from",
    "people:my_data": WHO_DID,
    "people:download_my_data": WHO_DID,
    "people_admin:person person": "who stands in for whom, on the record of one who is told",
    "people_admin:staff": LIST,
    "people_admin:staff_results": LIST,
    "organisation_admin:checks": LIST,
    "organisation_admin:externals": LIST,
    "organisation_admin:externals_results": LIST,
    "rights_admin:requests": LIST,
    "rights_admin:requests_results": LIST,
    "people_admin_protection": LIST,
    "people_admin:imports": SENDER,
    "people_admin:import_run run": SENDER,
    "wagtailadmin_explore_root": AUTHOR,
    "wagtailadmin_pages:history lesson": AUTHOR,
    "wagtailadmin_reports:site_history": AUTHOR,
    "wagtailsnippets_cms_portal:edit portal": AUTHOR,
    "wagtailsnippets_cms_portal:history portal": AUTHOR,
    "wagtailsnippets_quizzes_question:list": AUTHOR,
    "wagtailsnippets_learning_path:edit path": AUTHOR,
    "wagtailsnippets_learning_path:history path": AUTHOR,
    "wagtailsnippets_quizzes_question:history question": AUTHOR,
}


def named_in(text, people):
    return {person for person in people if re.search(rf"\b{re.escape(person.last_name)}\b", text)}


def named_untold(world, role):
    """By place: whom it names, others than the reader, without their being told."""
    others = Person.objects.exclude(pk=world.people[role].pk)
    found = {}
    for (place, url), text in reading(world, role).items():
        told = world.told[role][place, url]
        silent = {person.last_name for person in named_in(text, others) if person.pk not in told}
        if silent:
            found.setdefault(place, set()).update(silent)
    return found


def test_every_place_that_names_somebody_tells_them_or_says_why_not(world):
    """On every address of ours and many of Wagtail’s, in every file, as each role reads it."""
    untold = {role: named_untold(world, role) for role in SIGNED_IN}
    places = set().union(*untold.values())

    assert {
        role: {at: who for at, who in found.items() if at not in UNTRACED}
        for role, found in untold.items()
    } == {role: {} for role in SIGNED_IN}
    assert places == set(UNTRACED), "names nobody any more"


@pytest.mark.parametrize("name", ["people_admin:staff", "rights_admin:requests"])
def test_a_list_of_names_leaves_none(world, name):
    page = world.client(OFFICER).get(reverse(name)).content.decode()

    assert world.people[STRANGER].last_name in page
    assert not Look.objects.exists()


def test_wagtails_own_screen_of_an_account_leaves_one_and_deletes_nobody(world):
    """Only superusers reach it."""
    root, stranger = world.people[ADMINISTRATOR], world.people[STRANGER]
    Person.objects.filter(pk=root.pk).update(is_superuser=True)
    client = world.client(ADMINISTRATOR)

    assert client.get(reverse("wagtailusers_users:edit", args=[stranger.pk])).status_code == 200
    client.post(reverse("wagtailusers_users:delete", args=[stranger.pk]))

    look = Look.objects.get(subject=stranger)
    assert (look.viewer, look.viewer_roles) == (root, Role.ADMINISTRATOR)
    assert Person.objects.filter(pk=stranger.pk).exists()


def test_the_officers_file_opens_for_its_subject_alone(world):
    stranger, officer = world.people[STRANGER], world.people[OFFICER]
    wanted = world.owned[STRANGER]["data_request"]
    assert wanted.kind == RequestKind.CORRECTION

    answer = world.client(OFFICER).post(reverse("rights_admin:request_file", args=[wanted.uuid]))

    content = answer.content
    for word in (stranger.last_name, stranger.staff_number, stranger.email, "canari"):
        assert word.encode() not in content
    with pytest.raises(RuntimeError):
        opened(content, export_passphrase(officer))
    files = opened(content, export_passphrase(stranger))
    assert all(stranger.last_name in text for text in files.values())
