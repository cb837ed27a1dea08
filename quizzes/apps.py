from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Quizzes(AppConfig):
    name = "quizzes"
    verbose_name = _("quizzes")

    def ready(self):
        # Models are not loaded before.
        from quizzes import mails, notifications, offline, privacy, retention  # noqa: PLC0415

        mails.register()
        notifications.register()
        offline.register()
        privacy.register()
        retention.register()
