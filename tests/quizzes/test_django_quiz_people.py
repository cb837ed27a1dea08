"""Whose sittings are whose, what the report says of people, and the command."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from people.models import Person
from quizzes.importers.django_quiz import import_django_quiz
from quizzes.models import Attempt, Question
from quizzes.policies import attempts_visible_to
from tests.people.factories import PersonFactory
from tests.quizzes.old_dumps import OldDump


pytestmark = pytest.mark.django_db

SECRET = "Ce que je pense de mon chef"


@pytest.fixture
def dump():
    dump = OldDump()
    dump.user()
    dump.quiz()
    dump.essay()
    dump.sitting({1: SECRET}, wrong=[1])
    return dump


@pytest.fixture
def files(tmp_path, dump):
    (tmp_path / "dump.json").write_bytes(dump.bytes)
    (tmp_path / "people.csv").write_text("utilisateur;matricule\na.durand;00042\n")
    return tmp_path


def reasons(report):
    return [refusal.reason for refusal in report.refused]


def learner():
    return Attempt.objects.get().learner


def test_an_address_finds_its_person_in_any_case(dump):
    person = PersonFactory(email="A.DURAND@exemple.fr")
    import_django_quiz(dump.bytes)

    assert learner() == person
    assert attempts_visible_to(person).count() == 1


def test_a_file_of_people_goes_before_an_address(dump):
    PersonFactory(email="a.durand@exemple.fr")
    other = PersonFactory(staff_number="00042")
    import_django_quiz(dump.bytes, people=b"utilisateur;matricule\na.durand;00042\n")

    assert learner() == other


@pytest.mark.parametrize("email", ["", "x@ailleurs.fr"])
def test_a_user_who_is_nobody_is_named_and_their_sittings_refused(dump, email):
    dump.change("auth.user", 1, email=email)

    report = import_django_quiz(dump.bytes)
    without = import_django_quiz(dump.bytes, skip_refused=True)

    assert report.applied is False
    assert ["a.durand" in reason for reason in reasons(report)] == [True]
    assert report.refused[0].line > 1
    assert "exemple.fr" not in str(report.as_dict())
    assert (without.applied, Attempt.objects.count(), Question.objects.count()) == (True, 0, 1)
    assert len(without.reconciliation) == 1


def test_users_without_sittings_need_nobody(dump):
    PersonFactory(email="a.durand@exemple.fr")
    dump.user("b.petit", "")

    assert import_django_quiz(dump.bytes).applied


def test_an_address_that_two_users_share_is_nobodys(dump):
    person = PersonFactory(email="a.durand@exemple.fr")
    dump.user("a.durand2", "A.Durand@exemple.fr")

    assert ["a.durand" in reason for reason in reasons(import_django_quiz(dump.bytes))] == [True]

    both = (
        f"utilisateur;matricule\na.durand;{person.staff_number}\na.durand2;{person.staff_number}\n"
    )
    assert import_django_quiz(dump.bytes, people=both.encode()).applied


def test_a_sitting_of_a_user_who_is_not_in_the_file_is_refused(dump):
    dump.drop("auth.user", 1)

    assert ["quiz.sitting 1" in reason for reason in reasons(import_django_quiz(dump.bytes))] == [
        True
    ]


@pytest.mark.parametrize(
    "table",
    [
        "utilisateur;nom\na.durand;00042\n",
        "",
        "utilisateur;matricule\na.durand\n",
        "utilisateur;matricule\n;00042\n",
        "utilisateur;matricule\na.durand;\n",
        "utilisateur;matricule\na.durand;00042\na.durand;00043\n",
        "utilisateur;matricule\na.durand;42\n",
    ],
)
def test_a_file_of_people_with_a_mistake_refuses_everything(dump, table):
    PersonFactory(email="a.durand@exemple.fr")
    PersonFactory(staff_number="00042")
    PersonFactory(staff_number="00043")

    report = import_django_quiz(dump.bytes, people=table.encode(), skip_refused=True)

    assert report.applied is False
    assert all(refusal.whole_file for refusal in report.refused)
    assert not Question.objects.exists()


def test_no_account_is_made_and_no_password_taken(dump):
    person = PersonFactory(email="a.durand@exemple.fr")
    before = (Person.objects.count(), person.password)

    report = import_django_quiz(dump.bytes)

    person.refresh_from_db()
    assert (Person.objects.count(), person.password) == before
    assert "secret-hash" not in str(report)


def test_the_report_repeats_no_answer_and_no_name(dump):
    PersonFactory(email="a.durand@exemple.fr")
    dump.progress("rien")
    dump.add("quiz.sitting", 2, user=1, user_answers=SECRET)

    told = json.dumps(import_django_quiz(dump.bytes).as_dict(), ensure_ascii=False)

    assert "a.durand" in told
    for private in (SECRET, "Amélie", "a.durand@exemple.fr"):
        assert private not in told


# --- The command ----------------------------------------------------------------------------------


def run(*arguments):
    """(exit code, what was printed)"""
    printed = io.StringIO()
    try:
        with translation.override("en"):
            call_command("import_django_quiz", *map(str, arguments), stdout=printed)
    except SystemExit as exited:
        return exited.code, printed.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, printed.getvalue()


def test_the_command_says_how_the_scores_came_out(files):
    PersonFactory(staff_number="00042")

    code, printed = run(files / "dump.json", "--people", files / "people.csv")

    assert code == 0
    assert "Sittings: 1; the same from their answers: 1;" in printed
    assert "Sitting 1 (a.durand): score 0, from its answers 0." in printed
    assert "deletes the sittings of quizzes that are no exams" in printed
    assert "created 3, changed 0, unchanged 0, ignored 0, refused 0" in printed


def test_json_has_a_line_for_each_sitting(files):
    PersonFactory(staff_number="00042")

    code, printed = run(
        files / "dump.json", "--people", files / "people.csv", "--json", "--dry-run"
    )

    report = json.loads(printed)
    assert (code, report["applied"], Question.objects.count()) == (0, False, 0)
    assert report["reconciliation"]["totals"] == {
        "sittings": 1,
        "same": 1,
        "explained": 0,
        "not_explained": 0,
    }
    [sitting] = report["reconciliation"]["sittings"]
    assert (sitting["username"], sitting["score"], sitting["recount"]) == ("a.durand", 0, 0)


def test_a_refusal_exits_1_and_takes_nothing_in(files):
    code, printed = run(files / "dump.json")

    assert code == 1
    assert "nobody here is the user “a.durand”" in printed
    assert not Question.objects.exists()
    assert run(files / "dump.json", "--skip-refused")[0] == 1
    assert Question.objects.exists()


def test_wrong_usage_exits_2(files, settings):
    assert run(files / "rien.json")[0] == 2
    assert run(files / "dump.json", "--people", files / "rien.csv")[0] == 2
    with pytest.raises(CommandError):
        call_command("import_django_quiz", str(files / "dump.json"), "--source", "Mon site")
    settings.IMPORT_MAX_BYTES = 10
    assert run(files / "dump.json")[0] == 2
