"""Large libraries that only workers use are in no web process: neither at its start nor after any page."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.access.web_process import FOR_WORKERS


ROOT = Path(__file__).parents[2]

NOT_AT_START = FOR_WORKERS | {"openpyxl", "pyzipper"}  # few pages load them
AT_START = f"""
import sys
import config.wsgi
from django.template import engines
from django.urls import get_resolver
[loader] = engines["django"].engine.template_loaders
assert "base.html" in loader.get_template_cache
assert get_resolver()._reverse_dict.keys() == {{"en", "fr"}}
print(*sorted({NOT_AT_START!r} & sys.modules.keys()))
"""


def ran(*arguments):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_ROLE": "web"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_web_process_begins_without_them_and_warm():
    begun = ran("-c", AT_START)

    assert begun.returncode == 0, begun.stderr
    assert begun.stdout.split() == []


@pytest.mark.full
def test_no_page_loads_them():
    crawled = ran("-m", "pytest", "-q", "tests/access/web_process.py")

    assert crawled.returncode == 0, crawled.stdout[-4000:]
