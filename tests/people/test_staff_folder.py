"""The folder that another system drops staff files into: each is taken once, whole, and put away."""

import fcntl
import json
import os
import time
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from core.dates import today
from people.actions.accounts import grant_role
from people.enums import ImportState, Role
from people.importers import folder as folders
from people.importers.folder import pick_up_staff_files
from people.models import ImportRun, OutgoingMail, Person, Position, StagedFile
from tests.background import post
from tests.core.opendocuments import spreadsheet
from tests.core.workbooks import workbook
from tests.people.factories import PersonFactory, TeamFactory


pytestmark = pytest.mark.django_db

LIST = "matricule;nom;prenom;equipe\n1;Benali;Nadia;Accueil\n"
BAD = "matricule;nom;prenom;equipe\n2;Canari;Marc;\n"


@pytest.fixture
def folder(tmp_path, settings):
    settings.STAFF_IMPORT_FOLDER = str(tmp_path)
    settings.BASE_URL = "https://passerelle.exemple.fr"
    settings.MAIL_QUIET_FROM = settings.MAIL_QUIET_UNTIL = 8
    settings.MAIL_QUIET_WEEKENDS = False
    for name in ("Accueil", "Médiation", "Conseil"):
        TeamFactory(name=name, code=name)
    return tmp_path


def drop(folder, name, content=LIST, *, age=3600):
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def put_away(folder, name):
    """(files, reports) in one of its folders, by the names they came with."""
    names = [path.name.partition("_")[2] for path in (folder / name).iterdir()]
    reports = [name for name in names if name.endswith(".report.json")]
    return sorted(set(names) - set(reports)), sorted(reports)


def test_without_a_folder_nothing_is_picked_up():
    assert pick_up_staff_files() == 0


def test_a_file_is_applied_put_away_with_its_report_and_written_down(folder):
    drop(folder, "agents-2026-11-01.csv")

    assert pick_up_staff_files() == 1
    assert pick_up_staff_files() == 0

    name = "agents-2026-11-01.csv"
    assert put_away(folder, "done") == ([name], [f"{name}.report.json"])
    [report] = (folder / "done").glob("*.report.json")
    assert json.loads(report.read_text())["created"] == 1
    run = ImportRun.objects.get()
    assert (run.state, run.source, run.name, run.as_of) == (
        ImportState.APPLIED,
        "folder",
        name,
        date(2026, 11, 1),
    )
    assert Position.objects.get().started_on == date(2026, 11, 1)
    assert mail.outbox == []


def test_lists_go_in_in_the_order_of_their_days(folder):
    later = "matricule;nom;prenom;equipe\n1;Benali;Nadia;Médiation\n"
    last = [row.split(";") for row in later.replace("Médiation", "Conseil").split()]
    drop(folder, "a-20261201.csv", later)
    drop(folder, "b-20261101.xlsx", workbook(*[row.split(";") for row in LIST.split()]))
    drop(folder, "c-20261215.ods", spreadsheet(*last))

    assert pick_up_staff_files() == 3

    teams = Position.objects.order_by("started_on").values_list("team__code", flat=True)
    assert list(teams) == ["Accueil", "Médiation", "Conseil"]


def test_a_text_that_is_named_as_a_workbook_is_refused_for_what_it_is(folder):
    drop(folder, "agents-2026-11-01.xlsx")

    assert pick_up_staff_files() == 1

    [report] = (folder / "refused").glob("*.report.json")
    [refusal] = json.loads(report.read_text())["refused"]
    assert "classeur" in refusal["reason"]
    assert not Person.objects.exists()


def test_a_file_that_is_still_being_written_waits(folder):
    drop(folder, "fresh.csv", age=folders.QUIET_SECONDS - 30)

    assert pick_up_staff_files() == 0
    assert (folder / "fresh.csv").exists()
    assert not Person.objects.exists()


