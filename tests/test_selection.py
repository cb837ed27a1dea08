"""What `./run test` chooses for a change, in the real code."""

from fnmatch import fnmatch

import pytest

from tests.imports import files_of_tests, imports
from tests.parts import Choice
from tests.selection import per_commit, reached, showing, while_working


EVERYTHING = set(files_of_tests())


def chosen(*changed):
    return reached(set(changed), "HEAD")


def folders(files):
    return {path.split("/")[1] for path in files}


def test_a_name_leads_to_the_module_that_defines_it_and_not_to_its_whole_package():
    factories = imports()["tests.people.factories"]

    assert "people.actions.notices" in factories
    assert "people.actions" not in factories


def test_a_test_has_the_fixtures_of_its_folders():
    of_saml = imports()["tests.people.federation.test_saml"]

    assert {"tests.people.conftest", "tests.people.federation.conftest"} <= of_saml
    assert "tests.conftest" not in of_saml


def test_the_cleaner_reaches_its_tests_and_the_hostile_corpus():
    assert {
        "tests/core/test_html.py",
        "tests/access/test_hostile_words.py",
        "tests/quizzes/test_hostile_files.py",
        "tests/cms/test_hostile_translations.py",
    } <= chosen("core/html.py")


def test_a_document_reaches_the_tests_of_documents_alone():
    assert chosen("docs/map.md", "README.md") == {"tests/test_documents.py"}
    assert "tests/learning/test_starter_courses.py" in chosen("content/fr/module.md")


@pytest.mark.parametrize(
    "path",
    ["pyproject.toml", "tests/conftest.py", "config/settings.py", "templates/base.html", "new.cfg"],
)
def test_what_no_rule_knows_reaches_everything(path):
    assert chosen("docs/map.md", path) == EVERYTHING


def test_a_view_reaches_the_tests_of_its_app_and_of_the_whole():
    found = chosen("learning/views/transcript.py")

    assert folders(found) - {"learning"} == folders(
        path for path in EVERYTHING if path.startswith("tests/test_")
    )
    assert found > {path for path in EVERYTHING if fnmatch(path, "tests/learning/test_*.py")}


def test_a_template_reaches_the_tests_of_its_app():
    assert {"tests/people/test_accounts.py", "tests/test_settings.py"} <= chosen(
        "templates/people/accounts/login.html"
    )


def test_a_helper_of_tests_reaches_those_that_use_it():
    assert "tests/e2e/test_staff.py" in chosen("tests/e2e/steps.py")
    assert folders(chosen("tests/e2e/steps.py")) == {"e2e"}
    assert chosen("tests/core/test_html.py") == {"tests/core/test_html.py"}
    assert chosen("tests/identity/data.csv") == set()  # no test beside it


def test_a_text_is_shown_where_it_stands_in_code_over_two_lines_or_in_a_template():
    over_two_lines = "You read its figures, so somebody else agrees first"

    assert "people/actions/team_makeup.py" in showing(over_two_lines)
    assert "templates/people/delegation.html" in showing("From %(first)s until %(last)s")
    assert not showing("No page says this.")


def test_the_proofs_run_before_each_commit_and_the_stories_when_something_served_changed():
    of_a_document = per_commit({"docs/map.md"}, "HEAD")
    proofs = {
        path for path in EVERYTHING if path.startswith("tests/access/") or "/attacks/" in path
    }

    assert of_a_document == proofs | {"tests/test_documents.py"}
    assert not while_working({"people/policies.py"}, "HEAD") & proofs
    assert while_working({"tests/access/test_looks.py"}, "HEAD") == {"tests/access/test_looks.py"}
    assert folders(per_commit({"static/js/quiz.js"}, "HEAD")) >= {"access", "e2e"}
    assert "tests/e2e/test_staff.py" in per_commit({"quizzes/views/attempts.py"}, "HEAD")


def test_where_git_knows_no_such_commit_all_files_are_chosen():
    assert Choice.since("no-such-commit", reached).files == EVERYTHING
