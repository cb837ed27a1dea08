"""Runs a script of ours that imports a large library, as a process of its own: neither that library nor what it takes for
one file stays in the memory of a process of the site.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


class ProcessFailedError(Exception):
    """A script that failed, or that was ended by its limits; with what it said last."""


def run_script(
    script: Path, data: bytes, *, seconds: int, environment: Mapping[str, str] | None = None
) -> bytes:
    """Return what the script writes of `data`, its input. It sets its own limits beside these seconds.

    Raises ProcessFailedError.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own file
            [sys.executable, "-I", str(script)],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=True,
            env=os.environ | (environment or {}),
        )
    except subprocess.CalledProcessError as error:
        raise ProcessFailedError(error.stderr.decode(errors="replace").strip()) from error
    except subprocess.TimeoutExpired as error:
        raise ProcessFailedError("") from error
    return done.stdout
