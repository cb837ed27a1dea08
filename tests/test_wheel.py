"""The wheel, installed where there is no checkout: commands, texts, courses and a page."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests import migrated
from tests.parts import DEPLOYED


ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.full
SETTINGS = {name: DEPLOYED[name] for name in ("SECRET_KEY", "PSEUDONYM_KEY")} | {
    "ALLOWED_HOSTS": "testserver",
    "EMAIL_URL": "memorymail://",
}
PAGE = """
from django.test import Client
page = Client(headers={"accept-language": "fr"}).get("/compte/connexion/", follow=True, secure=True)
print(page.status_code, "Mot de passe" in page.content.decode(), "/static/css/" in page.content.decode())
"""


def find_uv():
    places = os.pathsep.join(
        [os.environ["PATH"], str(ROOT / ".tools/bin"), str(ROOT / ".tools/uv/bin")]
    )
    return shutil.which("uv", path=places) or pytest.skip("uv is not installed: ./run installs it")


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(find_uv(), "build", "-q", "--wheel", "-o", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment with the wheel, beside the libraries of this one."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / "bin" / "python"
    run(find_uv(), "pip", "install", "-q", "--no-deps", "--python", python, wheel)
    scheme = {"base": str(folder), "platbase": str(folder)}
    site_packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    (site_packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin" / "passerelle"


def test_the_wheel_holds_all_that_runs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    inside = {name.split("/")[1] for name in names if name.startswith("passerelle/")}

    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "passerelle",
        "passerelle.pth",
    }
    assert inside >= {"config", "core", "templates", "static", "content", "locale"}
    assert not inside & {"tests", "benchmarks", "faults", "films", "docs", "var"}
    assert "passerelle/locale/fr/LC_MESSAGES/django.mo" in names
    assert not [name for name in names if name.endswith((".pyc", ".sqlite3"))]
    tracked = run("git", "ls-files", *sorted(inside - {"locale"}), cwd=ROOT).split("\n")[:-1]
    missing = {f"passerelle/{name.strip(chr(34))}" for name in tracked if name.isascii()} - set(
        names
    )
    assert not missing


def test_from_an_installed_wheel_the_site_is_prepared_and_answers(installed, tmp_path):
    bare = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    refused = subprocess.run(
        [installed, "check"],
        env=bare | SETTINGS,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (refused.returncode, "Set VAR_DIR" in refused.stderr) == (1, True), refused.stderr

    environment = bare | SETTINGS | {"VAR_DIR": str(tmp_path)}
    run(installed, "check", env=environment, cwd="/")
    migrated.load(
        f"file:{tmp_path / 'passerelle.sqlite3'}"
    )  # as `migrate` leaves it, where it is kept
    run(installed, "migrate", "-v0", env=environment, cwd="/")
    run(installed, "collectstatic", "-v0", "--noinput", env=environment, cwd="/")
    run(installed, "load_content", "--variant", "hopital", env=environment, cwd="/")
    said = run(installed, "shell", "-v0", "--no-imports", "-c", PAGE, env=environment, cwd="/")

    assert said.split() == ["200", "True", "True"]
    assert (tmp_path / "static" / "staticfiles.json").exists()
