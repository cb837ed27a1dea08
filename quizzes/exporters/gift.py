"""The question bank as GIFT."""

from quizzes.exporters.questions import export_questions


def export_gift(*, category: str | None = None) -> str:
    """See `export_questions`."""
    return export_questions(format_name="gift", category=category).data.decode()
