"""GIFT into the question bank: the whole file or nothing, the same however often it is repeated.

What makes a question the same as one of the bank, its key, is kept in `Question.external_id`: the
file's own [id:...] where it gives one, else the title within a named source, else the question's
category, title, kind and text.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.reports import ImportReport, Refusal
from core.tabular import Unreadable, decoded
from quizzes.actions import publish_version
from quizzes.display import plain_text
from quizzes.enums import Origin, QuestionStatus
from quizzes.gift import GiftQuestion, category_path, read_gift
from quizzes.html import sanitised
from quizzes.models import Category, Question, QuestionVersion
from quizzes.problems import MESSAGES, Problem
from quizzes.search import searchable_text
from quizzes.specs import Kind, Spec, from_dict, to_dict


LONGEST_NAME = 250
LONGEST_ID = 200
TITLE_FROM_TEXT = 80
REFUSED = "refused"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class GiftReport(ImportReport):
    """`question_ids`: the questions of the file in its order, once each; [] unless applied.

    `entries` is what a screen shows: one for each question that could be read.
    """

    question_ids: list[int] = field(default_factory=list)
    entries: list["Entry"] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A question of the file, ready to be stored, and what becomes of it."""

    line: int
    key: str
    title: str
    category: str
    spec: Spec
    content: dict[str, Any]
    outcome: str = ""
    question: Question | None = None

    @property
    def kind(self) -> Kind:
        return self.spec.kind


def import_gift(
    data: bytes,
    *,
    category: str | None = None,
    source: str = "",
    dry_run: bool = False,
    replace: bool = False,
    skip_refused: bool = False,
) -> GiftReport:
    """Take a GIFT file in, and answer what became of each question.

    `category` stands in place of the file's own. `source` names where the file comes from and stays
    the same when it is edited: within it a title is a question's key. A changed question is refused
    and the first kept, unless `replace`: then it gets a new version. A question whose content is that
    of an earlier version is unchanged, so that what an editor corrected here stays corrected.
    One refusal, and nothing is stored, unless `skip_refused`: then the questions that can be taken in are.
    """
    report = GiftReport()
    try:
        text = decoded(data)
    except Unreadable as error:
        report.refused.append(_not_text(data, error))
        return report
    result = read_gift(text)
    for problem in result.problems:
        report.refuse(problem.line or 0, said(problem))
    if not result.questions and not result.problems:
        report.refuse(0, _("The file holds no question."), _("GIFT: a text and its answers in { }"))
    report.entries = _entries(result.questions, category, source)
    _refuse_what_does_not_fit(report)
    _decide(report, replace=replace)
    report.refused.sort(key=lambda refusal: refusal.line)
    taken = [entry for entry in report.entries if entry.outcome != REFUSED]
    if dry_run or not taken or report.stops(skip_refused=skip_refused):
        return report
    return _stored(taken, report)


def _stored(taken: list[Entry], report: GiftReport) -> GiftReport:
    try:
        with transaction.atomic():
            _store(taken)
    except IntegrityError:
        report.refuse(
            0, _("The same questions were imported just now by somebody else. Try again.")
        )
        return report
    stored = [entry.question.pk for entry in taken if entry.question is not None]
    report.question_ids = list(dict.fromkeys(stored))
    report.applied = True
    return report


def _not_text(data: bytes, error: Unreadable) -> Refusal:
    """What a table's reader advises, a spreadsheet's menu, would mislead whoever writes questions."""
    if not isinstance(error.__cause__, UnicodeDecodeError):
        return error.refusal
    what = _("a text file in UTF-8, with questions in the GIFT format")
    if b"\x00" in data:
        return Refusal(0, _("This file is not a text file."), what, whole_file=True)
    return Refusal(error.refusal.line, error.refusal.reason, what, whole_file=True)


def said(problem: Problem) -> str:
    """The problem in the reader's language, without its line."""
    return _(MESSAGES[problem.code]) % problem.params


def category_name(raw: str) -> str:
    """The bank's name of a category as a file writes it; where it gives none, that of the installation."""
    path = [name.replace("/", "//") for name in category_path(raw)]
    if path:
        return "/".join(path)
    with override(settings.LANGUAGE_CODE):
        return _("Without category")


def _entries(questions: Iterable[GiftQuestion], category: str | None, source: str) -> list[Entry]:
    titles: dict[str, int] = {}
    return [_entry(question, category, source, titles) for question in questions]


def _entry(
    question: GiftQuestion, category: str | None, source: str, titles: dict[str, int]
) -> Entry:
    spec = sanitised(question.spec)
    name = category_name(question.category if category is None else category)
    title = question.title or plain_text(spec.text)[:TITLE_FROM_TEXT]
    if question.external_id:
        key = question.external_id
    elif source:
        titles[title] = titles.get(title, 0) + 1
        key = _hashed("source", source, title, titles[title])
    else:
        key = _hashed("content", name, title, spec.kind, spec.text.text)
    return Entry(question.line, key, title, name, spec, to_dict(spec))


