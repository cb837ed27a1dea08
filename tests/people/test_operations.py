"""Administrators read why something does not run, run it again, and are written to once about it."""

import os
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from django.urls import reverse
from django.utils import timezone

from core.background import Queue, background_task, get_task
from core.operations import current_problems
from people.actions.alerts import raise_alerts
from people.actions.outbox import enqueue_task
from people.actions.outbox_run import run_next_task
from people.actions.schedule import enqueue_due_tasks
from people.admin_views.failures import CAUSES, DEFECT, UNKNOWN_TASK, cause_of
from people.enums import (
    BackupRunKind,
    ImportKind,
    ImportSource,
    ImportState,
    MailStatus,
    OutboxStatus,
)
from people.models import Alert, BackupRun, ImportRun, OutboxTask, OutgoingMail, ScheduledTask
from people.tasks import send_due_mails_task
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PAGE = reverse("operations_admin:operations")
FAILURES: list[Exception] = []


@background_task(name="tests.fail", title="Water the plants", repeats=False)
def fail(_what="CANARY"):
    if FAILURES:
        raise FAILURES[-1]


@pytest.fixture(autouse=True)
def _all_is_well():
    FAILURES.clear()
    enqueue_due_tasks()  # a beat has looked


@pytest.fixture
def look(client, administrator):
    client.force_login(administrator)

    def page():
        response = client.get(PAGE, headers={"accept-language": "en"})
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return page


def given_up(count=1, error=None):
    FAILURES[:] = [error or OSError(28, "No space left on device", "/secret/CANARY")]
    for number in range(count):
        enqueue_task("tests.fail", f"CANARY{number}")
    while run_next_task(Queue.DEFAULT):
        continue
    return [str(pk) for pk in OutboxTask.objects.given_up().values_list("pk", flat=True)]


def keys():
    return {problem.condition.key for problem in current_problems()}


def test_all_is_well_then_a_failure_is_told_in_words_with_what_to_do(
    look, client, administrator, settings
):
    calm = look()
    assert "Everything that is watched here runs. Backups are not watched." in calm
    assert "What failed" not in calm
    assert "Hand in quizzes whose time is over" in calm
    assert "Has not run yet." in calm
    assert f"{calm.count('Has not run yet.')} have not run yet." in calm
    assert "BACKUP_STAMP" not in calm
    assert "hx-trigger" not in calm
    titles = ["Every few minutes", "Every hour or half hour", "Every night", "Every month"]
    assert sorted(titles, key=calm.index) == titles
    assert calm.count("<h4>") == len(settings.BEAT_SCHEDULE)

    given_up(count=2)
    enqueue_task("people.tasks.purge_task")
    OutboxTask.objects.waiting().update(
        status=OutboxStatus.RUNNING, claimed_at=timezone.now(), heartbeat_at=timezone.now()
    )
    shown = look()
    for words in (
        "Tasks failed, and wait for you.</strong> (2 tasks)",
        "Water the plants",
        "2 times",
        "The disk is full.",
        "ENOSPC: No space left on device",
        "tests/people/test_operations.py:",
        "Delete what has been kept for its time</h3>",
        'hx-trigger="every',
    ):
        assert words in shown, words
    assert "CANARY" not in shown
    home = client.get(reverse("wagtailadmin_home"), headers={"accept-language": "en"})
    assert "Tasks failed, and wait for you." in home.content.decode()
    assert (
        PAGE in client.get(reverse("people_admin:imports")).content.decode().partition("<main")[2]
    )


def test_what_failed_is_run_again_together_or_dismissed(
    look, client, django_capture_on_commit_callbacks
):
    uuids = given_up(count=2)
    OutboxTask.objects.create(task="tests.other", queue=Queue.DEFAULT, status=OutboxStatus.GIVEN_UP)
    client.post(PAGE, {"verb": "dismiss", "uuid": OutboxTask.objects.get(task="tests.other").pk})
    assert OutboxTask.objects.count() == 2

    FAILURES.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(PAGE, {"verb": "retry", "uuid": uuids[0]}).status_code == 302
    assert not OutboxTask.objects.exists()
    assert "Everything that is watched here runs." in look()

    assert "was faster" in client.post(
        PAGE, {"verb": "dismiss", "uuid": uuids[0]}, follow=True, headers={"accept-language": "en"}
    ).content.decode()  # fmt: skip
    for wrong in ({"verb": "retry", "uuid": "x"}, {"verb": "run", "name": "x"}, {}):
        assert client.post(PAGE, wrong).status_code == 400


def test_a_scheduled_task_is_run_now_and_its_run_is_told(
    look, client, settings, django_capture_on_commit_callbacks
):
    entry = settings.BEAT_SCHEDULE["purge"]
    settings.BEAT_SCHEDULE = {"plants": type(entry)("tests.fail", entry.schedule)}
    FAILURES[:] = [ZeroDivisionError()]
    ScheduledTask.objects.create(name="plants")
    for says in ("(ZeroDivisionError)", "in less than a second"):
        with django_capture_on_commit_callbacks(execute=True):
            client.get(PAGE)
            client.post(PAGE, {"verb": "run", "name": "plants"})
        assert says in look()
        FAILURES.clear()


def test_a_cause_is_found_by_what_the_system_said_then_by_the_class():
    def cause(error, detail="", place="people/x.py:1 f"):
        return cause_of(OutboxTask(error=error, detail=detail, place=place))

    assert cause("OSError", "ENOSPC: No space left on device") is CAUSES["ENOSPC"]
    assert cause("ExceptionGroup", "OperationalError, ValueError") is CAUSES["OperationalError"]
    assert cause("NotRegistered") is UNKNOWN_TASK
    assert cause("KeyError") is DEFECT


