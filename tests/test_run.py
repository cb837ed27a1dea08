"""The functions of `run` that delete or begin again, each called in a folder of its own."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.e2e.site import eventually
from tests.services import free_port


SCRIPT = Path(__file__).parent.parent / "run"
FUNCTIONS = SCRIPT.read_text(encoding="utf-8").rpartition('\ncase "${1:-help}" in')[0]
DEMO = (
    "passerelle.sqlite3",
    "keys.env",
    "media/images/a.png",
    "queue/1.json",
    "mails/1.log",
    "erasures.jsonl",
)


def call(*functions, here, **environment):
    """The exit status and what was said, with these functions called in this order."""
    done = subprocess.run(
        ["sh", "-c", "\n".join([FUNCTIONS, *functions])],
        cwd=here,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return done.returncode, done.stderr


def fill(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def names_in(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def here(tmp_path):
    folder = tmp_path / "the product"
    folder.mkdir()
    return folder


def test_fresh_forgets_the_demo_and_nothing_that_was_laid_beside_it(here):
    folder = here / "var" / "demo"
    fill(folder, *DEMO, "my notes.txt")
    fill(here / "var", "passerelle.sqlite3")

    assert call("forget_demo", here=here)[0] == 0

    assert names_in(here / "var") == {"demo/my notes.txt", "passerelle.sqlite3"}


def test_fresh_with_a_folder_of_ones_own_forgets_the_demo_that_began_in_it(here, tmp_path):
    chosen, usual = tmp_path / "a demo", here / "var" / "demo"
    fill(usual, *DEMO)
    assert call("claim_demo_folder", here=here, VAR_DIR=str(chosen))[0] == 0
    fill(chosen, *DEMO, "my notes.txt")

    assert call("forget_demo", "claim_demo_folder", here=here, VAR_DIR=str(chosen))[0] == 0

    assert names_in(chosen) == {"demo.own", "my notes.txt"}
    assert names_in(usual) == set(DEMO)  # another demo's
    fill(chosen, *DEMO)
    assert call("forget_demo", here=here, VAR_DIR=str(chosen))[0] == 0


def test_fresh_deletes_nothing_of_an_installation(here, tmp_path):
    installation = tmp_path / "srv"
    fill(installation, *DEMO, "demo.pid")  # somebody had the demo run on it

    status, said = call("claim_demo_folder", "forget_demo", here=here, VAR_DIR=str(installation))

    assert status == 1
    assert str(installation) in said
    assert names_in(installation) == {*DEMO, "demo.pid"}


def test_fresh_deletes_nothing_where_the_demo_has_another_database(here):
    fill(here / "var" / "demo", *DEMO)

    assert call("forget_demo", here=here, DATABASE_URL="postgres://db/demo")[0] == 1
    assert names_in(here / "var" / "demo") == set(DEMO)


def test_a_link_in_the_folder_goes_and_what_it_leads_to_stays(here, tmp_path):
    fill(tmp_path / "pictures", "kept.png")
    folder = here / "var" / "demo"
    folder.mkdir(parents=True)
    (folder / "media").symlink_to(tmp_path / "pictures")

    assert call("forget_demo", here=here)[0] == 0

    assert names_in(tmp_path / "pictures") == {"kept.png"}
    assert not (folder / "media").exists()


@pytest.mark.parametrize(("options", "left"), [("", set(DEMO)), ("--fresh", set())])
def test_the_demo_forgets_when_it_is_told_to(here, options, left):
    folder = here / "var" / "demo"
    fill(folder, *DEMO)

    call("refuse_second_demo() { :; }", "demo_settings() { exit 0; }", f"demo {options}", here=here)

    assert names_in(folder) - {"demo.own"} == left


def test_the_mails_of_the_demo_are_written_below_its_folder(here, tmp_path):
    chosen = tmp_path / "a demo + 100 % # ours"
    asked = """
import sys, environ
print(environ.Env.email_url_config(sys.argv[1])["EMAIL_FILE_PATH"], file=sys.stderr)"""
    (here / "asked.py").write_text(asked)

    said = call(f'"{sys.executable}" asked.py "$(demo_mails)"', here=here, VAR_DIR=str(chosen))

    assert said == (0, f"{chosen}/mails\n")


@pytest.fixture
def starting(here):
    """A place to begin a demo in: its folder, its port, its environment."""
    (here / "demo").mkdir()
    shutil.copy(SCRIPT.parent / "demo/starting_page.py", here / "demo")
    port = free_port()
    return here / "var/demo", port, {"PORT": str(port), "PYTHON": sys.executable}


def is_free(port):
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0


def test_a_preparing_that_fails_ends_the_demo_and_names_its_log(here, starting):
    folder, port, environment = starting

    status, said = call(
        "prepare() { echo no space left; exit 3; }", "demo", here=here, **environment
    )

    assert status == 1
    assert "no space left" in said
    assert f"the demo could not start (status 3). Why: {folder}/starting.log" in said
    assert (folder / "starting.log").read_text() == "no space left\n"
    assert not (folder / "starting.pipe").exists()
    assert is_free(port)


def test_a_demo_that_is_stopped_while_it_is_prepared_leaves_no_process(here, starting):
    _folder, port, environment = starting
    stopped = subprocess.Popen(
        ["sh", "-c", "\n".join([FUNCTIONS, "prepare() { exec sleep 60; }", "demo"])],
        cwd=here, env={"PATH": os.environ["PATH"], **environment}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with stopped:
        eventually(lambda: not is_free(port), "the page answers")
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/aide/", timeout=5)
        stopped.terminate()
        said = stopped.communicate(timeout=20)[1]  # the end of what they all write to

    assert stopped.returncode == 0, said
    assert is_free(port)


DIES_ONCE = """#!/bin/sh
echo "begun $$" >>began
[ "$(wc -l <began)" -gt 1 ] || exit 3
sleep 60 &
trap 'kill $!; echo ended >>began; exit 0' TERM
echo up >>began
wait
"""


def test_a_worker_that_dies_is_begun_again_with_a_word_and_ends_with_the_demo(here):
    fill(here, ".venv/bin/celery", "unrelated")
    worker = here / ".venv/bin/celery"
    worker.write_text(DIES_ONCE)
    worker.chmod(0o700)
    ended = """
keep worker --pool solo &
worker=$!
until grep -q up began 2>/dev/null; do sleep 0.1; done
kill $worker
wait $worker"""

    status, said = call(ended, here=here, VAR_DIR=str(here), WORKER_PAUSE="0")

    assert status == 0, said
    assert said.count("The worker stopped (status 3) and is begun again") == 1
    assert "status 3" in (here / "worker.log").read_text()
    assert (here / "began").read_text().split("\n")[2:] == ["up", "ended", ""]
