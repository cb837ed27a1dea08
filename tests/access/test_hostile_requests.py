"""Requests that nobody makes in good faith: in an address, in a header, in a name that is tried."""

import re
import time

import pytest
from django.conf import settings
from django.urls import reverse

from tests.access.listening import listening
from tests.access.matrix import MATRIX
from tests.access.places import address
from tests.access.test_canaries import settled
from tests.access.test_matrix import label, undone
from tests.access.world import (
    ADMINISTRATOR,
    AMBASSADOR,
    ANONYMOUS,
    MANAGER,
    OFFICER,
    STAFF,
    STRANGER,
    TRAINING,
)


pytestmark = pytest.mark.django_db

# --- Look-ups, orders and searches -------------------------------------------------------------------

# Who asks where, and for what: every parameter that a view of ours reads, and those of Wagtail's lists.
READ = {
    "people_admin:staff": (
        OFFICER,
        ["q", "ordering", "post", "team", "is_active", "recorded", "p"],
    ),
    "people_admin:staff_results": (OFFICER, ["q", "ordering"]),
    "organisation_admin:externals": (OFFICER, ["q", "ordering", "p"]),
    "organisation_admin:move_team team_pk": (OFFICER, ["parent"]),
    "rights_admin:requests": (OFFICER, ["ordering", "p", "status"]),
    "rights_admin:add_request": (OFFICER, ["q", "agent"]),
    "people_admin:imports": (TRAINING, ["p", "ordering"]),
    "ambassadors_admin:rounds": (TRAINING, ["p"]),
    "ambassadors_admin:unmet": (TRAINING, ["p"]),
    "ambassadors_admin:round round": (TRAINING, ["p"]),
    "ambassadors_admin:coverage": (TRAINING, ["p"]),
    "ambassadors:applications": (MANAGER, ["page"]),
    "ambassadors:coverage": (MANAGER, ["page"]),
    "ambassadors:propose": (MANAGER, ["nom"]),
    "wagtail_serve community": (STAFF, ["page", "noms"]),
    "workshops:index": (STAFF, ["p"]),
    "planning:plan": (AMBASSADOR, ["mallette", "copie"]),
    "planning:invite proposed_session": (AMBASSADOR, ["nom"]),
    "planning:proposals": (TRAINING, ["p"]),
    "cases:index": (STAFF, ["q", "sorte", "vus", "page"]),
    "cases:propose": (STAFF, ["sorte"]),
    "cases:take_down": (STAFF, ["numero"]),
    "cases:workshop case": (AMBASSADOR, ["etape"]),
    "journeys:index": (STAFF, ["page"]),
    "journeys:vote sitting": (STAFF, ["fait"]),
    "wagtail_serve practices_page": (STAFF, ["q", "service", "metier", "mot", "page"]),
    "workshops:team workshop_session": (MANAGER, ["p", "equipe"]),
    "workshops:check_in workshop_session": (STAFF, ["code"]),
    "workshops_admin:workshops": (TRAINING, ["p"]),
    "workshops_admin:workshop workshop": (TRAINING, ["p"]),
    "portal_tokens:tokens": (ADMINISTRATOR, ["p"]),
    "lessons_by_module": (ADMINISTRATOR, ["quiz"]),
    "adoption:register": (TRAINING, ["page"]),
    "adoption:registered_quarters": (TRAINING, ["page"]),
    "learning:mandatory": (TRAINING, ["page", "equipe", "parcours", "etat", "site", "metier"]),
    "learning:mandatory_table": (TRAINING, ["equipe", "parcours", "etat", "site", "metier"]),
    "learning:programme": (TRAINING, ["equipe", "parcours", "etat", "site", "metier"]),
    "learning:nothing_to_do": (TRAINING, ["page", "equipe", "site", "metier"]),
    "rules_admin:rules": (TRAINING, ["p"]),
    "rules_admin:people rule": (TRAINING, ["p"]),
    "rules_admin:add_criterion draft_rule": (TRAINING, ["quoi"]),
    "rules_admin:criterion kind_of_criterion": (TRAINING, ["sauf"]),
    "messages_admin:messages": (TRAINING, ["p"]),
    "releases_admin:releases": (TRAINING, ["portail"]),
    "messages_admin:add": (TRAINING, ["modele"]),
    "messages_admin:unreached draft_message": (TRAINING, ["p"]),
    "messages_admin:reached draft_message": (TRAINING, ["p"]),
    "cohorts_admin:cohorts": (TRAINING, ["p"]),
    "cohorts_admin:cohort cohort": (TRAINING, ["q", "p"]),
    "adoption:team": (TRAINING, ["equipe", "mois", "portail"]),
    "adoption:custom_reports": (
        TRAINING,
        ["portail", "groupe", "mois", "colonne", "chercher", "rapport", "page"],
    ),
    "adoption:custom_report_file report_form": (TRAINING, ["groupe", "mois", "colonne"]),
    "adoption:report": (TRAINING, ["mois", "portail"]),
    "adoption:programme": (
        TRAINING,
        ["equipe", "mois", "portail", "page", "indicateur", "niveaux", "affiches"],
    ),
    "adoption:experiments": (
        MANAGER,
        ["q", "nature", "issue", "decision", "portail", "annee", "page"],
    ),
    "adoption:experiments_table": (MANAGER, ["q", "nature", "issue", "portail", "annee"]),
    "adoption:note_experiment": (TRAINING, ["suite"]),
    "adoption:targets": (TRAINING, ["portail", "mois", "equipe", "cible"]),
    "adoption:quarters": (TRAINING, ["portail"]),
    "adoption:populations": (MANAGER, ["dans", "q", "page", "mois", "portail"]),
    "people:stand_in": (MANAGER, ["nom"]),
    "people:who_looked": (STAFF, ["name", "purpose", "page"]),
    "people:held class_of_data": (STAFF, ["page"]),
    "people:ask": (STAFF, ["nature", "classe"]),
    "people:information": (STAFF, ["next"]),
    "quizzes:attempt attempt": (STAFF, ["q"]),
    "wagtailsnippets_quizzes_question:list": (
        ADMINISTRATOR,
        [
            *("q", "ordering", "category", "p", "kind", "tag", "competence", "competences"),
            *("translation", "quiz"),
            *("difficulty", "author", "review", "status", "origin"),
        ],
    ),
    "wagtailsnippets_quizzes_question:to_review": (ADMINISTRATOR, ["within", "category", "p"]),
    "wagtailsnippets_quizzes_question:as_learner question_pk": (ADMINISTRATOR, ["language"]),
    "wagtailsnippets_quizzes_question:versions question_pk": (ADMINISTRATOR, ["before", "after"]),
    "wagtailsnippets_quizzes_quiz:as_learner quiz_pk": (ADMINISTRATOR, ["question"]),
    "marking_admin:sheet": (TRAINING, ["quiz", "question"]),
}
HOSTILE = [
    "\0",
    "' OR 1=1 --",
    "person__password",
    "-\0password",
    "?",
    "a" * 15_000,
    "(a+)+$" * 500,
    "٣",
    "9" * 5_000,
    "\udcff\ud800",
]
ROWS = {label(row): row for row in MATRIX}


