"""F37 to F41: backups, restores, migrations, two versions at once."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.learners import SAVED
from faults.cases.outcomes import expect, outcome_of, pause
from faults.invariants import CHECK
from faults.rows import Outcome, case
from faults.stage import Stage
from faults.visitors import Traffic, lost_saves
from tests.e2e import site as sites
from tests.e2e.commands import Commands


OLD = 30  # commits


def _shell(settings: dict[str, str], code: str) -> str:
    return sites.manage("shell", "-v0", "--no-imports", "-c", code, **settings).strip()


@contextlib.contextmanager
def _database(stage: Stage, name: str) -> Iterator[str]:
    """Make an empty database beside the others. Yields its address."""
    stage.database.ask(f"CREATE DATABASE {name}")
    try:
        yield stage.database.url.removesuffix("postgres") + name
    finally:
        stage.database.ask(f"DROP DATABASE {name} WITH (FORCE)")


@case(
    "F37",
    "A backup (pg_dump) is made while people answer, and restored elsewhere; erasures are replayed",
)
def backup_while_writing(stage: Stage) -> Outcome:
    with tempfile.TemporaryDirectory() as top, _database(stage, "restored") as url:
        with Traffic(stage) as people:
            pause(4)
            before = [(learner, dict(learner.kept)) for learner in people.learners]
            start = time.monotonic()
            stage.database.program("pg_dump", "-Fc", "-f", f"{top}/dump", stage.database.url)
            dumped = time.monotonic() - start
            pause(2)
        start = time.monotonic()
        done = stage.database.program(
            "pg_restore", "--no-owner", "--exit-on-error", "-d", url, f"{top}/dump"
        )
        restored = time.monotonic() - start
        settings = stage.commands.settings | {"DATABASE_URL": url}
        with contextlib.closing(Commands(settings)) as commands:
            commands.run("migrate", "-v0")
            (Path(top) / "erasures.jsonl").touch()
            commands.run("replay_erasures", "--journal", f"{top}/erasures.jsonl")
            shell = ["shell", "-v0", "--no-imports", "-c"]
            rows = json.loads(commands.run(*shell, SAVED).splitlines()[-1])
            wrong = json.loads(commands.run(*shell, CHECK).splitlines()[-1])
    for learner, kept in before:
        learner.kept = kept
    lost = lost_saves([learner for learner, _kept in before], rows)
    outcome = outcome_of(
        people,
        words=f"backup {dumped:.1f} s, restore {restored:.1f} s; what was acknowledged before it began is in it",
    )
    outcome.lost += len(lost)
    expect(outcome, done.returncode == 0, done.stderr[-200:])
    expect(outcome, not lost, f"{len(lost)} answers acknowledged before the backup are not in it")
    return expect(outcome, not wrong, "; ".join(wrong))


@case("F38", "A backup is cut to nine tenths, and one is spoilt in its middle; each is restored")
def backup_spoilt(stage: Stage) -> Outcome:
    with tempfile.TemporaryDirectory() as top:
        file = Path(top) / "dump"
        stage.database.program("pg_dump", "-Fc", "-f", file, stage.database.url)
        whole = file.read_bytes()
        middle = len(whole) // 2
        spoilt = {
            "cut": whole[: len(whole) * 9 // 10],
            "spoilt": whole[:middle] + bytes(4096) + whole[middle + 4096 :],
        }
        refused = {}
        for name, data in spoilt.items():
            file.write_bytes(data)
            with _database(stage, "restored") as url:
                done = stage.database.program(
                    "pg_restore", "--no-owner", "--exit-on-error", "-d", url, file
                )
            refused[name] = done.returncode != 0
    outcome = Outcome(
        ", ".join(f"{name}: {'refused' if no else 'accepted'}" for name, no in refused.items())
    )
    return expect(outcome, all(refused.values()), "a damaged backup is refused when it is restored")


@contextlib.contextmanager
def _old_code() -> Iterator[Path]:
    """The project as it was some commits ago, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="passerelle-old-") as top:
        archive = subprocess.run(
            ["git", "archive", f"HEAD~{OLD}"], cwd=sites.ROOT, capture_output=True, check=True
        )
        subprocess.run(["tar", "-x", "-C", top], input=archive.stdout, check=True)
        yield Path(top)


@case("F39", f"The code of {OLD} commits ago serves people on the schema of today")
def old_code(stage: Stage) -> Outcome:
    with _old_code() as folder, stage.another_web(cwd=folder, PYTHONPATH=str(folder)) as url:
        with Traffic(stage, count=3, urls=(url,)) as people:
            pause(8)
        return outcome_of(people)


@case(
    "F40",
    "The first migration of a database is killed (SIGKILL) at three random moments, then run again",
)
def migration_killed(stage: Stage) -> Outcome:
    chance = random.Random(40)
    with _database(stage, "migrating") as url:
        settings = stage.commands.settings | {"DATABASE_URL": url}
        command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0"]
        killed = 0
        for _ in range(3):
            process = subprocess.Popen(command, cwd=sites.ROOT, env=os.environ | settings)
            try:
                process.wait(timeout=chance.uniform(6, 18))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
        sites.manage("migrate", "-v0", **settings)
        left = sites.manage("showmigrations", "--plan", **settings).count("[ ]")
        answers = _shell(
            settings, "from people.models import Person; print(Person.objects.count())"
        )
    outcome = Outcome(
        f"killed {killed} times, then run to its end; {left} left to do, {answers} people"
    )
    return expect(outcome, killed > 0 and left == 0, "it goes on where it was cut")


@case(
    "F41",
    f"Today’s code and that of {OLD} commits ago serve the same people in turn, forms of one sent to the other",
)
def two_versions(stage: Stage) -> Outcome:
    with _old_code() as folder, stage.another_web(cwd=folder, PYTHONPATH=str(folder)) as url:
        with Traffic(stage, count=3, urls=(url, stage.url)) as people:
            pause(10)
        return outcome_of(people)
