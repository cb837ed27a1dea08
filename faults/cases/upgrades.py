"""F37 to F41: backups, restores, migrations, two versions at once."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.learners import SAVED
from core.backups.sealing import new_identity
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


@contextlib.contextmanager
def _backups(stage: Stage) -> Iterator[tuple[dict[str, str], Path, Path]]:
    """Settings of the stage with a folder for backups; the folder; the key that opens them."""
    with tempfile.TemporaryDirectory() as top:
        place, identity = Path(top) / "backups", Path(top) / "identity.txt"
        place.mkdir()
        secret, public = new_identity()
        identity.write_text(secret)
        more = {"BACKUP_DESTINATION": str(place), "BACKUP_RECIPIENTS": public}
        yield stage.commands.settings | more, place, identity


@case(
    "F37",
    "A backup is made while people answer, tried, and restored elsewhere; erasures are replayed",
)
def backup_while_writing(stage: Stage) -> Outcome:
    with _backups(stage) as (settings, _place, identity), _database(stage, "restored") as url:
        with contextlib.closing(Commands(settings)) as commands:
            with Traffic(stage) as people:
                pause(4)
                before = [(learner, dict(learner.kept)) for learner in people.learners]
                made = json.loads(commands.run("backup", "--json"))
                pause(2)
            tried = json.loads(commands.run("check_backup", "--identity", str(identity), "--json"))
        elsewhere = settings | {"DATABASE_URL": url}
        with contextlib.closing(Commands(elsewhere)) as commands:
            restored = json.loads(commands.run("restore", "--identity", str(identity), "--json"))
            shell = ["shell", "-v0", "--no-imports", "-c"]
            rows = json.loads(commands.run(*shell, SAVED).splitlines()[-1])
            wrong = json.loads(commands.run(*shell, CHECK).splitlines()[-1])
    for learner, kept in before:
        learner.kept = kept
    lost = lost_saves([learner for learner, _kept in before], rows)
    outcome = outcome_of(
        people,
        words=f"backup {made['seconds']} s, trial {tried['seconds']} s, restore {restored['seconds']} s; "
        "what was acknowledged before it began is in it",
    )
    outcome.lost += len(lost)
    expect(outcome, tried["rows"] == made["rows"], "the trial counts other rows")
    expect(outcome, not lost, f"{len(lost)} answers acknowledged before the backup are not in it")
    return expect(outcome, not wrong, "; ".join(wrong))


@case(
    "F38",
    "A backup is cut to nine tenths, one is spoilt in its middle, and one is opened with another key; each is restored",
)
def backup_spoilt(stage: Stage) -> Outcome:
    with (
        _backups(stage) as (settings, place, identity),
        contextlib.closing(Commands(settings)) as commands,
    ):
        commands.run("backup")
        [file] = place.glob("*.age")
        whole, other = file.read_bytes(), place.parent / "other.txt"
        other.write_text(new_identity()[0])
        middle = len(whole) // 2
        ways = {
            "cut": (whole[: len(whole) * 9 // 10], identity),
            "spoilt": (whole[:middle] + bytes(4096) + whole[middle + 4096 :], identity),
            "another key": (whole, other),
        }
        refused = {}
        for name, (data, key) in ways.items():
            file.write_bytes(data)
            refused[name] = _is_refused(commands, "restore", "--replace", "--identity", str(key))
    outcome = Outcome(
        ", ".join(f"{name}: {'refused' if no else 'accepted'}" for name, no in refused.items())
    )
    return expect(
        outcome, all(refused.values()), "a damaged backup is refused before anything is replaced"
    )


def _is_refused(commands: Commands, *words: str) -> bool:
    try:
        commands.run(*words)
    except RuntimeError:
        return True
    return False


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
