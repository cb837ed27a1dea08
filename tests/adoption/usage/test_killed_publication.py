"""A publication whose process is killed anywhere: whole months or none, and in the end those of one clean run."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish_closed_months
from tests.adoption.conftest import declare_all
from tests.adoption.usage.killed_publication import _figures


def publish_cut_off(database):
    """By processes of their own that kill themselves."""
    environment = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PSEUDONYM_KEY": settings.PSEUDONYM_KEY,
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.adoption.usage.killed_publication"],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def answer_in_two_months(declared):
    people = declared["people"]["north"]
    declare_all(declared["portal"], people, ["yes_weekly"] * 8, Month(2026, 9))
    return declared["portal"]


def assert_whole_months_only(said):
    # Use of five groups, accounts and habits of the two large ones; in September, known of these as well.
    whole = {"2026-09": 11, "2026-10": 9}
    for months in [*said["seen"], said["end"]]:
        assert all(whole[name] == figures and roll for name, figures, roll in months)
    assert [name for name, _figures, _roll in said["end"]] == ["2026-09", "2026-10"]
    assert said["killed"] >= 4
    assert [] in said["seen"]  # before the first month was out
    assert any(len(months) == 1 for months in said["seen"])  # between the two


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_killed_publication_leaves_whole_months_on_postgresql(declared):
    if connection.vendor != "postgresql":
        pytest.skip("the same on SQLite is the next test")
    answer_in_two_months(declared)
    known = connection.settings_dict
    host = f"{known['USER']}@{known['HOST']}:{known['PORT']}"
    said = publish_cut_off(f"postgres://{host}/{known['NAME']}")

    assert_whole_months_only(said)


@pytest.mark.django_db
def test_a_killed_publication_leaves_whole_months_on_sqlite(declared, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the same on PostgreSQL is the test before")
    portal, file = answer_in_two_months(declared), tmp_path / "copy.sqlite3"
    file.write_bytes(connection.connection.serialize())

    said = publish_cut_off(f"sqlite:///{file}")
    publish_closed_months(portal=portal, today=date(2026, 11, 24))

    assert_whole_months_only(said)
    assert [tuple(each) for each in said["figures"]] == [tuple(figure) for figure in _figures()]
