"""Runs commands of manage.py, each in a fork of a process that has loaded Django: loading takes longer than most of them.

A fork begins as a fresh process would: nothing of an earlier command is in it, and no connection.
Started as a program, it reads a command's arguments as JSON from each line of its input and answers with its
exit status, what it printed and what it printed as errors.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]


class Commands:
    """The process begins with the first command and ends with `close`."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.settings = settings
        self.process: subprocess.Popen[str] | None = None

    def run(self, *arguments: str) -> str:
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.e2e.commands"],
                cwd=ROOT, env=os.environ | self.settings,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(arguments), file=self.process.stdin, flush=True)
        status, printed, errors = json.loads(self.process.stdout.readline())
        if status:
            raise RuntimeError(f"manage.py {arguments[0]}: {printed}\n{errors}")
        return printed

    def close(self) -> None:
        if self.process:
            self.process.communicate()


def main() -> None:
    import django
    from django.core.management import execute_from_command_line
    from django.urls import get_resolver

    django.setup()
    get_resolver().url_patterns  # noqa: B018 - loads what most commands will
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as errors:
            child = os.fork()
            if not child:
                os.dup2(printed.fileno(), 1)
                os.dup2(errors.fileno(), 2)
                return execute_from_command_line(["manage.py", *json.loads(line)])
            _, status = os.waitpid(child, 0)
            printed.seek(0)
            errors.seek(0)
            print(json.dumps([status, printed.read(), errors.read()]), flush=True)
    return None


if __name__ == "__main__":
    main()