def _hashed(*parts: object) -> str:
    written = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return f"{parts[0]}:{hashlib.sha256(written.encode()).hexdigest()}"


def _refuse_what_does_not_fit(report: GiftReport) -> None:
    for entry in report.entries:
        for value, limit, what in (
            (entry.title, LONGEST_NAME, _("title")),
            (entry.category, LONGEST_NAME, _("category")),
            (entry.key, LONGEST_ID, _("identifier")),
        ):
            if len(value) > limit:
                entry.outcome = REFUSED
                report.refuse(
                    entry.line,
                    _("The %(what)s has %(count)d characters.")
                    % {"what": what, "count": len(value)},
                    _("at most %(limit)d") % {"limit": limit},
                )


def _decide(report: GiftReport, *, replace: bool) -> None:
    """Give each entry its outcome and count it; refuse other content under a known key."""
    known = _known(entry.key for entry in report.entries)
    here: dict[str, Entry] = {}
    for entry in report.entries:
        if entry.outcome == REFUSED:
            continue
        first = here.setdefault(entry.key, entry)
        if first is not entry:
            same = first.content == entry.content
            _mark_unchanged(report, entry) if same else _refuse_other(report, entry, first.line)
            continue
        entry.question, versions = known.get(entry.key, (None, []))
        if entry.question is None:
            entry.outcome = "created"
            report.created += 1
        elif entry.content in versions:
            _mark_unchanged(report, entry)
        elif replace:
            entry.outcome = "changed"
            report.changed += 1
        else:
            _refuse_other(report, entry)


def _mark_unchanged(report: GiftReport, entry: Entry) -> None:
    entry.outcome = "unchanged"
    report.unchanged += 1


def _refuse_other(report: GiftReport, entry: Entry, line: int = 0) -> None:
    entry.outcome = REFUSED
    where = (
        _("at line %(line)d of this file") % {"line": line} if line else _("in the question bank")
    )
    report.refuse(
        entry.line,
        _("“%(title)s” stands %(where)s already, with other content; the first is kept.")
        % {"title": entry.title, "where": where},
        _("the same content, or another title or [id:…]"),
    )


def _known(keys: Iterable[str]) -> dict[str, tuple[Question, list[dict[str, Any]]]]:
    """Questions imported before, or exported from here under their uuid, each with the contents of
    all of its versions."""
    wanted = set(keys)
    uuids = [key for key in wanted if _UUID.fullmatch(key)]
    imported = Q(origin=Origin.GIFT, external_id__in=wanted)
    found = Question.objects.filter(imported | Q(uuid__in=uuids)).prefetch_related("versions")
    return {
        key: (question, [_comparable(version.spec) for version in question.versions.all()])
        for question in found
        for key in (str(question.uuid), question.external_id)
        if key
    }


def _comparable(stored: dict[str, Any]) -> dict[str, Any]:
    """A version as an import would have stored it: authors here may write Markdown."""
    return to_dict(sanitised(from_dict(stored)))


def _store(entries: list[Entry]) -> None:
    new = [entry for entry in entries if entry.outcome == "created"]
    categories = _categories(entry.category for entry in new)
    for entry in new:
        entry.question = Question(
            title=entry.title,
            category=categories[entry.category],
            status=QuestionStatus.READY,
            origin=Origin.GIFT,
            external_id=entry.key,
            searchable=searchable_text(entry.title, entry.spec),
        )
    created = [entry.question for entry in new if entry.question is not None]
    Question.objects.bulk_create(created)
    versions = QuestionVersion.objects.bulk_create(
        QuestionVersion(question=entry.question, number=1, spec=entry.content) for entry in new
    )
    for question, version in zip(created, versions, strict=True):
        question.current_version = version
    Question.objects.bulk_update(created, ["current_version"], batch_size=500)
    for entry in entries:
        if entry.outcome == "changed" and entry.question is not None:
            publish_version(question=entry.question, spec=entry.spec)
    _point_repeated_to_the_first(entries)


def _point_repeated_to_the_first(entries: list[Entry]) -> None:
    first = {entry.key: entry.question for entry in reversed(entries) if entry.question}
    for entry in entries:
        entry.question = entry.question or first[entry.key]


def _categories(names: Iterable[str]) -> dict[str, Category]:
    wanted = sorted(set(names))
    Category.objects.bulk_create((Category(name=name) for name in wanted), ignore_conflicts=True)
    return {category.name: category for category in Category.objects.filter(name__in=wanted)}
