"""Files that `./run install` lays, below a root of its own, and what systemd says of it. Nothing of this machine is touched."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from core.background import Queue
from tests.test_documents import settings_variables


ROOT = Path(__file__).resolve().parent.parent
HOST, PACKAGES = "formation.example.org", "contenus.example.net"
SERVICES = ("web", "worker", "mail", "beat")
MOST_EXPOSED = 15  # of 100: systemd calls 12 "OK"; the site needs the network
pytestmark = pytest.mark.skipif(
    not shutil.which("systemd-analyze") or os.geteuid() != 0,
    reason="asks for systemd, and for root",
)


def install(root, *words):
    command = ["./run", "install", "--root", root, "--code", "/opt/passerelle", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    done = install(root, "--host", HOST, "--packages-host", PACKAGES)
    assert done.returncode == 0, done.stderr
    return root, done.stdout


def analyse(root, *words):
    command = ["systemd-analyze", f"--root={root}", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def variables(file):
    """Read variables as a shell does: systemd reads the same where nothing but single quotes is used."""
    shown = subprocess.check_output(
        ["env", "-i", "/bin/sh", "-c", f"set -a; . {file}; env -0"], text=True
    )
    pairs = (line.split("=", 1) for line in shown.split("\0") if line)
    return {name: value for name, value in pairs if name not in {"PWD", "OLDPWD", "_", "SHLVL"}}


def test_systemd_finds_no_fault_in_the_units(laid, tmp_path):
    root, _ = laid
    whole = tmp_path / "root"
    shutil.copytree(root, whole)
    programs = whole / "opt/passerelle/.venv/bin"
    programs.mkdir(parents=True)
    for name in ("granian", "celery"):
        (programs / name).touch(mode=0o755)
    there = whole / "usr/lib/systemd/system"
    there.mkdir(parents=True)
    for target in Path("/usr/lib/systemd/system").glob("*.target"):
        shutil.copy(target, there, follow_symlinks=True)
    units = [f"passerelle-{name}.service" for name in SERVICES]

    done = analyse(whole, "verify", "--man=no", "passerelle.target", *units)
    assert [line for line in done.stderr.splitlines() if "passerelle" in line] == []
    for unit in units:
        score = analyse(whole, "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", unit)
        assert score.returncode == 0, score.stdout


def test_keys_are_made_once_and_files_are_open_to_whom_they_concern(laid):
    root, said = laid
    folder = root / "etc/passerelle"
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in ("env", "owner.env")}
    assert modes == {"env": 0o640, "owner.env": 0o600}
    found = variables(folder / "env")
    assert set(found) <= settings_variables()
    assert min(len(found["SECRET_KEY"]), len(found["PSEUDONYM_KEY"])) >= 50
    assert found["SECRET_KEY"] != found["PSEUDONYM_KEY"]
    assert (found["BASE_URL"], found["PACKAGES_ORIGIN"]) == (
        f"https://{HOST}",
        f"https://{PACKAGES}",
    )
    assert "@" not in "".join(value for name, value in found.items() if name != "DATABASE_URL")
    assert found["SECRET_KEY"] not in said
    (owner,) = variables(folder / "owner.env").values()
    assert owner.startswith("postgres://passerelle_owner:")
    user = root / "var/lib/passerelle"
    assert (user.stat().st_mode & 0o777, user.stat().st_uid != 0) == (0o750, True)

    with (folder / "env").open("a") as file:
        file.write("EMAIL_URL='smtp://mail.example.org'\n")
    changed = (folder / "env").read_text()
    again = install(root, "--host", "other.example.org")
    assert again.returncode == 0, again.stderr
    assert (folder / "env").read_text() == changed
    assert "/etc/passerelle/env: kept as it is" in again.stdout
    assert f"server_name other.example.org {PACKAGES};" in (folder / "nginx.conf").read_text()
    assert install(root).returncode == 0, "an upgrade names no host"
    assert f"server_name {HOST};" in (folder / "nginx.conf").read_text()


def test_without_a_host_of_packages_the_proxy_has_no_server_for_it(tmp_path):
    assert install(tmp_path, "--host", HOST).returncode == 0

    proxy = (tmp_path / "etc/passerelle/nginx.conf").read_text()
    assert proxy.count("server {") == 2
    assert "${" not in proxy.replace("# ${", "")
    assert variables(tmp_path / "etc/passerelle/env")["PACKAGES_ORIGIN"] == ""


def test_each_queue_has_a_worker():
    units = "".join(path.read_text() for path in (ROOT / "ops/systemd").glob("*.service"))
    served = {name for names in re.findall(r"--queues (\S+)", units) for name in names.split(",")}

    assert served == set(Queue.values)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--host"),
        (["--host", "https://formation.example.org"], "a host name"),
        (["--host", "formation"], "a host name"),
        (["--host", HOST, "--code", "/root/passerelle"], "services cannot see"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_laid(words, said, tmp_path):
    done = install(tmp_path, *words)

    assert done.returncode != 0
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_command_runs_as_the_services_do(tmp_path):
    """The words of the command, with a stand-in for what changes the user: who it would be, and with which variables."""
    text = (ROOT / "ops/systemd/passerelle").read_text()
    text = text.replace("/etc/passerelle", str(tmp_path)).replace(
        "setpriv", str(tmp_path / "setpriv")
    )
    (tmp_path / "env").write_text("A='Passerelle <a@example.org>'\n")
    (tmp_path / "owner.env").write_text("DATABASE_OWNER_URL=x\n")
    (tmp_path / "passerelle").write_text(text)
    stand_in = tmp_path / "setpriv"
    stand_in.write_text('#!/bin/sh\necho "$2|$A|${DATABASE_OWNER_URL:-}|$*"\n')
    stand_in.chmod(0o755)

    def run(*words):
        shell = ["/bin/sh", str(tmp_path / "passerelle"), *words]
        return subprocess.check_output(shell, text=True).strip().split("|")

    for word, owner in (("migrate", "x"), ("purge", "")):
        user, mail, seen, command = run(word, "--dry-run")
        assert (user, mail, seen) == ("passerelle", "Passerelle <a@example.org>", owner)
        assert shlex.split(command)[-2:] == [word, "--dry-run"]
    assert run("prepare_services")[2] == "x"
