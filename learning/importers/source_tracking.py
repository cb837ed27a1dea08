"""Tracks what was loaded, so that a second load changes only what changed, and no editor's work is lost."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.fields import StreamField
from core.reports import ImportRefused, ImportReport
from learning.models import LoadedSource
from learning.rich_text import canonical_html


UNCHANGED, AGAIN = "unchanged", "again"
LATER = {"drawing", "word", "word_from"}  # fields that pages had not when digests were first kept


def digest(*values: Any) -> str:
    """Return the digest of plain values: the same whatever the order of their keys."""
    text = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def page_digest(page: Page, fields: Iterable[str]) -> str:
    """Return the digest of the page's fields as its editor sees them now, published or not."""
    return content_digest(page.get_latest_revision_as_object(), fields)


def content_digest(page: Page, fields: Iterable[str]) -> str:
    """Return the digest of the fields of a page that need not be stored, without the keys of their parts.

    A later field that is empty is left out: what was loaded before there was one still compares equal.
    """
    return digest(
        [_said(page, name) for name in fields if name not in LATER or getattr(page, name)]
    )


def legacy_digest(page: Page, fields: Iterable[str]) -> str:
    """Return the digest as it was kept before parts lost their keys."""
    latest = page.get_latest_revision_as_object()
    kept = [latest._meta.get_field(name) for name in fields]
    return digest([field.value_to_string(latest) for field in kept])


def _said(page: Page, name: str) -> Any:
    field = page._meta.get_field(name)
    if isinstance(field, StreamField):
        return _spoken(getattr(page, name).get_prep_value())
    if field.many_to_many:
        return sorted(related.pk for related in getattr(page, name).all())
    return field.value_to_string(page)


def _spoken(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get("type") == "item":  # of a list, as a form stores it
            return _spoken(value["value"])
        return {name: _spoken(item) for name, item in value.items() if name != "id"}
    if isinstance(value, list):
        return [_spoken(item) for item in value]
    if isinstance(value, str):
        return canonical_html(value) if value.startswith("<") else value.replace("\r\n", "\n")
    return value


@contextmanager
def abort_import_if_invalid(report: ImportReport, key: str) -> Iterator[None]:
    """Refuse the load for what a form would refuse: a text too long, a number out of range."""
    try:
        yield
    except ValidationError as error:
        messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, reasons in messages.items():
            for reason in reasons:
                report.refuse(0, f"{key}: {name}: {reason}" if name else f"{key}: {reason}")
        raise ImportRefused(report) from error


def add_force_hint(report: ImportReport) -> ImportReport:
    """Add the hint about --force, for whoever has a command line."""
    if report.ignored:
        report.notes.append(_("--force overwrites what was left as it is."))
    return report


def _known() -> str:
    return _("“%(key)s” is here already, and would change at once: left as it is.")


def _without_number(key: str) -> str:
    return re.sub(r"/\d+-(?=[^/]+\.md\Z)", "/", key)


class SourceTracker:
    """Decides for each source whether it is to be loaded, and counts what became of it.

    `force` loads what an editor changed or deleted since the last load too. `keeps_known` leaves quizzes and
    questions that are here already: they have no draft, so that a change of them is public at once.
    """

    def __init__(self, report: ImportReport, *, force: bool, keeps_known: bool = False) -> None:
        self.report = report
        self.force = force
        self.keeps_known = keeps_known
        self.titles: dict[str, str] = {}  # of what is read, by keys, for the report
        self.outcomes: dict[str, str] = {}  # by keys: each its first
        self.read_again()

    def read_again(self) -> None:
        self.known = {kept.key: kept for kept in LoadedSource.objects.all()}

    def has_changed(self, key: str, source: str) -> bool:
        """Whether a source says something else than when it was loaded last."""
        kept = self.known.get(key)
        return kept is not None and kept.source_digest != source

    def known_page(self, key: str) -> Page | None:
        """Return the page, also under its former number: a lesson keeps its source where others come before it."""
        if key not in self.known:
            same = [
                known_key
                for known_key in self.known
                if _without_number(known_key) == _without_number(key)
            ]
            if len(same) == 1:
                moved = self.known[key] = self.known.pop(same[0])
                moved.key = key
                moved.save(update_fields=["key"])
        kept = self.known.get(key)
        # Read again each time: a page that came in before it has moved its place in the tree.
        page = Page.objects.filter(pk=kept.page_id).first() if kept and kept.page_id else None
        return page.specific if page else None

    def is_to_load(
        self, key: str, source: str, *, standing: str | None, former: str | None = None
    ) -> bool:
        """Whether to load a source. `standing`: the digest of what stands in the CMS now, None when nothing does.

        `former`: the same as it was made before.
        """
        kept = self.known.get(key)
        if kept is not None and former == kept.content_digest and standing is not None:
            kept.content_digest = standing
        if kept is None:
            if standing is None or self.force:
                return True
            return self.skip(key, _("“%(key)s” is left as it is: the CMS holds one of its own."))
        if kept.source_digest == source and not self._is_forced(kept, standing):
            self._count("unchanged", key)
            return False
        if standing is None and not self.force:
            return self.skip(key, _("“%(key)s” was deleted in the CMS: left out."))
        if standing is not None and standing != kept.content_digest and not self.force:
            return self.skip(key, _("“%(key)s” was edited in the CMS: left as it is."))
        return True

    def _is_forced(self, kept: LoadedSource, standing: str | None) -> bool:
        return self.force and standing != kept.content_digest

    def skip_edited(self, key: str, titles: Iterable[str]) -> None:
        """Leave the questions of a file that somebody wrote anew in the CMS."""
        edited = _("“%(key)s” was edited in the CMS: left as it is.")
        for title in titles:
            self.skip(f"{key}, {title}", _known() if self.keeps_known else edited)

    def skip_known(self, key: str) -> bool:
        """Skip a quiz that is here already and would change at once, where these are kept."""
        if self.keeps_known:
            self.skip(key, _known())
        return self.keeps_known

    def skip(self, key: str, reason: str) -> bool:
        self._count("ignored", key)
        self.report.notes.append(reason % {"key": key})
        return False

    def record(
        self,
        key: str,
        source: str,
        content: str,
        *,
        page: Page | None = None,
        outcome: str = "",
    ) -> None:
        """Record what was just loaded. `outcome`: how it counts, where it is no new or changed one."""
        created = key not in self.known
        kept = LoadedSource(
            key=key,
            source_digest=source,
            content_digest=content,
            page_id=page.pk if page else None,
        )
        LoadedSource.objects.bulk_create(
            [kept],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["source_digest", "content_digest", "page_id"],
        )
        self.known[key] = kept
        outcome = outcome or ("created" if created else "changed")
        if outcome != AGAIN:
            self._count(outcome, key)

    def _count(self, outcome: str, key: str) -> None:
        self.outcomes.setdefault(key, outcome)
        file, _hash, part = key.partition("#")
        self.report.count(outcome, key, file, self.titles.get(key, part))
