"""The one settings module under a test's environment: no secret, no manifest, a quick hash."""

import os
from pathlib import Path
from tempfile import mkdtemp


os.environ.setdefault("SECRET_KEY", "tests-only")
os.environ.setdefault("PSEUDONYM_KEY", "tests-only-pseudonym-key")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ.setdefault("SERVE_OVER_HTTP", "1")
os.environ.setdefault("STATIC_MANIFEST", "0")
os.environ.setdefault("REQUIRE_SECOND_FACTOR", "0")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault(
    "ERASURE_JOURNAL", str(Path(mkdtemp(prefix="passerelle-tests-")) / "erasures.jsonl")
)
os.environ.setdefault("PACKAGES_ROOT", mkdtemp(prefix="passerelle-tests-packages-"))
os.environ.setdefault("DRAWINGS_FOLDER", mkdtemp(prefix="passerelle-tests-drawings-"))
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1"

from config.settings import *  # noqa: F403


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⟦undefined: %s⟧"  # noqa: F405
CACHES["limits"] = CACHES["default"] | {"LOCATION": "limits"}  # noqa: F405 - for speed; see tests/core/test_cache.py
# A thread would not see the rows of a test’s transaction.
BACKGROUND_IN_A_THREAD, MAIL_CONNECTIONS = False, 1
if "prepare_threshold" in DATABASES["default"]["OPTIONS"]:  # noqa: F405
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 0  # noqa: F405 - a test asks once
