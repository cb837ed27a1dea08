"""Runs commands of manage.py and the server, each in a fork of a process that has loaded Django: loading takes longer
than most commands, and than a server’s start.

A fork begins as a fresh process would: nothing of an earlier one is in it, and no connection. Started as a program, it
reads a verb with its arguments as JSON from each line of its input and answers with a line; at the end of its input it
ends its servers.
"""

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.e2e import evidence


ROOT = Path(__file__).resolve().parents[2]


class Commands:
    """The process begins with the first of them and ends with `close`."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.settings = settings
        self.process: subprocess.Popen[str] | None = None

    def run(self, *arguments: str) -> str:
        status, printed, errors = self._ask("run", *arguments)
        if status:
            raise RuntimeError(f"manage.py {arguments[0]}: {printed}\n{errors}")
        evidence.keep_log(errors)
        return printed

    @contextlib.contextmanager
    def serving(self, port: int) -> Iterator[None]:
        server = self._ask("serve", str(port))
        try:
            yield
        finally:
            self._ask("stop", server)

    def close(self) -> None:
        if self.process:
            self.process.communicate()

    def _ask(self, *words: object) -> Any:
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.e2e.commands"],
                cwd=ROOT, env=os.environ | self.settings,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
            )  # fmt: skip
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(words), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


# --- In the process -----------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit status of a command, what it printed and what it printed as errors."""
    with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as errors:
        from django.core.management import execute_from_command_line

        child = forked(
            lambda: execute_from_command_line(["manage.py", *arguments]),
            printed.fileno(),
            errors.fileno(),
        )
        _, status = os.waitpid(child, 0)
        printed.seek(0)
        errors.seek(0)
        return status, printed.read(), errors.read()


servers: list[int] = []


def serve(port: str) -> int:
    """The process id of a server, which leads a group of its own."""
    from granian.cli import cli

    options = [
        "--interface", "wsgi", "--host", "127.0.0.1", "--port", port, "--workers", "1",
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
    ]  # fmt: skip
    with open(os.environ.get("SERVER_LOG", os.devnull), "a") as log:
        server = forked(
            lambda: cli([*options, "config.wsgi:application"]), log.fileno(), log.fileno()
        )

    servers.append(server)
    return server


def stop(server: int, seconds: float = 15) -> None:
    """End a server, and the workers that it leaves behind where it did not end in time."""
    servers.remove(server)
    os.kill(server, signal.SIGTERM)
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and not os.waitpid(server, os.WNOHANG)[0]:
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(server, 0)


def forked(work: Callable[[], object], stdout: int, stderr: int) -> int:
    """A process that does this work and ends at once: to take apart what is loaded would take longer than most work."""
    child = os.fork()
    if child:
        return child
    servers.clear()  # they are its parent’s
    os.setpgid(0, 0)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    status = 1
    try:
        work()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    import django
    from django.urls import get_resolver

    django.setup()
    get_resolver().url_patterns  # noqa: B018 - loads what most commands will
    import_module("adoption.publishing.charts.drawing_process")
    gc.freeze()
    verbs: dict[str, Callable[..., Any]] = {"run": run, "serve": serve, "stop": stop}
    try:
        for line in sys.stdin:
            verb, *arguments = json.loads(line)
            print(json.dumps(verbs[verb](*arguments)), flush=True)
    finally:  # also where nobody reads its answers any more
        while servers:
            stop(servers[-1])


if __name__ == "__main__":
    main()
