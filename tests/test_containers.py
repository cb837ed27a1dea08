"""The files of the containers, read; the steps of the image done one by one in a folder, without an engine."""

import fnmatch
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.test_documents import settings_variables


ROOT = Path(__file__).resolve().parent.parent
HOST, PACKAGES = "formation.example.org", "contenus.example.net"
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"web", "worker", "mail", "beat", "prepare"}


def steps(text):
    """The instructions of a Containerfile: (stage, word, rest)."""
    stage = -1
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if line and not line.startswith("#"):
            word, rest = line.split(maxsplit=1)
            stage += word == "FROM"
            yield stage, word, rest


def instructions():
    return list(steps((ROOT / "Containerfile").read_text()))


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_watched_limited_and_may_write_to_its_volumes_alone(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["healthcheck"].get("test") or name == "prepare"
    assert name in OURS or ":" in service["image"].rpartition("/")[2], "an image without a version"
    assert ("ports" in service) == (name == "proxy"), "the proxy alone is reached from outside"
    for volume in service["volumes"]:
        source = volume.split(":")[0]
        assert source in COMPOSE["volumes"] or volume.endswith(":ro")
    if name in {"database", "redis"}:
        assert service["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_containers_and_units_begin_the_same_processes():
    units = {}
    for path in (ROOT / "ops/systemd").glob("passerelle-*.service"):
        text = path.read_text().replace("\\\n", " ")
        (line,) = re.findall(r"^ExecStart=\S+/(.*)$", text, re.MULTILINE)
        units[path.stem.removeprefix("passerelle-")] = shlex.split(line)
    (web,) = (yaml.safe_load(rest) for _, word, rest in instructions() if word == "CMD")
    containers = {name: SERVICES[name].get("command", web) for name in OURS - {"prepare"}}

    assert units["web"][units["web"].index("--host") + 1] == "127.0.0.1"
    units["web"][units["web"].index("--host") + 1] = "0.0.0.0"  # noqa: S104 - inside the container
    assert containers == units


def test_the_variables_for_containers_are_written_once(tmp_path):
    command = [
        "./run",
        "install",
        "--containers",
        "--host",
        HOST,
        "--packages-host",
        PACKAGES,
        "--root",
        tmp_path,
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    first = {path.name: path.read_text() for path in tmp_path.iterdir()}
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == first
    assert set(first) == {
        file for service in SERVICES.values() for file in service.get("env_file", [])
    }
    variables = {name: re.findall(r"^(\w+)=", text, re.MULTILINE) for name, text in first.items()}
    assert set(variables["env"]) < settings_variables()
    assert set(variables["owner.env"]) - settings_variables() == {"POSTGRES_PASSWORD"}
    template = (ROOT / "ops/proxy/nginx.conf.template").read_text()
    filled_in = {*variables["proxy.env"], *SERVICES["proxy"]["environment"]}
    assert set(re.findall(r"\$\{(\w+)\}", template)) == filled_in
    hosts = {
        re.search(r"@(\w+)[:/]", line)[1]
        for line in re.findall(r"=postgres://.*", "".join(first.values()))
    }
    assert hosts == {"database"}
    assert "owner.env" not in str([SERVICES[name]["env_file"] for name in OURS - {"prepare"}])


def test_the_image_runs_as_nobody_of_note_and_names_no_index():
    text = (ROOT / "Containerfile").read_text()
    last = [(word, rest) for stage, word, rest in instructions() if stage == 1]

    assert ("USER", "passerelle") in last
    assert last.index(("USER", "passerelle")) > max(
        i for i, (word, _) in enumerate(last) if word in {"RUN", "COPY"}
    )
    assert "/sante/pret" in next(rest for word, rest in last if word == "HEALTHCHECK")
    assert not re.search(r"https?://(?!127\.0\.0\.1)|--index|--extra-index|--trusted-host", text)
    assert "--require-hashes" in text


def context(folder):
    """Copy what the engine would be sent: what .containerignore lets through."""
    lines = (ROOT / ".containerignore").read_text().split()
    kept = [line[1:] for line in lines if line.startswith("!")]
    shutil.copytree(
        ROOT, folder, symlinks=True, dirs_exist_ok=True,
        ignore=lambda here, names: [
            name for name in names
            if name == "__pycache__" or (Path(here) == ROOT and not any(fnmatch.fnmatch(name, k) for k in kept))
        ],
    )  # fmt: skip


@pytest.mark.full
def test_each_step_of_the_image_works_and_its_program_answers(tmp_path):
    """Steps run in folders in the place of roots: /opt, /build and /var below a folder, users by a prefix."""
    if os.geteuid() != 0:
        pytest.skip("needs root, as the steps of an image do")
    (tmp_path / "etc").mkdir()
    for name in ("passwd", "group", "shadow", "gshadow"):
        (tmp_path / "etc" / name).touch()

    def moved(words):
        text = re.sub(r"(?<![\w/])/(opt|build|var)/?(?=[\w\s]|$)", rf"{tmp_path}/\1/", words)
        return text.replace("useradd", f"useradd --prefix {tmp_path}")

    environment = {
        "PATH": f"{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
    }
    environment |= {
        name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_", "UV_"))
    }
    sent, here = tmp_path / "context", tmp_path
    context(sent)
    for _, word, rest in instructions():
        if word == "WORKDIR":
            here = Path(moved(rest))
            here.mkdir(parents=True, exist_ok=True)
        elif word == "COPY" and not rest.startswith("--from"):
            source = sent / rest.split()[0]
            (
                shutil.copy
                if source.is_file()
                else lambda s, t: shutil.copytree(s, t, dirs_exist_ok=True)
            )(source, here)
        elif word == "RUN" and not rest.startswith("apt-get"):  # that would be this machine's
            done = subprocess.run(
                ["/bin/sh", "-c", moved(rest).replace("python -m venv", f"{sys.executable} -m venv")],
                cwd=here, env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"{rest}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"

    assert re.search(r"^passerelle:x:10001:", (tmp_path / "etc/passwd").read_text(), re.MULTILINE)
    program = tmp_path / "opt/passerelle/.venv/bin/passerelle"
    keys = {"SECRET_KEY": "x" * 50, "PSEUDONYM_KEY": "y" * 50, "VAR_DIR": str(tmp_path)}
    said = subprocess.check_output(
        [program, "check"], env={"PATH": os.environ["PATH"]} | keys, cwd="/", text=True
    )
    assert "no issues" in said