def test_every_task_of_ours_and_of_the_schedule_has_a_title(settings):
    get_task("people.tasks.purge_task").app.loader.import_default_modules()
    tasks = get_task("people.tasks.purge_task").app.tasks
    ours = {name: task for name, task in tasks.items() if hasattr(task, "outbox_queue")}
    nameless = [name for name, task in ours.items() if not task.title and ".tasks." in name]
    assert nameless == []
    assert {entry.task for entry in settings.BEAT_SCHEDULE.values()} <= ours.keys()


# --- Conditions -------------------------------------------------------------------------------------


def certificate(path, days):
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "passerelle.example.org")])
    now = datetime.now(tz=UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=days))
        .sign(key, None)
    )  # fmt: skip
    path.write_bytes(built.public_bytes(Encoding.PEM))


def test_the_schedule_queues_and_imports_are_watched():
    assert keys() == set()
    ago = timezone.now() - timedelta(minutes=11)
    ScheduledTask.objects.update(due_at=ago)
    OutboxTask.objects.create(task="tests.fail", queue=Queue.DEFAULT, next_try_at=ago)
    OutgoingMail.objects.create(
        person=PersonFactory(), kind="x", key="x", language="fr", status=MailStatus.WAITING, next_try_at=ago
    )  # fmt: skip
    run = {"kind": ImportKind.STAFF, "source": ImportSource.FOLDER, "name": "x.csv"}
    ImportRun.objects.create(state=ImportState.FAILED, **run)
    assert keys() == {"schedule", "queue", "mails", "import"}

    ImportRun.objects.create(state=ImportState.APPLIED, **run)
    assert "import" not in keys()


def test_the_backup_the_certificate_and_the_disk_are_watched(settings, tmp_path, look):
    stamp, pem = tmp_path / "backup", tmp_path / "site.pem"
    settings.BACKUP_STAMP, settings.CERTIFICATE_FILE = str(stamp), str(pem)
    assert keys() == {"backup", "certificate"}  # neither can be read

    stamp.touch()
    certificate(pem, days=60)
    assert keys() == set()
    calm = look()
    assert "Certificate valid until" in calm
    assert "There is nothing for you to do." in calm

    os.utime(stamp, (0, timezone.now().timestamp() - 31 * 3600))
    certificate(pem, days=13)
    settings.MEDIA_ROOT = settings.VAR_DIR = settings.PACKAGES_ROOT = settings.DRAWINGS_FOLDER = (
        "/proc"
    )
    assert keys() == {"backup", "certificate", "disk"}


def test_our_own_backups_and_their_trials_are_watched(settings, look):
    settings.BACKUP_DESTINATION = "/not/here"
    assert keys() == {"backup", "backup-trial"}

    run = {"backup": "passerelle-x.age", "finished_at": timezone.now(), "seconds": 9, "size": 2048}
    for kind in BackupRunKind:
        BackupRun.objects.create(kind=kind, rows=1234, **run)
    assert keys() == set()
    assert "restored apart, all 1,234 rows counted, 2.0 KB" in look().replace("\xa0", " ")

    BackupRun.objects.filter(kind=BackupRunKind.CHECK).update(error="people_person 3 → 2")
    assert keys() == {"backup-trial"}
    assert "people_person 3 → 2" in look()
    ago = timezone.now() - timedelta(days=16)
    BackupRun.objects.update(finished_at=ago, error="")
    assert keys() == {"backup", "backup-trial"}


# --- Mails ------------------------------------------------------------------------------------------


def test_a_mail_goes_once_as_it_begins_once_a_day_and_again_after_an_end(
    administrator, mails, person
):
    administrator.email = "admin@exemple.fr"
    administrator.save()
    [row] = given_up()
    start = timezone.now()

    def alerted(**after):
        with time_machine.travel(start + timedelta(**after), tick=False):
            enqueue_due_tasks()
            return mails(raise_alerts)

    [mail] = alerted()
    assert mail.to == ["admin@exemple.fr"]
    assert PAGE in mail.body
    assert "{" not in mail.body
    assert alerted(minutes=5) == []
    assert len(alerted(hours=24)) == 1

    OutboxTask.objects.filter(pk=row).update(status=OutboxStatus.WAITING)
    OutboxTask.objects.filter(pk=row).update(next_try_at=start + timedelta(days=9))
    assert alerted(hours=24, minutes=5) == []
    assert Alert.objects.get(key="given-up").began_at is None
    OutboxTask.objects.filter(pk=row).update(status=OutboxStatus.GIVEN_UP)
    assert alerted(hours=24, minutes=10) == []  # it comes and goes
    assert len(alerted(hours=25, minutes=1)) == 1  # and stays
    OutboxTask.objects.filter(pk=row).update(status=OutboxStatus.WAITING)
    assert alerted(hours=26) == []
    OutboxTask.objects.filter(pk=row).update(status=OutboxStatus.GIVEN_UP)
    assert len(alerted(hours=27)) == 1


def test_what_watches_is_run_beside_the_mails_and_not_behind_the_tasks():
    given_up()
    enqueue_task("people.tasks.raise_alerts_task")
    send_due_mails_task()

    assert Alert.objects.filter(key="given-up").exists()
    assert not OutboxTask.objects.waiting().exists()
