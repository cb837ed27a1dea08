"""200 people with ten seconds between pages, 20 managers, one export, one publication and one staff import at once.

Behind two web workers, a worker for mails, one for the rest and the scheduler, all on this machine, as is who asks:
benchmarks/load_users.py. Everybody signs in on the real page within LOAD_RAMP seconds, which is not measured: a
password takes its time on purpose. LOAD_USERS, LOAD_MINUTES: for another run.

`acknowledged and lost`: what the server said to be saved and the database does not hold afterwards.
"""

import json
import os
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks import staff_import
from benchmarks.learners import MAKE_QUIZ
from benchmarks.machine import cpu_seconds, resident_mib
from benchmarks.servers import Servers, shell
from tests.e2e import site as sites
from tests.layout import celery_commands


USERS = int(os.environ.get("LOAD_USERS", "200"))
MINUTES = float(os.environ.get("LOAD_MINUTES", "1"))
RAMP = int(os.environ.get("LOAD_RAMP", "40"))  # seconds
MANAGERS, READERS = 20, 5  # of the managers, so many read the whole organisation
ONCE = 2  # an export and an import; the publication is the worker's
IMPORTED = 1_000
DAYS_OF_USE = 20_000
REST = 300  # seconds that the workers have to finish
LONGEST_ENTRY = 600  # seconds until everybody is let in
OK, ERROR = 200, 400
UNITS = {"mails": "mail", "the rest": "worker", "scheduler": "beat"}  # as the figures name them
OPEN_ACCOUNTS = f"""
import json
from django.contrib.auth.hashers import make_password
from core.dates import today
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import Person, Position
led = Position.objects.managing(today()).values("person")
here = Person.objects.staff().employed_on(today()).filter(is_active=True, groups=None).order_by("pk")
managers = list(here.filter(pk__in=led)[:{MANAGERS}])
staff = list(here.exclude(pk__in=led)[:{USERS}])
chosen = [person.pk for person in (*managers, *staff)]
Person.objects.filter(pk__in=chosen).update(password=make_password({sites.PASSWORD!r}))
for manager in managers[:{READERS}]:
    grant_role(person=manager, role=Role.TRAINING_MANAGER)
people = {{"staff": staff, "managers": managers}}
print(json.dumps({{kind: [person.staff_number for person in group] for kind, group in people.items()}}))
"""
# A second portal with a year of use, of which no month is published yet.
MAKE_MONTHS = f"""
from benchmarks import large
large.use(large.portals(1)[0], days={DAYS_OF_USE})
"""
PUBLISH = """
from adoption.tasks import publish_closed_months_task
from people.actions.outbox import enqueue_task
enqueue_task(publish_closed_months_task.name)
"""
STORED = """
import json
from adoption.publishing.models import Publication
from learning.models import LessonProgress
from people.models import ImportRun, OutgoingMail
from quizzes.models import AttemptItem
items = AttemptItem.objects.filter(attempt__quiz__slug="banc")
print(json.dumps({
    "saves": [
        [str(uuid), *rest]
        for uuid, *rest in items.values_list("attempt__uuid", "slot", "sequence", "response")
    ],
    "lessons": [
        [number, str(uuid), place, read_at is not None]
        for number, uuid, place, read_at in LessonProgress.objects.values_list(
            "person__staff_number", "lesson__uuid", "place", "read_at"
        )
    ],
    "imports": [f"{run.state} {run.counts}" for run in ImportRun.objects.filter(name="agents.csv")],
    "months published": Publication.objects.filter(portal__slug="portail-0").count(),
    "mails": {
        status: OutgoingMail.objects.filter(status=status).count()
        for status in OutgoingMail.objects.values_list("status", flat=True).distinct().order_by()
    },
}))
"""
WAITING = """
from django.utils import timezone
from people.models import ImportRun, OutboxTask, OutgoingMail
at_work = sum(run.is_at_work for run in ImportRun.objects.all())
due = [rows.objects.due(timezone.now()).count() for rows in (OutgoingMail, OutboxTask)]
print(at_work + sum(due))
"""


