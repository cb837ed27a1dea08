"""What a stretch of work leaves in the log and in the cache, as one text."""

import io
import logging
from contextlib import contextmanager

from django.core.cache import cache


@contextmanager
def listening():
    """All that our log would print meanwhile, with its errors; then all keys and values of the cache."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    logging.getLogger().addHandler(handler)
    try:
        yield text
    finally:
        logging.getLogger().removeHandler(handler)
        for key, value in cache._cache.items():  # of the process itself, see tests.settings
            text.write(f"{key} {value.decode(errors='replace')}\n")
