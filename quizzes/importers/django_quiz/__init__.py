"""The data of django-quiz-app 0.5.1, from the JSON of its `dumpdata`: the whole file or nothing.

Read (dump_file, reading), joined (joining), turned into ours (questions, quiz_fields, outcomes), compared with
what is here (plan), stored (storing). A row is known again by `source` and its number there: the same file
again changes nothing, in whatever order its objects stand; other content under a known number is refused
and the first kept. docs/decisions/0002 says what becomes of each thing.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.tabular import Unreadable
from quizzes.importers.django_quiz.dump_file import iter_objects
from quizzes.importers.django_quiz.joining import join_rows
from quizzes.importers.django_quiz.people import match_people, read_people
from quizzes.importers.django_quiz.plan import make_plan
from quizzes.importers.django_quiz.questions import convert_question, texts_read_as_html
from quizzes.importers.django_quiz.reading import read_rows_of
from quizzes.importers.django_quiz.records import Dump
from quizzes.importers.django_quiz.report import DjangoQuizReport
from quizzes.importers.django_quiz.storing import store_plan
from quizzes.problems import MESSAGES


SOURCE = "django-quiz"

__all__ = ["SOURCE", "DjangoQuizReport", "import_django_quiz"]


def import_django_quiz(
    data: bytes,
    *,
    people: bytes | None = None,
    source: str = SOURCE,
    dry_run: bool = False,
    skip_refused: bool = False,
) -> DjangoQuizReport:
    """Take a dump in, and answer what became of each row and of each score.

    `people`: a table of username and staff number, before which an address counts for nothing. `source`
    tells two old sites apart. One refusal, and nothing is stored, unless `skip_refused`: then sittings and
    changed rows that were refused are left out, and the others taken in.
    """
    report = DjangoQuizReport()
    numbers = read_people(people, report) if people is not None else {}
    dump = _dump(data, report)
    if dump is None:
        return report
    plan = make_plan(dump, source, match_people(dump.users.values(), numbers), report)
    _warn(dump, report)
    report.conclude()
    report.refused.sort(key=lambda refusal: refusal.line)
    if dry_run or report.blocks_import(skip_refused=skip_refused):
        return report
    try:
        with transaction.atomic():
            store_plan(plan)
    except IntegrityError:
        report.refuse_all(0, _("Somebody else imported the same just now. Try again."))
        return report
    report.applied = True
    return report


def _dump(data: bytes, report: DjangoQuizReport) -> Dump | None:
    """Return None where something that holds the rest together is missing or malformed, said once."""
    try:
        rows = read_rows_of(iter_objects(data), report)
    except Unreadable as error:
        report.refused.append(error.refusal)
        return None
    report.counts = {model: len(by_pk) for model, by_pk in sorted(rows.by_model.items())}
    report.others = rows.others
    if rows.unknown_fields:
        report.warn(
            _("Fields that are not the package’s were left out: %(names)s.")
            % {"names": ", ".join(sorted(rows.unknown_fields))}
        )
    if rows.naive_times:
        report.warn(
            _("Sittings with times without a zone, read as this installation’s: %(count)d.")
            % {"count": rows.naive_times}
        )
    if _is_unfit(report):
        return None
    dump = join_rows(rows, report)
    return None if _is_unfit(report) else dump


def _is_unfit(report: DjangoQuizReport) -> bool:
    return any(refusal.whole_file for refusal in report.refused)


def _warn(dump: Dump, report: DjangoQuizReport) -> None:
    for question in dump.questions.values():
        row, name = question.row, {"name": question.row.name}
        problems = " ".join(
            _(MESSAGES[p.code]) % p.params for p in convert_question(question).problems
        )
        if problems:
            report.warn(_("%(name)s comes in as a draft.") % name + f" {problems}")
        if row.figure:
            sentence = _("%(name)s has a picture, which is not in a dump: “%(path)s”.")
            report.warn(sentence % {**name, "path": row.figure})
        if not row.quiz:
            report.warn(_("%(name)s is in no quiz.") % name)
    html = [str(pk) for pk, question in dump.questions.items() if texts_read_as_html(question)]
    if html:
        report.warn(
            _("Questions with a text that is read as HTML, made safe: %(numbers)s.")
            % {"numbers": ", ".join(html)}
        )
    for sitting in dump.sittings.values():
        if sitting.complete and sitting.end is None:
            report.warn(
                _("%(name)s has no time of its end: it ends as it began.") % {"name": sitting.name}
            )
    for difference in differences(dump):
        report.warn(
            _(
                "Progress of “%(username)s” does not say what the sittings give, in: %(categories)s. It is not "
                "taken over; it also counted runs whose sittings were deleted."
            )
            % {
                "username": difference.username,
                "categories": "; ".join(difference.categories),
            }
        )


Score = tuple[int, int]  # points, of how many


@dataclass(frozen=True, slots=True)
class Difference:
    username: str
    categories: tuple[str, ...]


def differences(dump: Dump) -> list[Difference]:
    counted = counted_from_sittings(dump)
    result = []
    for progress in dump.progress.values():
        user = dump.users.get(progress.user)
        named = _differing(dump, progress.score, counted.get(progress.user, {}))
        if named:
            result.append(Difference(user.username if user else f"no. {progress.user}", named))
    return result


def counted_from_sittings(dump: Dump) -> dict[int, dict[str, Score]]:
    """Count, by user and category, every answer that was given to a question that still exists."""
    counted: dict[int, dict[str, Score]] = defaultdict(dict)
    for sitting in dump.sittings.values():
        for pk in sitting.user_answers:
            name = _category_of(dump, pk)
            if name is None:
                continue
            points, possible = counted[sitting.user].get(name, (0, 0))
            right = pk not in sitting.incorrect_questions
            counted[sitting.user][name] = (points + right, possible + 1)
    return counted


def _category_of(dump: Dump, question: int) -> str | None:
    known = dump.questions.get(question)
    category = dump.categories.get(known.row.category or 0) if known else None
    return category.category if category else None


def _differing(dump: Dump, score: str, counted: Mapping[str, Score]) -> tuple[str, ...]:
    """The package writes a category of which nothing was answered as 0 of 0, or not at all."""
    written = f",{score.strip(',')},"
    differing = []
    for name in sorted({one.category for one in dump.categories.values() if one.category}):
        points, possible = counted.get(name, (0, 0))
        says_it = f",{name},{points},{possible}," in written
        says_nothing = f",{name}," not in written
        if not says_it and not (possible == 0 and says_nothing):
            differing.append(name)
    return tuple(differing)
