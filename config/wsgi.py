import gc
import logging
import os
from importlib import import_module
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_ROLE", "web")  # how long it may wait: config/database.py

application = get_wsgi_application()

from adoption.publishing.charts.frame import warm_up  # noqa: E402 - the settings come first
from core.checks import check_storage  # noqa: E402


def freeze_garbage_collector() -> None:
    """Exempt what a process keeps from garbage collection, which made one page in fifty wait."""
    warm_up()
    gc.collect()
    gc.freeze()


for found in check_storage():  # Celery and manage.py run all checks by themselves
    logging.getLogger(__name__).error("%s", found)
import_module(settings.ROOT_URLCONF)  # with every view, before two requests would load them at once
# The first chart of a process would wait for the drawing library; nothing else does.
Thread(target=freeze_garbage_collector, name="drawings", daemon=True).start()
