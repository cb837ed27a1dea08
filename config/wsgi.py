import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - the settings come first

from adoption.charts.frame import make_ready  # noqa: E402


def settle() -> None:
    """Load what a process keeps, at its start, and look for no garbage in it: that made one in fifty wait."""
    make_ready()
    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()


# The first chart of a process would wait for the drawing library; nothing else does.
Thread(target=settle, name="drawings", daemon=True).start()
