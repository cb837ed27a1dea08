"""The processes of an installation, begun as its units say (ops/systemd/), at a port and with a size of a test's own."""

import re
import shlex
import sys
from functools import cache
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
UNITS = ROOT / "ops" / "systemd"


@cache
def unit_commands() -> dict[str, tuple[str, ...]]:
    """Return the command of each unit, by its name (web, worker, mail, beat), with the programs of this environment."""
    commands = {}
    for path in sorted(UNITS.glob("passerelle-*.service")):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        (line,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
        program, *words = shlex.split(line)
        commands[path.stem.removeprefix("passerelle-")] = (str(BIN / Path(program).name), *words)
    return commands


def web_command(port: int, module: str = "config.wsgi", **options: object) -> list[str]:
    """Return the command of the site. Options are granian's: `workers=1` for `--workers 1`."""
    *words, _application = unit_commands()["web"]
    for name, value in {"port": port, **options}.items():
        option = f"--{name.replace('_', '-')}"
        if option in words:
            words[words.index(option) + 1] = str(value)
        else:
            words += [option, str(value)]
    return [*words, f"{module}:application"]


def celery_commands() -> dict[str, list[str]]:
    """Return the commands of the workers and of beat."""
    return {name: list(words) for name, words in unit_commands().items() if name != "web"}
