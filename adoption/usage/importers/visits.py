"""Import a Matomo's export of visits as days of use."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.usage.enums import ActionClock, SourceKind
from adoption.usage.importers.days import DayRow, DaysReport, import_day_rows
from adoption.usage.importers.progress import with_progress
from adoption.usage.matomo import ACTIONS, TIME, InvalidVisits, Pattern, VisitMapping, visit_uses
from adoption.usage.models import MatomoMapping, PortalLink
from cms.models import Portal
from core.reports import ImportReport, Progress, ignore_progress
from core.tabular.stream import DAMAGED, decompressed, peekable_reader


def import_visits(
    data: bytes | BinaryIO,
    *,
    portal: Portal,
    mapping: MatomoMapping,
    dry_run: bool = False,
    skip_refused: bool = False,
    progress: Progress = ignore_progress,
) -> DaysReport:
    """Import the days of use in a Matomo's visits, as `import_day_rows` does. The file may be compressed (.gz).

    A visit without a pseudonym and an action that no pattern matches are passed over; so is a visit of an
    account without a link, unless the mapping says otherwise: a file that is read again later fills in what
    its link then brings. A key that the mapping neither uses nor ignores refuses the whole file, whatever
    `skip_refused`.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    report = import_day_rows(
        partial(_rows, with_progress(stream, progress), portal, mapping),
        portal=portal,
        names={"pseudonym": mapping.pseudonym_key, "service": "service", "day": TIME},
        read_day=date.fromisoformat,
        kind=SourceKind.MATOMO,
        dry_run=dry_run,
        skip_refused=skip_refused,
    )
    if any(refusal.line for refusal in report.refused):
        report.notes.append(_("A line is a visit here, counted from the first of the file."))
    return report


def from_matomo_mapping(mapping: MatomoMapping) -> VisitMapping:
    return VisitMapping(
        pseudonym_key=mapping.pseudonym_key,
        patterns=tuple(
            Pattern(pattern["where"], pattern["matches"], pattern["service"])
            for pattern in mapping.patterns
        ),
        site=ZoneInfo(mapping.time_zone),
        ours=ZoneInfo(settings.TIME_ZONE),
        is_utc=mapping.clock == ActionClock.UTC,
        ignored_visit_keys=frozenset(mapping.ignored_visit_keys),
        ignored_action_keys=frozenset(mapping.ignored_action_keys),
    )


def _rows(
    stream: BinaryIO,
    portal: Portal,
    mapping: MatomoMapping,
    report: ImportReport,
) -> Iterator[DayRow]:
    reading = from_matomo_mapping(mapping)
    known = set(portal.services.values_list("slug", flat=True))
    missing = sorted({pattern.service for pattern in reading.patterns if pattern.service} - known)
    if missing:
        expected = _("services of the portal, not %(names)s") % {"names": ", ".join(missing)}
        report.refuse(0, _("The mapping names services that the portal does not have."), expected)
        return
    others = 0
    links = PortalLink.objects.filter(portal=portal).order_by()
    linked = set(links.values_list("pseudonym", flat=True)) if mapping.only_linked else None
    try:
        with peekable_reader(stream) as whole:
            for use in visit_uses(decompressed(whole), reading):
                if linked is not None and use.pseudonym not in linked:
                    others += 1
                    continue
                for service, day in sorted(use.days):
                    yield use.visit, use.pseudonym, service, day.isoformat()
    except InvalidVisits as unfit:
        report.refuse_all(unfit.visit, *_words(unfit, mapping))
    except DAMAGED:
        report.refuse_all(0, *_words(InvalidVisits("unreadable"), mapping))
    if others:
        text = ngettext(
            "%(count)s visit is of an account that nobody here linked: passed over.",
            "%(count)s visits are of accounts that nobody here linked: passed over.",
            others,
        )
        report.notes.append(text % {"count": others})


def _words(unfit: InvalidVisits, mapping: MatomoMapping) -> tuple[str, str]:
    """Message on what is wrong and what was expected, without repeating the file's content."""
    words: dict[str, Callable[[], tuple[str, str]]] = {
        "no_list": lambda: (
            _("This is not the list of visits that Live.getLastVisitsDetails gives."),
            _("a JSON list of visits, in UTF-8"),
        ),
        "encoding": lambda: (_("The file is not in UTF-8."), _("JSON in UTF-8")),
        "twice": lambda: (_("A key stands twice in one place."), _("each key once")),
        "no_actions": lambda: (
            _("A visit without its actions."),
            _("the key %(name)s with a list: export without doNotFetchActions") % {"name": ACTIONS},
        ),
        "no_action": lambda: (_("An action that cannot be read."), _("a list of actions")),
        "pseudonym": lambda: (
            _("The value in the column %(column)s is refused.") % {"column": mapping.pseudonym_key},
            _("a pseudonym"),
        ),
        "time": lambda: (
            _("The value in the column %(column)s is refused.") % {"column": TIME},
            _("seconds, as a whole number"),
        ),
        "key": lambda: _words_of_key(unfit),
    }
    otherwise = (_("The file cannot be read from here on."), _("whole, well-formed JSON"))
    return words[unfit.code]() if unfit.code in words else otherwise


def _words_of_key(unfit: InvalidVisits) -> tuple[str, str]:
    if unfit.action:
        reason = _(
            "Key number %(key)s of action %(action)s of this visit is neither used nor ignored. "
            "What the file says is not repeated here."
        )
    else:
        reason = _(
            "Key number %(key)s of this visit is neither used nor ignored. What the file says is not "
            "repeated here."
        )
    expected = _("only keys that the mapping names")
    return reason % {"key": unfit.key, "action": unfit.action}, expected
