import os

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TRANSPORT_ALIASES["filesystem"] = "config.broker:Transport"
app = Celery("passerelle")
app.set_default()  # in every thread of the site, which asks for mails to be sent
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_log(**options):
    """Keep Celery from handlers of its own: settings.LOGGING is for all processes."""
