import gc
import os
from importlib import import_module
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from adoption.publishing.charts.frame import warm_up  # noqa: E402 - the settings come first


def freeze_garbage_collector() -> None:
    """Exempt what a process keeps from garbage collection, which made one page in fifty wait."""
    warm_up()
    gc.collect()
    gc.freeze()


import_module(settings.ROOT_URLCONF)  # with every view, before two requests would load them at once
# The first chart of a process would wait for the drawing library; nothing else does.
Thread(target=freeze_garbage_collector, name="drawings", daemon=True).start()
