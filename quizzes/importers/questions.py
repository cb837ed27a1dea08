"""Questions of a file into the bank: the whole file or nothing, the same however often it is repeated.

What makes a question the same as one of the bank, its key, is kept in `Question.external_id`: the
file's own identifier where it gives one, else the title within a named source, else the question's
category, title, kind and text.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.reports import ImportReport
from core.tabular import Unreadable
from quizzes.enums import Origin, QuestionStatus
from quizzes.file_questions import FileQuestion, FileResult, category_path
from quizzes.formats import FORMATS
from quizzes.html import plain_text, sanitised
from quizzes.importers.storing import (
    CHANGED,
    CREATED,
    KEPT,
    REFUSED,
    UNCHANGED,
    ImportEntry,
    store_entries,
)
from quizzes.kinds.base import Spec
from quizzes.models import Question
from quizzes.problems import MESSAGES, Problem
from quizzes.specs.codec import from_dict, to_dict
from quizzes.values.texts import Rich, with_space_entities, with_texts


LONGEST_NAME = 250
LONGEST_ID = 200
LONGEST_TAG = 60
TITLE_FROM_TEXT = 80
MOST_QUESTIONS = 20_000
LINES_NAMED = 10
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOT_STORED = re.compile("[\0\ud800-\udfff]")


class Spared(Enum):
    """The known questions that other content leaves as they are."""

    NONE = auto()
    EDITED = auto()
    KNOWN = auto()


@dataclass(slots=True)
class QuestionReport(ImportReport):
    """`question_ids`: the questions of the file in its order, once each; [] unless applied.

    `entries` is what a screen shows: one for each question that could be read. `losses`: what the
    file says and the bank cannot keep, each with the lines where it stands. `edited`: titles of the
    questions that are left as somebody wrote them here.
    """

    question_ids: list[int] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    entries: list[ImportEntry] = field(default_factory=list)
    losses: dict[str, list[int]] = field(default_factory=dict)


def import_questions(data: bytes, *, format_name: str, **options: Any) -> QuestionReport:
    """Take a file in. `format_name`: one of quizzes.formats.FORMATS; options as `take_questions` has them."""
    report, file_format = QuestionReport(), FORMATS[format_name]
    try:
        result = file_format.read(data)
    except Unreadable as error:
        report.refused.append(error.refusal)
        return report
    example = str(file_format.example)
    return take_questions(result, origin=file_format.origin, example=example, **options)


def take_questions(
    result: FileResult,
    *,
    origin: Origin,
    example: str = "",
    category: str | None = None,
    source: str = "",
    dry_run: bool = False,
    replace: bool = False,
    spare_edited: bool = False,
    is_other: bool = False,
    skip_refused: bool = False,
    spare_known: bool = False,
    draft: bool = False,
) -> QuestionReport:
    """Take in the questions of a file that was read, and answer what became of each.

    `category` stands in place of the file's own.
    `source` names where the file comes from and stays the same when it is edited: within it a title
    is a question's key. A changed question is refused and the first kept, unless `replace`: then it
    gets a new version, or none where somebody wrote the last one here, with `spare_edited`, or none
    at all, with `spare_known`. `draft`: no quiz asks a new question before it is made ready. A
    question whose content is that of an earlier version is unchanged, so that what an editor
    corrected here stays corrected; of a source that is known to have changed, `is_other`, only where
    somebody wrote the last one. One refusal, and nothing is stored, unless `skip_refused`: then the
    questions that can be taken in are.
    """
    report = QuestionReport()
    _tell_problems(report, result, example)
    titles: dict[str, int] = {}
    stored = normalise_line_breaks if origin is Origin.WRITTEN else sanitised_for_storage
    report.entries = [
        _entry(one, stored(one.spec), category, source, titles) for one in result.questions
    ]
    _refuse_what_does_not_fit(report)
    spared = Spared.KNOWN if spare_known else Spared.EDITED if spare_edited else Spared.NONE
    _decide(report, origin, replace=replace, spared=spared, is_other=is_other)
    _tell_losses(report, result)
    report.refused.sort(key=lambda refusal: refusal.line)
    taken = [entry for entry in report.entries if entry.outcome != REFUSED]
    if dry_run or not taken or report.blocks_import(skip_refused=skip_refused):
        return report
    return _stored(taken, report, origin, QuestionStatus.DRAFT if draft else QuestionStatus.READY)


def _tell_problems(report: QuestionReport, result: FileResult, example: str) -> None:
    for problem in result.unfit:
        report.refuse_all(problem.line or 0, problem_text(problem))
    for problem in result.problems:
        report.refuse(problem.line or 0, problem_text(problem))
    if not (result.questions or result.problems or result.unfit):
        report.refuse(0, _("The file holds no question."), example)
    if len(result.questions) > MOST_QUESTIONS:
        report.refuse(
            0,
            _("The file holds %(count)d questions.") % {"count": len(result.questions)},
            _("at most %(limit)d") % {"limit": MOST_QUESTIONS},
        )


def _tell_losses(report: QuestionReport, result: FileResult) -> None:
    """The same loss on many lines is told once."""
    own = [loss for question in result.questions for loss in question.losses]
    for loss in sorted((*result.losses, *own), key=lambda loss: loss.line or 0):
        lines = report.losses.setdefault(problem_text(loss), [])
        if loss.line not in lines[-1:]:
            lines.append(loss.line or 0)
    report.notes += [
        f"{line_numbers_prefix(lines)} {what}" for what, lines in report.losses.items()
    ]


def line_numbers_prefix(lines: list[int]) -> str:
    """Return "Lines 3, 8, 12…:"."""
    named = ", ".join(map(str, lines[:LINES_NAMED])) + ("…" if len(lines) > LINES_NAMED else "")
    return ngettext("Line %(lines)s:", "Lines %(lines)s:", len(lines)) % {"lines": named}


def _stored(
    taken: list[ImportEntry], report: QuestionReport, origin: Origin, status: QuestionStatus
) -> QuestionReport:
    try:
        store_entries(entries=taken, origin=origin, status=status)
    except IntegrityError:
        report.refuse(
            0, _("The same questions were imported just now by somebody else. Try again.")
        )
        return report
    stored = [entry.question.pk for entry in taken if entry.question is not None]
    report.question_ids = list(dict.fromkeys(stored))
    report.applied = True
    return report


def problem_text(problem: Problem) -> str:
    """The problem in the reader's language, without its line."""
    return _(MESSAGES[problem.code]) % problem.params