def measure(servers: Servers) -> dict[str, Any]:
    settings = servers.settings("load", has_demo=True)
    folder = Path(settings["VAR_DIR"])
    settings["EMAIL_URL"] = f"filemail:///{folder}/mails"
    _prepare(settings, folder)
    with ExitStack() as stack:
        figures = _run(servers, settings, folder, stack)
    servers.drop("load")
    return figures


# --- Before -------------------------------------------------------------------------------------------


def _prepare(settings: dict[str, str], folder: Path) -> None:
    """The demo with accounts, a quiz, a year that waits to be published and a list that waits to be sent."""
    people = json.loads(shell(settings, OPEN_ACCOUNTS))
    (folder / "generated").mkdir()
    heading, *rows = staff_import.rows_of_staff(folder / "generated", 2 * staff_import.GENERATED)
    beside = rows[staff_import.GENERATED :][:IMPORTED]  # the first are numbered as the demo's own
    file = staff_import.written(folder / "agents.csv", [heading, *beside])
    (folder / "people.json").write_text(
        json.dumps(
            people
            | {
                "password": sites.PASSWORD,
                "readers": READERS,
                "exporter": sites.CLAIRE,
                "importer": sites.YANN,
                "quiz": shell(settings, MAKE_QUIZ),
                "file": str(file),
                "as_of": datetime.now(tz=ZoneInfo("Europe/Paris")).date().isoformat(),
            }
        )
    )
    shell(settings, MAKE_MONTHS)
    shell(settings, "from django.db import connection; connection.cursor().execute('ANALYZE')")


# --- The load -----------------------------------------------------------------------------------------


def _run(servers: Servers, settings: dict[str, str], folder: Path, stack: ExitStack) -> dict:
    web = stack.enter_context(servers.serving(settings, workers=2))
    celery = {
        name: stack.enter_context(sites.background(celery_commands()[unit], settings)).pid
        for name, unit in UNITS.items()
    }
    commands = stack.enter_context(sites.loaded(settings))
    processes = {"web": web.pid, "database": servers.database_pid, "cache": servers.cache_pid}
    processes |= celery
    people = json.loads((folder / "people.json").read_text())
    with _locust(web.url, folder, len(people["staff"])) as locust:
        _until((folder / "trace.started").exists, LONGEST_ENTRY)
        processes["who asks"] = locust.pid
        used, began = _cpu(processes), time.perf_counter()
        commands.run("shell", "-v0", "-c", PUBLISH)
        time.sleep(MINUTES * 60)
        seconds = time.perf_counter() - began
        used = {name: after - used[name] for name, after in _cpu(processes).items()}
        locust.terminate()
        locust.wait()
    rest = _until(lambda: commands.run("shell", "-v0", "-c", WAITING).split()[-1] == "0", REST)
    memory = {name: resident_mib(pid) for name, pid in processes.items() if name != "who asks"}
    told = json.loads((folder / "trace.json").read_text())
    stored = json.loads(commands.run("shell", "-v0", "-c", STORED).splitlines()[-1])
    asked = len(told["requests"])
    ms = {name: round(1000 * used[name] / asked, 2) for name in ("web", "database", "cache")}
    return {
        "ms": {"a request": ms},
        "people": len(people["staff"]),
        "managers": len(people["managers"]),
        "seconds": round(seconds),
        **_figures(told["requests"], seconds),
        "cores in use": {name: round(each / seconds, 2) for name, each in used.items()},
        "resident MiB of each process": memory,
        "acknowledged and lost": _lost(told, stored),
        "at once": told["outcomes"]
        | {name: stored[name] for name in ("imports", "months published", "mails")},
        "seconds until all was done": rest,
    }


