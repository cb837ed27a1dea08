"""F24 to F26: a disk that is full, read-only, or a file that another program locks."""

import re
import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections import Counter
from pathlib import Path

from benchmarks.learners import MAKE_LEARNERS, MAKE_QUIZ, Learner
from faults.cases.outcomes import expect, outcome_of, pause
from faults.rows import Outcome, case
from faults.servers import fill, small_disk
from faults.stage import Stage
from faults.visitors import Office, Traffic
from tests import migrated
from tests.e2e import site as sites
from tests.services import _as_server_user


def _png() -> bytes:
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(stream, "PNG")
    return stream.getvalue()


def _send_picture(office: Office, name: str) -> int:
    files = {"file": (f"{name}.png", _png(), "image/png")}
    return office.post("/admin/images/add/", files=files, title=name, collection="1").status_code


@case(
    "F24", "The disk of pictures (1 MiB) is full, then emptied; an editor sends a picture each time"
)
def media_full(stage: Stage) -> Outcome:
    with small_disk() as folder, stage.another_web(MEDIA_ROOT=str(folder)) as url:
        office = Office(url, sites.INES)
        filler = fill(folder)
        full = _send_picture(office, "plein")
        empty = [file.name for file in folder.rglob("*.png") if not file.stat().st_size]
        page = office.get("/").status_code
        filler.unlink()
        freed = _send_picture(office, "libre")
        seen = f"full: {full}, a page {page}; freed: {freed}"
    outcome = Outcome(seen, lost=0)
    expect(outcome, full < 500 or full in (503, 507), "a clear answer when it is full")
    expect(outcome, not empty, "no empty file is left")
    expect(outcome, page == 200, "pages are read meanwhile")
    return expect(outcome, freed == 302, "it works again once there is room")


@case("F24", "The disk of the table of answers (16 MiB) is full, then has room again")
def tablespace_full(stage: Stage) -> Outcome:
    with small_disk(16) as folder:
        if _as_server_user():
            shutil.chown(folder, "postgres")
            folder.chmod(0o700)
        stage.database.ask(f"CREATE TABLESPACE small LOCATION '{folder}'")
        stage.database.ask("ALTER TABLE quizzes_attemptitem SET TABLESPACE small")
        try:
            people, starting = Traffic(stage, count=3), Traffic(stage, count=3).learners
            filler = fill(folder)
            with people:
                answered = Counter(status for _ in range(8) for status in _start_again(starting))
                reading = Office(stage.url, sites.NADIA).get("/parcours/").status_code
                filler.unlink()
                freed = set(_start_again(starting))
                pause(3)
        finally:
            stage.database.ask("ALTER TABLE quizzes_attemptitem SET TABLESPACE pg_default")
            stage.database.ask("DROP TABLESPACE small")
    words = f"starting an attempt answered {dict(answered)}, then {freed}"
    outcome = outcome_of(people, allowed=("503", "507"), words=words)
    expect(outcome, any(status >= 500 for status in answered), "the disk was full")
    expect(outcome, set(answered) <= {302, 503, 507}, "a clear answer when it is full")
    expect(outcome, freed == {302}, "it works again once there is room")
    return expect(outcome, reading == 200, "pages are read meanwhile")


def _start_again(learners: list[Learner]) -> list[int]:
    """Hand in and begin anew, which takes room in the table."""
    statuses = []
    for learner in learners:
        learner.submit()
        status, _ = learner.post(f"/quiz/commencer/{learner.quiz}/")
        statuses.append(status)
        if found := re.search(r"/quiz/([0-9a-f-]{36})/", learner.browser.location):
            learner.attempt = found.group(1)
    return statuses


@case(
    "F25",
    "The folder of the site (VAR_DIR, pictures) is mounted read-only; it starts, and people sign in",
)
def read_only(stage: Stage) -> Outcome:
    with small_disk() as folder:
        (folder / "media").mkdir()
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        settings = {"VAR_DIR": str(folder), "MEDIA_ROOT": str(folder / "media")}
        with stage.another_web(**settings) as url:
            office = Office(url, sites.INES)
            page, picture = office.get("/").status_code, _send_picture(office, "refus")
        subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
    outcome = Outcome(f"signed in, first screen {page}, a picture {picture}")
    expect(outcome, page == 200, "people sign in and read")
    return expect(outcome, picture < 500 or picture in (503, 507), "a clear answer to what writes")


@case("F26", "On SQLite, another program writes for 6 s, three times, while people answer")
def sqlite_locked(stage: Stage) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="passerelle-faults-") as top:
        settings = sites.environment(Path(top))
        file = settings["DATABASE_URL"].replace("sqlite:///", "")
        migrated.load(f"file:{file}")
        sites.manage("migrate", "-v0", **settings)
        with sites.served(settings) as site:
            site.shell(MAKE_LEARNERS)
            site.shell(MAKE_QUIZ)
            people = Traffic(site, count=4)
            with people:
                for _ in range(3):
                    pause(1)
                    _hold(file, 6)
            return outcome_of(people, words=f"slowest {people.slowest()} s")


def _hold(file: str, seconds: float) -> None:
    holder = sqlite3.connect(file, isolation_level=None, timeout=30)
    try:
        holder.execute("BEGIN IMMEDIATE")
        threading.Event().wait(seconds)
        holder.execute("ROLLBACK")
    finally:
        holder.close()
