"""Large libraries that only workers use are in no web process: neither at its start nor after any page."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.access.web_process import FOR_WORKERS


ROOT = Path(__file__).parents[2]
AT_START = f"import sys, config.wsgi; print(*sorted({FOR_WORKERS!r} & sys.modules.keys()))"


def ran(*arguments):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_ROLE": "web"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_web_process_begins_without_them():
    begun = ran("-c", AT_START)

    assert begun.returncode == 0, begun.stderr
    assert begun.stdout.split() == []


@pytest.mark.full
def test_no_page_loads_them():
    crawled = ran("-m", "pytest", "-q", "tests/access/web_process.py")

    assert crawled.returncode == 0, crawled.stdout[-4000:]