@pytest.mark.parametrize("place", READ)
def test_whatever_is_asked_is_answered_or_not_found_and_soon(world, place):
    role, parameters = READ[place]
    client, url = world.client(role), address(ROWS[place], world, role)
    answers, began = {}, time.process_time()
    for parameter in parameters:
        for value in HOSTILE:
            with undone():
                sent = value.encode("utf-8", "surrogatepass")
                answer = client.get(url, {parameter: sent})
                answers[parameter, value[:20]] = answer.status_code

    assert {
        at: status for at, status in answers.items() if status not in (200, 302, 404, 414)
    } == {}
    assert time.process_time() - began < 0.5 * len(answers)


LOOK_UPS = [
    ("_connector", ["OR", "OR 1=1) OR (1"]),
    ("_negated", ["1", ""]),
    ("password__startswith", ["argon2", "zzz"]),
    ("positions__team__path__startswith", ["0001", "zzz"]),
    ("last_name", ["Canaristaff", "zzz"]),
    ("ordering", ["password", "-email"]),
    ("order_by", ["password", "-password"]),
    ("pk__in", ["1", "0"]),
]


@pytest.mark.parametrize(("name", "values"), LOOK_UPS, ids=[name for name, _ in LOOK_UPS])
@pytest.mark.parametrize("place", ["people_admin:staff", "learning:mandatory"])
def test_a_look_up_in_an_address_looks_nothing_up(world, place, name, values):
    """Otherwise one answer would differ from the other, whatever is shown of it."""
    client, url = world.client(TRAINING), reverse(place)
    echo = re.compile(rf"{re.escape(name)}=[^\"&#]*")
    pages = [client.get(url, {name: value}).content.decode() for value in values]
    first, second = (settled({place: echo.sub("", page)})[place] for page in pages)

    assert first == second