def category_name(raw: str) -> str:
    """The bank's name of a category as a file writes it; where it gives none, that of the installation."""
    path = [name.replace("/", "//") for name in category_path(raw)]
    if path:
        return "/".join(path)
    with override(settings.LANGUAGE_CODE):
        return _("Without category")


def title_in_bank(question: FileQuestion) -> str:
    """Return the title of a question, else the beginning of its text with plain spaces, as keys were made of it."""
    return question.title or " ".join(plain_text(question.spec.text).split())[:TITLE_FROM_TEXT]


def _entry(
    question: FileQuestion, spec: Spec, category: str | None, source: str, titles: dict[str, int]
) -> ImportEntry:
    name = category_name(question.category if category is None else category)
    title = title_in_bank(replace(question, spec=spec))
    if question.external_id:
        key = question.external_id
    elif source:
        titles[title] = titles.get(title, 0) + 1
        key = source_key(source, title, titles[title])
    else:
        key = _hashed("content", name, title, spec.kind, with_space_entities(spec.text).text)
    return ImportEntry(question.line, key, title, name, spec, to_dict(spec), question.tags)


def source_key(source: str, title: str, number: int) -> str:
    """Return what the bank knows the question by that is the `number`th of its title in a named source."""
    return _hashed("source", source, title, number)


def sanitised_for_storage(spec: Spec) -> Spec:
    return sanitised(normalise_line_breaks(spec))


def normalise_line_breaks(spec: Spec) -> Spec:
    return with_texts(spec, _with_plain_line_breaks)


def _with_plain_line_breaks(rich: Rich) -> Rich:
    """A browser sends a form's lines with carriage returns; no format brings them back."""
    if "\r" not in rich.text:
        return rich
    return Rich(rich.text.replace("\r\n", "\n").replace("\r", "\n"), rich.format)


def _hashed(*parts: object) -> str:
    written = json.dumps([str(part) for part in parts], ensure_ascii=False)
    digest = hashlib.sha256(written.encode("utf-8", "surrogatepass"))
    return f"{parts[0]}:{digest.hexdigest()}"


