"""Says to whom data go outside the software, from the settings in force."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.utils.translation import gettext as _

from people.push.queries import is_web_push_on


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody else’s computer that is asked or sent something. `who`: a host or a name, empty where it is off."""

    what: str
    who: str
    gets: str


def subprocessors_text() -> str:
    """Return who is asked besides what the organisation runs itself."""
    if not is_web_push_on():
        return _("None.")
    return _(
        "For who asks to be told on a device, the maker of its browser (%(hosts)s): an empty message, the same for "
        "all. It learns that this device is notified, and when. Allowed by the data protection officer, who may end it."
    ) % {"hosts": _push_hosts()}


def transfers_text() -> str:
    return _("None by the software, unless a provider or mail server outside is set up.")


def recipients_in_force() -> list[Recipient]:
    """Return each way out of the installation, those that are off too."""
    providers = ", ".join(SocialApp.objects.order_by("name").values_list("name", flat=True))
    return [
        Recipient(
            _("Mail server"), _host(settings.EMAIL_HOST), _("addresses, and the text of mails")
        ),
        Recipient(_("Sign-in services"), providers, _("that somebody signs in here, and when")),
        Recipient(
            _("Notifications on devices"),
            _push_hosts() if is_web_push_on() else "",
            _("an empty message: that a device is notified, and when"),
        ),
        Recipient(
            _("Reports of errors"), _host(settings.SENTRY_DSN), _("kinds of errors, nobody’s name")
        ),
        Recipient(
            _("Traces"),
            _host(settings.OTEL_EXPORTER_OTLP_ENDPOINT),
            _("lengths of requests, nobody’s name"),
        ),
    ]


def _push_hosts() -> str:
    return ", ".join(name.removeprefix(".") for name in settings.WEB_PUSH_HOSTS)


def _host(address: str | None) -> str:
    """Return the host of an address; the key in it is left out."""
    address = address or ""
    return urlsplit(address).hostname or ("" if "//" in address else address)
