"""From the objects of a dump to typed rows. What is malformed is refused with its place, and only what
was expected is said of it: a value may be somebody's answer."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from core.reports import ImportReport
from quizzes.importers.django_quiz.dump_file import DumpObject, strict_json
from quizzes.importers.django_quiz.records import (
    Answer,
    AnswerOrder,
    Category,
    Essay,
    MultipleChoice,
    Progress,
    QuestionRow,
    Quiz,
    Record,
    Rows,
    Sitting,
    SubCategory,
    TrueFalse,
    User,
)


Read = Callable[[Any], Any]
MOST_PERCENT = 100


class Malformed(ValueError):
    """Says what was expected."""


def read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed(_("a text"))
    return value


def or_none(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def read_text_or_empty(value: Any) -> str:
    return "" if value is None else read_text(value)


def read_bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Malformed(_("true or false"))
    return value


def read_int(value: Any) -> int:
    if type(value) is not int:
        raise Malformed(_("a whole number"))
    return value


def read_key(value: Any) -> int:
    """The pk of a row. Natural keys would be lists or texts."""
    if type(value) is not int or value < 1:
        raise Malformed(_("a whole number from 1 on (dumpdata without --natural-foreign)"))
    return value


def read_keys(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise Malformed(_("a list of whole numbers"))
    return tuple(read_key(item) for item in value)


def read_limit(value: Any) -> int | None:
    """Read a limit; in the package 0 is no limit, as none is."""
    if value is not None and read_int(value) < 0:
        raise Malformed(_("a whole number from 0 on, or null"))
    return value or None


def read_percent(value: Any) -> int:
    if not 0 <= read_int(value) <= MOST_PERCENT:
        raise Malformed(_("a whole number from 0 to 100"))
    return int(value)


def read_answer_order(value: Any) -> str:
    if read_text_or_empty(value) not in set(AnswerOrder):
        raise Malformed(_("content, random, none or null"))
    return value or AnswerOrder.UNSET


def read_comma_separated_keys(value: Any) -> tuple[int, ...]:
    """Read "2,,3,": numbers between commas, in which the package leaves empty items."""
    items = [item.strip() for item in read_text(value).split(",")]
    if not all(item.isascii() and item.isdecimal() and len(item) < 19 for item in items if item):
        raise Malformed(_("whole numbers between commas"))
    numbers = tuple(int(item) for item in items if item)
    if len(set(numbers)) < len(numbers):
        raise Malformed(_("each number once"))
    return numbers


def read_answers(value: Any) -> dict[int, str]:
    """Text that holds JSON: {"12": "34"}."""
    expected = _("the JSON of an object, from question numbers to texts")
    try:
        raw = strict_json(read_text(value) or "{}")
    except (ValueError, RecursionError) as error:
        raise Malformed(expected) from error
    if not isinstance(raw, dict):
        raise Malformed(expected)
    if not all(isinstance(v, str) and k.isascii() and k.isdecimal() for k, v in raw.items()):
        raise Malformed(expected)
    answers = {int(k): v for k, v in raw.items()}
    if len(answers) < len(raw):
        raise Malformed(_("each number once"))
    return answers


def read_datetime(value: Any) -> datetime:
    """A time without a zone is that of the installation: an old site may have kept no zone."""
    expected = _("a time such as 2026-11-24T13:29:23.529Z")
    try:
        parsed = parse_datetime(read_text(value))
    except ValueError as error:
        raise Malformed(expected) from error
    if parsed is None:
        raise Malformed(expected)
    return parsed


optional_text, optional_key, optional_keys = (
    or_none(read_text),
    or_none(read_key),
    or_none(read_keys),
)

SCHEMA: dict[type[Record], dict[str, Read]] = {
    User: {"username": read_text, "email": read_text_or_empty},
    Category: {"category": optional_text},
    SubCategory: {"sub_category": optional_text, "category": optional_key},
    Quiz: {
        **dict.fromkeys(("title", "url"), read_text),
        **dict.fromkeys(("description", "success_text", "fail_text"), read_text_or_empty),
        **dict.fromkeys(("random_order", "answers_at_end", "exam_paper"), read_bool),
        **dict.fromkeys(("single_attempt", "draft"), read_bool),
        "category": optional_key,
        "max_questions": read_limit,
        "pass_mark": read_percent,
    },
    Progress: {"user": read_key, "score": read_text},
    Sitting: {
        **dict.fromkeys(("user", "quiz"), read_key),
        **dict.fromkeys(
            ("question_order", "question_list", "incorrect_questions"), read_comma_separated_keys
        ),
        "current_score": read_int,
        "complete": read_bool,
        "user_answers": read_answers,
        "start": read_datetime,
        "end": or_none(read_datetime),
    },
    QuestionRow: {
        **dict.fromkeys(("category", "sub_category"), optional_key),
        **dict.fromkeys(("figure", "explanation"), read_text_or_empty),
        "content": read_text,
        "quiz": read_keys,
    },
    MultipleChoice: {"answer_order": read_answer_order},
    TrueFalse: {"correct": read_bool},
    Essay: {},
    Answer: {"question": read_key, "content": read_text, "correct": read_bool},
}
CHILDREN = (MultipleChoice, TrueFalse, Essay)
BY_MODEL = {kind.model: kind for kind in SCHEMA}
# Of these one can be left out; of the others each holds the rest together.
ALONE = (User, Progress, Sitting)
# Of users only what tells who they are is read, and no word of the rest.
NOT_READ = {User.model}


def read_rows_of(objects: Iterable[DumpObject], report: ImportReport) -> Rows:
    """Every row of the package, each malformed one refused. A dump that holds none is refused too."""
    rows = Rows()
    for dump_object in objects:
        kind = BY_MODEL.get(dump_object.model)
        if kind is None:
            rows.others[dump_object.model] = rows.others.get(dump_object.model, 0) + 1
            report.ignored += 1
            continue
        row = _row(dump_object, kind, rows, report)
        if row is not None:
            here = rows.by_model.setdefault(row.model, {})
            first = here.setdefault(row.pk, row)
            if first is not row:
                report.refuse_all(
                    row.line,
                    _("%(name)s stands on line %(line)d already.")
                    % {"name": row.name, "line": first.line},
                    _("each object once"),
                )
    if not rows.of(Quiz) and not rows.of(QuestionRow) and not report.refused:
        report.refuse_all(
            0,
            _("The file holds no quiz and no question of django-quiz-app."),
            _("dumpdata of auth.user, quiz, multichoice, true_false and essay"),
        )
    return rows


def refuse_record(report: ImportReport, kind: type[Record], *said: Any) -> None:
    """Refuse a record, or the file where the record holds the rest together: a line, a reason, what was expected."""
    refuse = report.refuse if issubclass(kind, ALONE) else report.refuse_all
    refuse(*said)


def _row(found: DumpObject, kind: type[Record], rows: Rows, report: ImportReport) -> Record | None:
    schema = SCHEMA[kind]
    if kind in CHILDREN:
        schema = schema | {"quiz": optional_keys}
    values: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for name, read in {"pk": read_key, **schema}.items():
        if name not in found.fields and name != "pk" and read is not optional_keys:
            problems.append((name, _("this field, which is absent")))
            continue
        try:
            values[name] = read(found.pk if name == "pk" else found.fields.get(name))
        except Malformed as malformed:
            problems.append((name, str(malformed)))
    for name, expected in problems:
        reason = _("Object no. %(position)d, %(name)s: its “%(field)s” cannot be read.") % {
            "position": found.position,
            "name": f"{found.model} {found.pk}" if type(found.pk) is int else found.model,
            "field": name,
        }
        refuse_record(report, kind, found.line, reason, expected)
    if found.model not in NOT_READ:
        unknown = found.fields.keys() - schema.keys() - {"question_ptr"}
        rows.unknown_fields |= {f"{found.model}.{name}" for name in unknown}
    return None if problems else kind(line=found.line, **_with_zones(values, rows))


def _with_zones(values: dict[str, Any], rows: Rows) -> dict[str, Any]:
    naive = {k: v for k, v in values.items() if isinstance(v, datetime) and is_naive(v)}
    rows.naive_times += bool(naive)
    return values | {name: make_aware(value) for name, value in naive.items()}
