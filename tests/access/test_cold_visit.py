"""Files that a browser that has nothing yet fetches for the first screen, as it is sent: the page with gzip, files that were
collected with Brotli, fonts as they are.

The icons of the installed application are fetched by a device that installs it.
"""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from core.web_fonts import FAMILIES
from tests.access.world import STAFF


pytestmark = pytest.mark.django_db

STATIC = Path(settings.BASE_DIR) / "static"
COLD = 59_200  # gzip adds up to a hundred random bytes
FILES = re.compile(r'(?:href|src)="/static/([^"#]+)')


def as_sent(path):
    body = (STATIC / path).read_bytes()
    return len(body if path.endswith(".woff2") else brotli.compress(body))


def test_first_screen_is_light(world):
    response = world.client(STAFF).get("/", headers={"accept-encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    page = gzip.decompress(response.content).decode()
    files = {name for name in FILES.findall(page) if not name.startswith("icons/app-")}
    files |= {f"fonts/{family.made('core')}" for family in FAMILIES}
    assert "css/bundle.css" in files
    assert "css/further-bundle.css" not in files
    assert "drawings/sprite.svg" not in files
    assert len(response.content) + sum(map(as_sent, files)) < COLD
