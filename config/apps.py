import logging
import threading

from django.apps import AppConfig


class Config(AppConfig):
    name = "config"
    verbose_name = "Passerelle"

    def ready(self):
        from core.observability import logs, reports  # noqa: PLC0415 - settings are read by then

        logging.captureWarnings(True)
        threading.excepthook = logs.log_failed_thread
        reports.start()
