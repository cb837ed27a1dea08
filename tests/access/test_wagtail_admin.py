"""Each area of Wagtail's administration answers to the roles that work there, and to nobody else."""

import html
import re
from functools import cache

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from core.admin_tasks import TasksPanel
from quizzes.enums import Purpose
from tests.access.matrix import DENIED, SIGN_IN
from tests.access.places import places
from tests.access.test_matrix import outcome, undone
from tests.access.world import (
    ADMINISTRATOR,
    ANONYMOUS,
    EDITOR,
    GRANTED,
    MANAGER,
    OFFICER,
    TRAINER,
    TRAINING,
)


pytestmark = pytest.mark.django_db

AUTHORS = {EDITOR, ADMINISTRATOR}
PATH_AUTHORS = AUTHORS | {TRAINING}
EVERYBODY_THERE = set(GRANTED)
NOBODY = set()

REPORTS = r"wagtailadmin_reports:|wagtailforms:"
# By the permission that guards them: what the names begin with, and whose they are. The first that
# fits counts. A superuser, whom only the command line makes, reaches everything.
AREAS = [
    # The frame of the administration, and what it offers to whoever is in it.
    (r"wagtailadmin_(home|account|logout|dismissibles|tag_|block_preview)", EVERYBODY_THERE),
    (r"wagtailadmin_(api|choose_page|editing_sessions)", EVERYBODY_THERE),
    (r"wagtailadmin_(sprite|javascript_catalog|error_test|login|password_reset)", EVERYBODY_THERE),
    (r"$", EVERYBODY_THERE),  # without a name: what is not found
    (r"wagtail(docs|images)_chooser:|wagtailembeds:", EVERYBODY_THERE),
    (r"wagtailsnippets:index|wagtailadmin_workflows:task_cho", EVERYBODY_THERE),
    # page permissions
    (r"wagtailadmin_(pages|explore)|wagtail_bulk_action", AUTHORS),
    (REPORTS, AUTHORS),
    # collection permissions
    (r"wagtailimages:", AUTHORS),
    (r"wagtaildocs:", AUTHORS),
    (r"wagtail_localize:", AUTHORS),
    # model permissions
    (r"wagtailsnippet(s|choosers)_learning_path:", PATH_AUTHORS),
    (r"wagtailsnippetchoosers_quizzes_quiz:", PATH_AUTHORS),  # the one that places on a path
    (r"wagtailsnippetchoosers_", AUTHORS),
    (r"wagtailsnippets_learning_scormpackage:", AUTHORS),
    (r"wagtailsnippets_ambassadors_(journey|testimony|helpsituation):", AUTHORS),
    (r"wagtailsnippets_(cms|quizzes)_", AUTHORS),
    (r"wagtailusers_users:|wagtailusers_groups:", NOBODY),
    (r"wagtail(sites|redirects|locales):", NOBODY),
    (r"wagtailadmin_(workflows|collections):", NOBODY),
]
OPEN_DOORS = {"wagtailadmin_login", "people_admin_login"}
UNGUARDED = OPEN_DOORS | {
    "wagtailadmin_sprite",  # drawings and words, for whoever is signed in
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_logout",
}
NOT_THERE = {
    "",
    *(f"wagtailadmin_password_reset{step}" for step in ("", "_done", "_confirm", "_complete")),
}


def area_of(name):
    return next((pattern for pattern, _ in AREAS if re.match(pattern, name)), None)


@cache
def admin_places():
    found = [place for place in places() if place.route.startswith("admin/")]
    return [place for place in found if not place.is_ours]


def test_every_address_of_wagtails_administration_belongs_to_an_area():
    assert [place.name for place in admin_places() if area_of(place.name) is None] == []


def test_every_area_has_an_address():
    used = {area_of(place.name) for place in admin_places()}

    assert [pattern for pattern, _ in AREAS if pattern not in used] == []


def some_address(place):
    """An address of the route, whatever it names: the door comes before what is behind it."""
    numbers = re.sub(r"<int:\w+>", "1", place.route)
    words = re.sub(r"<(?:slug|str|\w+):\w+>|<\w+>", "1", numbers)
    plain = re.sub(r"\(\?P<revision[^)]*\)", "1", words).replace(r"\.\.\.", "...")
    return "/" + re.sub(
        r"\(\?P<\w+>\\d\+\)|[\^$?]|\(\w[^)]*\)", "", plain.replace(r"(?P<pk>\d+)", "1")
    )


