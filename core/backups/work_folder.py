"""A folder for what a backup holds unsealed, for as long as it is needed."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


PREFIX = "unsealed-"
FORGOTTEN_SECONDS = 24 * 60 * 60  # left by a process that was killed


@contextmanager
def work_folder() -> Iterator[Path]:
    for left in Path(settings.VAR_DIR).glob(f"{PREFIX}*"):
        if left.stat().st_mtime < time.time() - FORGOTTEN_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=settings.VAR_DIR) as folder:
        yield Path(folder)
