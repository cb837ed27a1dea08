from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.commands import ReportingCommand
from people.actions.retention import PurgeResult, purge
from people.retention_registry import Retention, retention_of


class Command(ReportingCommand):
    purpose = gettext_lazy("Delete what is past its retention period, as the nightly task does.")

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry = options["dry_run"]
        purged = purge(dry_run=is_dry)
        lines = [
            retention_line(retention_of(key), count, is_dry=is_dry)
            for key, count in purged.counts.items()
        ]
        if is_dry:
            lines.append(_("Dry run: nothing was changed."))
        self.write_result(options, content=purge_summary(purged), text="\n".join(lines))
        if purged.failed:
            message = _("These classes failed, and the log says why: %(keys)s.")
            raise CommandError(message % {"keys": ", ".join(purged.failed)}, returncode=1)


def purge_summary(purged: PurgeResult) -> dict[str, Any]:
    classes = [retention_of(key) for key in purged.counts]
    return {
        "counts": purged.counts,
        "kept": {
            retention.key: f"{retention.period} {retention.unit.value}" for retention in classes
        },
        "off": [retention.key for retention in classes if not retention.is_on],
        "failed": purged.failed,
    }


def retention_line(retention: Retention, count: int | None, *, is_dry: bool) -> str:
    """Say what is purged, by which limit, how many rows."""
    what = _("%(title)s (%(key)s), older than %(period)s:") % {
        "title": retention.title,
        "key": retention.key,
        "period": retention.period_in_words(),
    }
    if count is None:
        return f"{what} " + _("not counted")
    if not retention.is_on:
        return f"{what} " + _off(retention, count, is_dry=is_dry)
    if is_dry:
        words = ngettext("%(count)s would go", "%(count)s would go", count)
    else:
        words = ngettext("%(count)s deleted", "%(count)s deleted", count)
    return f"{what} " + words % {"count": count}


def _off(retention: Retention, count: int, *, is_dry: bool) -> str:
    if not is_dry:
        return _("none deleted, until %(switch)s is set to 1") % {"switch": retention.switch}
    words = ngettext(
        "%(count)s would go, if %(switch)s were set to 1",
        "%(count)s would go, if %(switch)s were set to 1",
        count,
    )
    return words % {"count": count, "switch": retention.switch}
