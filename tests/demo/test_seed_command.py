"""The demo's command where it is called wrongly; tests/e2e and tests/parts seed one in earnest."""

import pytest
from django.core.management import ManagementUtility, call_command
from django.core.management.base import CommandError
from django.utils import translation

from people.models import Person
from tests.people.factories import PersonFactory


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--staff", "59"], "60"),
        (["--staff", "many"], "70000"),
        (["--months", "0"], "60"),
        (["--seed", "x"], "--seed"),
        (["--campaign", "x"], "batigere"),
    ],
)
def test_arguments_out_of_bounds_exit_2_and_say_the_bounds(arguments, expected, capsys):
    with pytest.raises(SystemExit) as exited:
        ManagementUtility(["manage.py", "seed_demo", *arguments]).execute()

    assert exited.value.code == 2
    assert expected in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.django_db
def test_an_installation_with_people_is_left_alone(capsys):
    person = PersonFactory()

    with translation.override("en"):
        with pytest.raises(CommandError, match="people already") as error:
            call_command("seed_demo")
        call_command("seed_demo", "--if-empty")

    assert error.value.returncode == 1
    assert "kept as it is" in capsys.readouterr().out
    assert Person.objects.get() == person