@pytest.mark.parametrize("role", [ANONYMOUS, MANAGER])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_enters_the_administration_without_a_granted_role(world, role, method):
    client = world.client(role)
    entered = {}
    for place in admin_places():
        if place.name in UNGUARDED:
            continue
        answer = outcome(getattr(client, method)(some_address(place)))
        if answer != SIGN_IN and not (answer == 404 and place.name in NOT_THERE):
            entered[f"{place.name} {some_address(place)}"] = answer

    assert entered == {}


OPENED = {
    "wagtailadmin_home": EVERYBODY_THERE,
    "wagtailadmin_account": EVERYBODY_THERE,
    "wagtailadmin_explore_root": AUTHORS,
    "wagtailadmin_pages:search": AUTHORS,
    "wagtailadmin_pages:edit home": AUTHORS,
    "wagtailadmin_pages:edit lesson": AUTHORS,
    "wagtailadmin_pages:view_draft lesson": AUTHORS,
    "wagtailadmin_pages:history lesson": AUTHORS,
    "wagtailadmin_pages:delete lesson": AUTHORS,
    "wagtailadmin_pages:copy lesson": AUTHORS,
    "wagtailadmin_pages:move lesson": AUTHORS,
    "wagtailadmin_pages:unpublish lesson": AUTHORS,
    "wagtailadmin_pages:add_subpage module": AUTHORS,
    "wagtailadmin_pages:usage lesson": AUTHORS,
    "wagtailadmin_reports:locked_pages": AUTHORS,
    "wagtailadmin_reports:site_history": AUTHORS,
    "wagtailadmin_reports:aging_pages": AUTHORS,
    "wagtailadmin_reports:workflow": AUTHORS,
    "wagtailadmin_reports:workflow_tasks": AUTHORS,
    "wagtailimages:index": AUTHORS,
    "wagtailimages:add": AUTHORS,
    "wagtailimages:add_multiple": AUTHORS,
    "wagtaildocs:index": AUTHORS,
    "wagtaildocs:add": AUTHORS,
    "wagtaildocs:add_multiple": AUTHORS,
    "wagtailsnippets_learning_path:list": PATH_AUTHORS,
    "wagtailsnippets_learning_path:add": PATH_AUTHORS,
    "wagtailsnippets_learning_path:edit path": PATH_AUTHORS,
    "wagtailsnippets_learning_path:history path": PATH_AUTHORS,
    "wagtailsnippets_cms_portal:list": AUTHORS,
    "wagtailsnippets_cms_portal:edit portal": AUTHORS,
    "wagtailsnippets_cms_portal:history portal": AUTHORS,
    "wagtailsnippets_cms_glossaryterm:list": AUTHORS,
    "wagtailsnippets_cms_searchsynonyms:list": AUTHORS,
    "wagtailsnippets_cms_glossaryterm:edit term": AUTHORS,
    "wagtailsnippets_ambassadors_journey:edit journey": AUTHORS,
    "wagtailsnippets_ambassadors_testimony:edit testimony": AUTHORS,
    "wagtailadmin_pages:edit practice_page": AUTHORS,
    "wagtailadmin_pages:edit workshop_page": AUTHORS,
    "wagtail_localize:translations_report": AUTHORS,
    "wagtail_localize:submit_page_translation lesson": AUTHORS,
    "wagtailsnippets_quizzes_quiz:edit quiz": AUTHORS,
    "wagtailsnippets_quizzes_quiz:history quiz": AUTHORS,
    "wagtailsnippets_quizzes_quiz:usage quiz": AUTHORS,
    "wagtailsnippets_quizzes_question:history question": AUTHORS,
    "wagtailsnippets_quizzes_category:edit category": AUTHORS,
}


@pytest.mark.parametrize("opened", OPENED)
def test_an_area_answers_to_its_roles(world, opened):
    name, _, thing = opened.partition(" ")
    url = reverse(name, args=[world.shared[thing].pk] if thing else [])
    answers = {}
    for role in GRANTED:
        with undone():
            answers[role] = outcome(world.client(role).get(url, follow=False))
    entered = {role for role, answer in answers.items() if answer in (200, 302)}

    assert entered == OPENED[opened], answers
    assert set(answers.values()) <= {200, 302, DENIED, 404}


CHOOSER = re.compile(r"wagtailsnippetchoosers_([a-z]+)_([a-z]+):(choose|chosen)")


