from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Ambassadors(AppConfig):
    name = "ambassadors"
    verbose_name = _("ambassadors")

    def ready(self):
        # Models load after the app's configuration.
        from ambassadors import (  # noqa: PLC0415
            criteria,
            folders,
            mails,
            mails_routine,
            panels,
            privacy,
            retention,
            transcript,
        )

        criteria.register()
        folders.register()
        mails.register()
        mails_routine.register()
        privacy.register()
        retention.register()
        transcript.register()
        panels.register()