def _refuse_what_does_not_fit(report: QuestionReport) -> None:
    for entry in report.entries:
        for value, limit, what in (
            (entry.title, LONGEST_NAME, _("title")),
            (entry.category, LONGEST_NAME, _("category")),
            (entry.key, LONGEST_ID, _("identifier")),
            *((tag, LONGEST_TAG, _("tag")) for tag in entry.tags),
        ):
            if len(value) > limit:
                entry.outcome = REFUSED
                report.refuse(
                    entry.line,
                    _("The %(what)s has %(count)d characters.")
                    % {"what": what, "count": len(value)},
                    _("at most %(limit)d") % {"limit": limit},
                )
        if any(
            map(
                _NOT_STORED.search,
                (*_texts(entry.content), entry.title, entry.key, entry.category, *entry.tags),
            )
        ):
            entry.outcome = REFUSED
            report.refuse(entry.line, _("The question holds characters that are no text."))


def _texts(content: Any) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for item in content:
            yield from _texts(item)
    elif isinstance(content, dict):
        yield from _texts(list(content.values()))


def _decide(
    report: QuestionReport, origin: Origin, *, replace: bool, spared: Spared, is_other: bool
) -> None:
    """Give each entry its outcome and count it; refuse other content under a known key."""
    entries = [entry for entry in report.entries if entry.outcome != REFUSED]
    known = _known((entry.key for entry in entries), origin)
    here: dict[str, ImportEntry] = {}
    for entry in entries:
        first = here.setdefault(entry.key, entry)
        if first is not entry:
            same = first.content == entry.content
            _mark_unchanged(report, entry) if same else _refuse_other(report, entry, first.line)
            continue
        entry.question, versions = known.get(entry.key, (None, {}))
        if entry.question is None:
            entry.outcome = CREATED
            report.created += 1
            continue
        # As `_known` gives versions: what is written here keeps its Markdown when it is stored.
        content = _comparable(entry.content) if origin is Origin.WRITTEN else entry.content
        if content in _counting(entry.question, versions, is_other=is_other):
            _mark_unchanged(report, entry)
        elif replace and _is_spared(entry.question, spared):
            _mark_unchanged(report, entry)
            entry.outcome = KEPT
            report.edited.append(entry.title)
        elif replace:
            entry.outcome = CHANGED
            report.changed += 1
        else:
            _refuse_other(report, entry)


def _is_spared(question: Question, spared: Spared) -> bool:
    return spared is Spared.KNOWN or (spared is Spared.EDITED and _is_edited(question))


def _counting(
    question: Question, versions: dict[int, dict[str, Any]], *, is_other: bool
) -> list[dict[str, Any]]:
    """Return what a source may ask without changing the question."""
    current = question.current_version
    if is_other and current is not None and not _is_edited(question):
        return [versions[current.pk]]
    return list(versions.values())


def _is_edited(question: Question) -> bool:
    return (
        question.current_version is not None and question.current_version.written_by_id is not None
    )


def _mark_unchanged(report: QuestionReport, entry: ImportEntry) -> None:
    entry.outcome = UNCHANGED
    report.unchanged += 1


def _refuse_other(report: QuestionReport, entry: ImportEntry, line: int = 0) -> None:
    entry.outcome = REFUSED
    where = (
        _("at line %(line)d of this file") % {"line": line} if line else _("in the question bank")
    )
    report.refuse(
        entry.line,
        _("“%(title)s” stands %(where)s already, with other content; the first is kept.")
        % {"title": entry.title, "where": where},
        _("the same content, or another title or identifier"),
    )


def _known(
    keys: Iterable[str], origin: Origin
) -> dict[str, tuple[Question, dict[int, dict[str, Any]]]]:
    """Questions imported before, or exported from here under their uuid, each with the contents of
    all of its versions."""
    wanted = set(keys)
    uuids = [key for key in wanted if _UUID.fullmatch(key)]
    imported = Q(origin=origin, external_id__in=wanted)
    questions = Question.objects.filter(imported | Q(uuid__in=uuids))
    questions = questions.select_related("current_version").prefetch_related("versions")
    return {
        key: (question, {one.pk: _comparable(one.spec) for one in question.versions.all()})
        for question in questions
        for key in _keys_of(question, origin)
    }


def _keys_of(question: Question, origin: Origin) -> list[str]:
    own = [question.external_id] if question.origin == origin and question.external_id else []
    return [str(question.uuid), *own]


def _comparable(stored: dict[str, Any]) -> dict[str, Any]:
    """A version as an import would have stored it: authors here may write Markdown."""
    return to_dict(sanitised_for_storage(from_dict(stored)))