def test_only_who_may_read_a_list_chooses_from_it(world):
    """Of quizzes, whoever makes paths reads those that place learners, and their names alone."""
    wrong, read = {}, 0
    for place in admin_places():
        named = CHOOSER.match(place.name)
        if not named:
            continue
        row = apps.get_model(*named.groups()[:2]).objects.order_by("pk").first()
        url = some_address(place).replace("/1/", f"/{row.pk}/") + f"?id={row.pk}"
        for role in GRANTED:
            answer = world.client(role).get(url)
            may = role in dict(AREAS)[area_of(place.name)]
            narrowed = role == TRAINING and "quizzes_quiz" in place.name
            assert not (narrowed and row.purpose == Purpose.PLACEMENT)
            expected = {200, 404} if narrowed else {200} if may else {DENIED}
            is_named = may and str(row) in html.unescape(answer.content.decode("unicode-escape"))
            read += is_named
            if outcome(answer) not in expected or (narrowed and is_named):
                wrong[role, url] = answer.status_code

    assert wrong == {}
    assert read > 40


@pytest.mark.parametrize("role", GRANTED)
def test_users_groups_sites_and_workflows_are_nobodys(world, role):
    closed = {pattern for pattern, roles in AREAS if roles == NOBODY}
    client = world.client(role)
    entered = {}
    for place in admin_places():
        if area_of(place.name) in closed:
            answer = outcome(client.get(some_address(place)))
            if answer not in (DENIED, 404, 405):
                entered[some_address(place)] = answer

    assert entered == {}


HIDDEN = ["wagtailusers_users:index", "wagtailusers_groups:index", "wagtailsites:index"]


@pytest.mark.parametrize("role", GRANTED)
def test_the_menu_leads_only_where_one_may_go(world, role):
    page = world.client(role).get(reverse("wagtailadmin_home")).content.decode()
    links = set(re.findall(r'"url": ?"(/admin/[^"]*)"', page.replace("&quot;", '"')))
    client = world.client(role)
    answers = {link: outcome(client.get(link)) for link in links}

    assert links
    assert {link: answer for link, answer in answers.items() if answer not in (200, 302)} == {}
    assert not links & {reverse(name) for name in HIDDEN}


def test_an_editor_cannot_make_a_role_of_their_own(world):
    """Roles are granted in one place: not by a group, an account or a permission of Wagtail's."""
    editor = world.people[EDITOR]
    client = world.client(EDITOR)
    for name in ("wagtailusers_groups:add", "wagtailusers_users:add"):
        assert outcome(client.post(reverse(name), {"name": "administrator"})) == DENIED
    account = reverse("wagtailadmin_account")
    client.post(
        account, {"is_superuser": "on", "groups": [1, 2, 3, 4], "locale-preferred_language": "fr"}
    )
    editor.refresh_from_db()

    assert not editor.is_superuser
    assert [group.name for group in editor.groups.all()] == [EDITOR]


@pytest.mark.parametrize("role", [OFFICER, TRAINING, TRAINER])
def test_no_list_of_wagtails_tells_who_wrote_what_to_other_roles(world, role):
    client = world.client(role)
    for place in admin_places():
        if area_of(place.name) == REPORTS:
            assert outcome(client.get(some_address(place))) in (DENIED, 404)


def test_every_name_that_is_listed_exists():
    names = {place.name for place in places()}

    assert {opened.partition(" ")[0] for opened in OPENED} - names == set()
    assert UNGUARDED - names == set()
    with pytest.raises(NoReverseMatch):
        reverse("wagtailusers_users:nobody")


# --- The first page of the administration says what each role may do there -------------------------------


TASKS = {
    TRAINING: {
        "staff",
        "organisation",
        "imports",
        "marking",
        "ambassador-network",
        "boxed-questions",
        "campaign",
        "job-changes",
        "case-studies",
        "commitments",
        "releases",
        "matching-rounds",
        "mutual-help-effect",
        "workshops",
        "assign-a-path",
        "cohorts",
        "contacts",
        "messages",
        "pack",
        "publications",
        "sharing",
    },
    OFFICER: {
        "imports",
        "staff",
        "organisation",
        "data-requests",
        "case-studies",
        "protection",
        "kept-documents",
        "own-questions",
        "notices",
        "web-push",
        "retention",
        "pack",
        "publications",
        "site-settings",
    },
    EDITOR: {
        "lessons",
        "questions",
        "questions-to-review",
        "changed-screens",
        "releases",
        "case-studies",
        "pages-to-review",
        "boxed-questions",
        "write-lesson",
        "write-quiz",
        "take-in",
    },
}


@pytest.mark.parametrize("role", TASKS)
def test_the_first_page_leads_where_the_role_may_go(world, role):
    page = world.client(role).get(reverse("wagtailadmin_home"))
    panel = next(panel for panel in page.context["panels"] if isinstance(panel, TasksPanel))
    tasks = panel.get_context_data({"request": page.wsgi_request})["tasks"]

    assert {task.name for task, _waiting in tasks} == TASKS[role]
    for task, _waiting in tasks:
        assert world.client(role).get(task.url).status_code == 200
