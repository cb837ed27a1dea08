"""What a stretch of work leaves in the log and in the cache, as one text."""

import io
import logging
from contextlib import contextmanager

from django.core.cache import cache

from config.observability import OWN_PACKAGES
from core.cache import limits
from core.observability.logs import Formatter


@contextmanager
def listening():
    """All that our log would print meanwhile, with its errors; then all keys and values of the caches."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(Formatter(own=OWN_PACKAGES, is_json=True))
    logging.getLogger().addHandler(handler)
    try:
        yield text
    finally:
        logging.getLogger().removeHandler(handler)
        kept = {**cache._cache, **limits._cache}  # of the process itself, see tests.settings
        for key, value in kept.items():
            text.write(f"{key} {value.decode(errors='replace')}\n")