def _locust(url: str, folder: Path, staff: int) -> AbstractContextManager[subprocess.Popen]:
    count = staff + MANAGERS + ONCE
    command = [
        sites.BIN / "locust", "-f", "benchmarks/load_users.py", "--headless", "--only-summary",
        "--loglevel", "ERROR", "--host", url, "-u", str(count), "-r", str(count / RAMP),
    ]  # fmt: skip
    given = {"LOAD_PEOPLE": str(folder / "people.json"), "LOAD_TRACE": str(folder / "trace.json")}
    return sites.background(command, given)


def _until(is_so: Callable[[], bool], seconds: float) -> float | str:
    """Seconds until it was so."""
    began = time.perf_counter()
    while not is_so():
        if time.perf_counter() - began > seconds:
            return f"not within {seconds:.0f}"
        time.sleep(1)
    return round(time.perf_counter() - began, 1)


def _cpu(processes: dict[str, int]) -> dict[str, float]:
    return {name: cpu_seconds(pid) for name, pid in processes.items()}


# --- After --------------------------------------------------------------------------------------------


def _figures(requests: list, seconds: float) -> dict:
    by_name: dict[str, list[float]] = {}
    for name, ms, _status in requests:
        by_name.setdefault(name, []).append(ms)
    grouped = {
        group: [ms for name, times in by_name.items() if name.startswith(group) for ms in times]
        for group in ("page", "progress", "autosave", "quiz", "manager")
    }
    pages = len(grouped["page"]) + len(grouped["manager"])
    errors = Counter(
        f"{status} {name}" for name, _ms, status in requests if not OK <= status < ERROR
    )
    return {
        "requests a second": round(len(requests) / seconds, 1),
        "pages a second": round(pages / seconds, 1),
        "answered in ms": {name: _spread(times) for name, times in grouped.items() if times},
        "ms of each": {name: _spread(times) for name, times in sorted(by_name.items())},
        "errors by status": dict(errors),
    }


def _spread(times: list[float]) -> str:
    _, *rest = statistics.quantiles([times[0], *times], n=20)
    return f"p50 {statistics.median(times):.0f}, p95 {rest[-1]:.0f}, of {len(times)}"


def _lost(told: dict, stored: dict) -> dict:
    return {
        "answers": _tally(told["saves"], stored["saves"], _is_answer_kept),
        "progress": _tally(told["lessons"], stored["lessons"], _is_progress_kept),
    }


def _tally(told: list, stored: list, is_kept: Callable[[list, list | None], bool]) -> dict:
    """Return each fact by its first two words: what was sent of it, in turn, beside its row."""
    rows = {tuple(row[:2]): row[2:] for row in stored}
    sent: dict[tuple, list] = {}
    for one in told:
        sent.setdefault(tuple(one[:2]), []).append(one[2:])
    return {
        "acknowledged": sum(1 for one in told if one[-1]),
        "not acknowledged": sum(1 for one in told if not one[-1]),
        "lost": sum(not is_kept(facts, rows.get(key)) for key, facts in sent.items()),
    }


def _is_answer_kept(sent: list, row: list | None) -> bool:
    """The latest that was acknowledged is there, or a later one that was sent without an answer."""
    acknowledged = [sequence for sequence, _response, is_told in sent if is_told]
    if not acknowledged:
        return True
    as_sent = [[sequence, response] for sequence, response, _ in sent]
    return row is not None and row[0] >= max(acknowledged) and row in as_sent


def _is_progress_kept(sent: list, row: list | None) -> bool:
    """A lesson that was begun has its row, a finished one is read, and the place is the latest."""
    told = [(what, place) for what, place, is_told in sent if is_told]
    if not told:
        return True
    if row is None or (not row[1] and any(what == "finish" for what, _place in told)):
        return False
    moves = [(place, is_told) for what, place, is_told in sent if what != "start"]
    latest = max((n for n, (_place, is_told) in enumerate(moves) if is_told), default=None)
    return latest is None or row[0] in [place for place, _ in moves[latest:]]