def test_what_is_no_staff_file_is_left_alone(folder, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    secret.write_text(LIST)
    os.utime(secret, (0, 0))
    (folder / "link.csv").symlink_to(secret)
    drop(folder, "readme.pdf")
    drop(folder, ".hidden.csv")

    assert pick_up_staff_files() == 0
    assert not Person.objects.exists()


def test_a_refused_file_is_put_away_and_the_administrators_hear_counts_and_a_link(
    folder, administrator, mails
):
    PersonFactory(email="other@exemple.fr")
    drop(folder, "agents.csv", BAD)

    [message] = mails(pick_up_staff_files)

    assert put_away(folder, "refused") == (["agents.csv"], ["agents.csv.report.json"])
    assert not Person.objects.filter(staff_number="1").exists()
    run = ImportRun.objects.get()
    assert message.to == [administrator.email]
    assert (run.counts["refused"], "Problèmes trouvés\u00a0: 2" in message.body) == (2, True)
    assert reverse("people_admin:import_run", args=[run.uuid]) in message.body
    assert "Canari" not in message.body + message.subject + str(run.refusals)


def test_only_administrators_employed_today_hear_of_a_refused_file(folder, mails):
    day = timedelta(days=1)
    on_their_last_day, *away = [
        PersonFactory(email=f"{number}@exemple.fr", **dates)
        for number, dates in enumerate(
            (
                {"employed_until": today()},
                {"employed_until": today() - day},
                {"employed_from": today() + day},
                {"is_active": False},
            )
        )
    ]
    for person in (on_their_last_day, *away):
        grant_role(person=person, role=Role.ADMINISTRATOR)
    drop(folder, "agents.csv", BAD)

    mails(pick_up_staff_files)

    assert OutgoingMail.objects.get().person == on_their_last_day


def test_a_list_that_would_make_many_leave_waits_for_who_confirms_it(
    folder, administrator, client, settings, mails
):
    settings.STAFF_IMPORT_FULL = True
    settings.STAFF_IMPORT_MAX_LEAVERS_PERCENT = 20
    line = f"{administrator.staff_number};Chef;Léa;Accueil\n"  # the administrator is not missed
    late, *_others = PersonFactory.create_batch(6)
    drop(folder, "agents-2026-11-01.csv", LIST + line)

    assert len(mails(pick_up_staff_files)) == 1

    assert put_away(folder, "held")[0] == ["agents-2026-11-01.csv"]
    run = ImportRun.objects.get()
    assert run.state == ImportState.HELD
    Person.objects.filter(pk=late.pk).update(employed_from="2027-01-01")
    client.force_login(administrator)
    page = reverse("people_admin:import_run", args=[run.uuid])
    post(client, page, {"leavers": run.counts["left"]})
    run.refresh_from_db()
    assert run.state == ImportState.HELD  # one fewer would leave by now
    post(client, page, {"leavers": run.counts["left"]})
    run.refresh_from_db()
    assert (run.state, Person.objects.filter(is_active=False).count()) == ("applied", 5)


def test_whoever_reads_figures_neither_answers_nor_applies_what_nobody_sent(
    folder, client, training_manager, administrator
):
    lines = "".join(f"9{n:02};N{n};P;Zeta\n" for n in range(4))
    drop(folder, "agents.csv", f"matricule;nom;prenom;equipe\n{lines}")
    pick_up_staff_files()
    run = ImportRun.objects.get()
    page = reverse("people_admin:import_run", args=[run.uuid])
    answer = {"team_0": "above:Accueil"}

    client.force_login(training_manager)
    shown = client.get(page, headers={"accept-language": "en"})
    assert "an administrator who reads no figures decides on it" in shown.content.decode()
    assert not shown.context["may_answer"]
    post(client, page, answer)
    run.refresh_from_db()
    assert run.state == ImportState.ASKING
    client.force_login(administrator)
    post(client, page, answer)
    client.force_login(training_manager)
    post(client, page)
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED
    assert not Person.objects.filter(staff_number="900").exists()


def test_a_list_from_the_folder_that_ends_somebody_with_a_role_waits_too(folder, administrator):
    holder = PersonFactory(staff_number="700")
    grant_role(person=holder, role=Role.EDITOR)
    PersonFactory.create_batch(10)
    line = "700;Chef;Léa;Accueil;2026-10-01\n"
    drop(folder, "agents-2026-11-01.csv", f"matricule;nom;prenom;equipe;date_sortie\n{line}")

    pick_up_staff_files()

    assert put_away(folder, "held")[0] == ["agents-2026-11-01.csv"]
    holder.refresh_from_db()
    assert holder.is_active


def test_a_file_in_the_hand_of_another_process_is_left_to_it(folder):
    drop(folder, "agents.csv")
    (folder / "in-hand").mkdir()
    ours = folder / "in-hand" / "20261101T000000_agents.csv"
    (folder / "agents.csv").rename(ours)
    with ours.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert pick_up_staff_files() == 0

    assert pick_up_staff_files() == 1


def test_a_file_applied_before_it_could_be_put_away_is_not_applied_again(folder):
    drop(folder, "agents-2026-11-01.csv")
    pick_up_staff_files()
    [done] = (folder / "done").glob("*.csv")
    done.rename(folder / "in-hand" / done.name)
    Person.objects.update(last_name="Changed since")

    assert pick_up_staff_files() == 1

    assert Person.objects.get().last_name == "Changed since"
    assert ImportRun.objects.count() == 1
    assert put_away(folder, "done")[0] == ["agents-2026-11-01.csv"]


@pytest.mark.parametrize(("content", "where"), [(BAD, "refused"), (LIST, "held")])
def test_a_file_recorded_before_it_could_be_put_away_is_recorded_and_told_of_once(
    folder, administrator, settings, content, where
):
    settings.STAFF_IMPORT_FULL = True
    PersonFactory.create_batch(6)
    settings.STAFF_IMPORT_MAX_LEAVERS_PERCENT = 20
    line = f"{administrator.staff_number};Chef;Léa;Accueil\n"
    drop(folder, "agents-2026-11-01.csv", content + (line if where == "held" else ""))
    pick_up_staff_files()
    [away] = (folder / where).glob("*.csv")
    away.rename(folder / "in-hand" / away.name)

    assert pick_up_staff_files() == 1

    assert ImportRun.objects.get().state == where
    assert OutgoingMail.objects.get().person == administrator
    assert StagedFile.objects.count() == (where == "held")
    assert put_away(folder, where)[0] == ["agents-2026-11-01.csv"]


def test_a_mapping_that_is_not_there_refuses_the_file(folder, settings):
    settings.STAFF_IMPORT_MAPPING = "paie"
    drop(folder, "agents.csv")

    pick_up_staff_files()

    assert put_away(folder, "refused")[0] == ["agents.csv"]
    assert not StagedFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_unread(folder, settings):
    settings.IMPORT_MAX_BYTES = 10
    drop(folder, "agents.csv")

    pick_up_staff_files()

    assert put_away(folder, "refused")[0] == ["agents.csv"]
