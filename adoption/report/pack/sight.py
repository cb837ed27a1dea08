"""Lists what operators read of the site: logs, metrics, traces, reports of errors, as the settings have them."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.report.pack.blocks import Block
from core.offline import KEPT_DAYS, kept_routes, waiting_forms
from core.site_settings import value_of


FIELD_WORDS = {
    "time": gettext_lazy("the time"),
    "level": gettext_lazy("how grave it is"),
    "logger": gettext_lazy("which part of the software speaks"),
    "message": gettext_lazy("what it says, without a value"),
    "route": gettext_lazy("the kind of page, not its address"),
    "request_id": gettext_lazy("a random number for one request"),
    "method": gettext_lazy("whether it was read or sent"),
    "status": gettext_lazy("whether it succeeded"),
    "duration_ms": gettext_lazy("how long it took"),
    "count": gettext_lazy("how many"),
    "task": gettext_lazy("the name of a background task"),
    "outcome": gettext_lazy("what came of it"),
    "error": gettext_lazy("the kind of an error"),
    "causes": gettext_lazy("the kinds of errors that caused it"),
    "frames": gettext_lazy("the lines of the program where it happened"),
}
METRIC_WORDS = {
    "passerelle_request_seconds": gettext_lazy("time to answer, by part of the site"),
    "passerelle_tasks": gettext_lazy("background tasks that were run, or failed"),
    "passerelle_cache": gettext_lazy("reads of the cache"),
    "passerelle_database_pool": gettext_lazy("connections to the database"),
    "passerelle_disk_used_ratio": gettext_lazy("how full the disks are"),
    "passerelle_backup_age_seconds": gettext_lazy("age of the last backup"),
    "passerelle_queue_tasks": gettext_lazy("background tasks that wait"),
    "passerelle_queue_wait_seconds": gettext_lazy("how long the oldest has waited"),
    "passerelle_beat_age_seconds": gettext_lazy("whether the clock of the tasks runs"),
    "passerelle_imports": gettext_lazy("files taken in, by their state"),
    "passerelle_mails": gettext_lazy("mails, by their state"),
    "passerelle_publications": gettext_lazy("publications out, and withheld"),
}


def operation() -> tuple[Block, ...]:
    return (_private_pages(), _channels())


def _channels() -> Block:
    return Block(
        "table",
        headings=(_("What"), _("In force"), _("What it holds"), _("Kept")),
        rows=(
            (_("Log"), _("yes"), _listed(FIELD_WORDS), _kept()),
            (_("Metrics"), _yes_or_no(settings.METRICS_TOKEN), _listed(METRIC_WORDS), _kept()),
            (
                _("Traces"),
                _where(settings.OTEL_EXPORTER_OTLP_ENDPOINT),
                _(
                    "one for each request and each task: its kind, when, how long, whether it succeeded"
                ),
                _kept(),
            ),
            (
                _("Reports of errors"),
                _where(settings.SENTRY_DSN),
                _("the kind of an error, the kind of page or the task, the lines of the program"),
                _kept(),
            ),
        ),
    )


def _private_pages() -> Block:
    return Block(
        "bullets",
        items=(
            _(
                "None of these holds a name, an account, a session, a device, a network address, a pseudonym, "
                "a page’s address, or a word that somebody typed."
            ),
            _(
                "Whatever is about one’s own use, a link with a portal, an objection, a survey, a tap at the desk "
                "or the question box (%(count)s kinds of page) is one single kind in the log, “private”: at the end of an hour, "
                "how many there were. No minute, no length, no number that would tie two of them. They are in no metric and no trace."
            )
            % {"count": len(settings.PRIVATE_ROUTES)},
            _(
                "They are read by those who look after the servers, to repair them; by no manager and no colleague."
            ),
            _(
                "Traces and reports of errors go to a host of the organisation, or nowhere: the site does not start otherwise."
            ),
            _(
                "The proxy in front of the site keeps a log of its own: the organisation sets it to hold no address of a page."
            ),
        ),
    )


def offline() -> tuple[Block, ...]:
    """List what a personal device may keep and send later: the allow-list itself."""
    if not value_of("OFFLINE"):
        return (Block("text", text=_("It is turned off: no device keeps anything.")),)
    return (
        Block(
            "text",
            text=_(
                "A device that may be shared keeps only files that everybody gets. One that somebody says is their own "
                "keeps what stands here for %(days)s days, encrypted under their account, and nothing else: no exam, "
                "declaration, survey, link or message. The site knows that there is such a device, not what it keeps."
            )
            % {"days": KEPT_DAYS},
        ),
        Block(
            "bullets",
            title=_("Kept"),
            items=tuple(capfirst(str(route.words)) for route in kept_routes()),
        ),
        Block(
            "bullets",
            title=_("Sent later"),
            items=tuple(capfirst(str(route.words)) for route in waiting_forms()),
        ),
    )


def _listed(words: Mapping[str, object]) -> str:
    return ", ".join(map(str, words.values()))


def _kept() -> str:
    return _("to be set by the organisation; 30 days are enough")


def _yes_or_no(setting: str) -> str:
    return _("yes") if setting else _("no")


def _where(address: str) -> str:
    """Say to which host it goes. The key in an address is left out."""
    host = urlsplit(address).hostname
    return _("yes, at %(host)s") % {"host": host} if host else _("no")