def test_an_address_of_ten_megabytes_is_refused_unread(world):
    client = world.client(OFFICER)

    assert client.get(f"{reverse('people_admin:staff')}?q={'a' * 10_000_000}").status_code == 414
    assert client.get(f"{reverse('people_admin:staff')}?q={'a' * 10_000}").status_code == 200


# --- What the log is made to say -----------------------------------------------------------------------

FORGED = "2026-01-01 CRITICAL forged"
ENDS = ["\r\n", "\n", "\r", "\x1b[2J\x1b[31m", "\x85", "\u2028", "\x00", "\x08"]
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def told_to_log(world, end):
    """What the log prints of paths, headers and names that end a line."""
    words = f"nobody{end}{FORGED}"
    one_line = {"user-agent": words, "referer": words, "x-forwarded-for": words}
    stranger, member = world.client(ANONYMOUS), world.client(STAFF)
    member.raise_request_exception = False
    with listening() as heard:
        for client in (stranger, member):
            for path in (f"/{words}", f"/contenus/aide/{words}", f"/media/{words}"):
                client.get(path, headers=one_line)
            client.post("/compte/mes-donnees/" + words, headers=one_line)
            client.get("/", headers={"host": words})
        with undone():
            stranger.post(reverse("people:login"), {"username": words, "password": words})
            stranger.post(reverse("people:open_account"), {"staff_number": words, "code": words})
        strict = world.client(STAFF, enforce_csrf_checks=True)
        strict.post(reverse("people:set_theme"), {"theme": words}, headers={"origin": words})
        return heard.getvalue()


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_no_line_of_the_log_is_made_by_whoever_asks(world, end):
    printed = told_to_log(world, end)

    assert '"status": 404' in printed, "nothing was logged, so nothing is proved"
    assert FORGED not in printed
    assert CONTROL.findall(printed) == []


# --- Somebody else's place -------------------------------------------------------------------------------

IN_A_HEADER = [
    "remote-user",
    "x-remote-user",
    "x-forwarded-user",
    "x-forwarded-email",
    "x-original-user",
    "x-impersonate",
    "authorization",
]
IN_AN_ADDRESS = [
    "as",
    "su",
    "sudo",
    "switch",
    "hijack",
    "impersonate",
    "_impersonate",
    "user",
    "person",
]


def user_of(client, **request):
    return client.get(reverse("people:my_data"), **request).wsgi_request.user


@pytest.mark.parametrize("role", [STAFF, ADMINISTRATOR])
def test_nobody_becomes_somebody_else_by_asking(world, role):
    stranger, client, own = world.people[STRANGER], world.client(role), world.people[role]
    for who in (stranger.staff_number, stranger.email, str(stranger.pk), str(stranger.uuid)):
        headers = dict.fromkeys(IN_A_HEADER, who)
        # REMOTE_USER: as a server that signs people in beside Django would hand it on.
        assert user_of(client, headers=headers, REMOTE_USER=who) == own
        assert user_of(client, data=dict.fromkeys(IN_AN_ADDRESS, who)) == own
        assert user_of(world.client(ANONYMOUS), headers=headers, REMOTE_USER=who).is_anonymous


def test_there_is_no_way_to_sign_in_for_somebody_else():
    """No backend believes a header, and no application that lends accounts is installed."""
    ways_in = set(settings.AUTHENTICATION_BACKENDS)
    words = re.compile("remote|hijack|impersonat|loginas|su$|masquerade", re.IGNORECASE)

    assert ways_in == {
        "axes.backends.AxesStandaloneBackend",
        "people.backends.EmailOrStaffNumberBackend",
    }
    assert not [
        app for app in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE) if words.search(app)
    ]
