"""Loads a quiz from a GIFT text: its questions are imported into the bank, then take their places."""

from wagtail.log_actions import get_active_log_context, log

from core.reports import ImportRefused
from learning.importers.source_tracking import UNCHANGED, SourceTracker, digest
from quizzes.importers.gift import import_gift
from quizzes.models import Quiz, QuizQuestion


LONGEST_TITLE = 200
TITLE = "// quiz: "


def load_quiz(
    data: bytes,
    *,
    key: str,
    slug: str,
    title: str,
    tracker: SourceTracker,
    skip_refused: bool = False,
) -> Quiz | None:
    """Return the quiz of this slug, made or changed as the text says; None where an editor deleted it.

    A refusal of a question refuses the load, unless `skip_refused` does without the question.
    """
    quiz = Quiz.objects.filter(slug=slug).first()
    title = (title_in_file(data.decode()) or title)[:LONGEST_TITLE]
    tracker.titles[key] = title
    source = digest(data.decode(), title)
    is_other = tracker.has_changed(key, source)
    is_new = is_other or key not in tracker.known
    if quiz and is_new and _stands_already(quiz, data, key, title, is_other=is_other):
        tracker.record(key, source, standing(quiz) or "", outcome=UNCHANGED)
        return quiz
    if not tracker.is_to_load(key, source, standing=standing(quiz)):
        return quiz
    if quiz and tracker.skip_known(key):
        return quiz
    questions = _questions(data, key, tracker, is_other=is_other, skip_refused=skip_refused)
    quiz, is_made = Quiz.objects.update_or_create(slug=slug, defaults={"title": title})
    if get_active_log_context().user is not None:
        log(quiz, "wagtail.create" if is_made else "wagtail.edit")
    quiz.entries.all().delete()
    QuizQuestion.objects.bulk_create(
        QuizQuestion(quiz=quiz, question_id=question, sort_order=order)
        for order, question in enumerate(questions)
    )
    tracker.record(key, source, standing(quiz) or "")
    return quiz


def _stands_already(quiz: Quiz, data: bytes, key: str, title: str, *, is_other: bool) -> bool:
    """Whether the file, however it is written, asks what the quiz asks."""
    found = import_gift(data, source=key, replace=True, is_other=is_other, dry_run=True)
    questions = [entry.question.pk for entry in found.entries if entry.question]
    return (
        quiz.title == title
        and not (found.refused or found.created or found.changed)
        and list(dict.fromkeys(questions)) == _asked_by(quiz)
    )


def _asked_by(quiz: Quiz) -> list[int]:
    entries = QuizQuestion.objects.filter(quiz=quiz).order_by("sort_order", "pk")
    return list(entries.values_list("question", flat=True))


def title_in_file(gift: str) -> str:
    """Return the title that the first line gives; "" for the title that its lesson gives."""
    first = gift.partition("\n")[0]
    return first.removeprefix(TITLE).strip() if first.startswith(TITLE) else ""


def standing(quiz: Quiz | None) -> str | None:
    """Return what an editor may have changed: the title, the pass mark, the questions and their order."""
    if quiz is None:
        return None
    return digest([quiz.title, quiz.pass_percent], _asked_by(quiz))


def _questions(
    data: bytes, key: str, tracker: SourceTracker, *, is_other: bool, skip_refused: bool
) -> list[int]:
    imported = import_gift(
        data,
        source=key,
        replace=True,
        spare_edited=not tracker.force,
        spare_known=tracker.keeps_known,
        is_other=is_other,
        skip_refused=skip_refused,
    )
    tracker.skip_edited(key, imported.edited)
    if imported.blocks_import(skip_refused=skip_refused) or not imported.applied:
        for refusal in imported.refused:
            tracker.report.refuse(refusal.line, f"{key}: {refusal.reason}", refusal.expected)
        raise ImportRefused(tracker.report)
    return imported.question_ids
