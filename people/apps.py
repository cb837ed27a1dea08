from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.registry import NavigationItem, register_footer, register_navigation
from people.enums import Role


class People(AppConfig):
    name = "people"
    verbose_name = _("people")

    def ready(self):
        # Models are not loaded before.
        from people import (  # noqa: PLC0415
            checks,  # noqa: F401
            conditions,
            measures,
            notices,
            panels,
            privacy,
            retention,
            site_settings,
        )
        from people.mail import kinds as mail_kinds  # noqa: PLC0415
        from people.notifications import kinds as notification_kinds  # noqa: PLC0415

        for module in (
            *(conditions, measures, notices, privacy),
            *(retention, site_settings, panels, mail_kinds, notification_kinds),
        ):
            module.register()
        register_footer(
            NavigationItem(
                order=30,
                label=_("Who looked at my data?"),
                icon="eye",
                url=lambda: reverse("people:who_looked"),
                prefixes=(),
                visible=_is_signed_in,
            )
        )
        register_navigation(
            NavigationItem(
                order=90,
                label=_("Administration"),
                icon="settings",
                url=lambda: reverse("wagtailadmin_home"),
                prefixes=("/admin/",),
                visible=_has_a_role,
            )
        )
        register_navigation(
            NavigationItem(
                order=89,
                label=_("Hand out a code"),
                icon="lock",
                url=lambda: reverse("people:hand_code"),
                prefixes=("/compte/remise-des-codes/",),
                visible=_hands_out_codes,
            )
        )


def _is_signed_in(request):
    return getattr(request, "user", None) is not None and request.user.is_authenticated


def _has_a_role(request):
    """Whether the person has a role of the administration; enrolment officers work outside of it."""
    return request.user.is_superuser or bool(request.user.roles - {Role.ENROLMENT_OFFICER})


def _hands_out_codes(request):
    return Role.ENROLMENT_OFFICER in request.user.roles
