import gc
import logging
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application


# What is loaded stays: to look through all of it for garbage, as it grows, took a fifth of the start.
usual = gc.get_threshold()
gc.set_threshold(50_000, 100, 1_000)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_ROLE", "web")  # how long it may wait: config/database.py

application = get_wsgi_application()

from config.warm_up import warm_up  # noqa: E402 - the settings come first
from core.checks import check_storage  # noqa: E402


for found in check_storage():  # Celery and manage.py run all checks by themselves
    logging.getLogger(__name__).error("%s", found)
import_module(settings.ROOT_URLCONF)  # with every view, before two requests would load them at once
warm_up()
# What a process keeps is exempt from garbage collection, which made one page in fifty wait.
gc.freeze()
gc.set_threshold(*usual)
