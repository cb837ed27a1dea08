import os

from celery import Celery


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("passerelle")
app.set_default()  # in every thread of the site, which asks for mails to be sent
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
