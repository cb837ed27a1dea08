"""GIFT into the question bank."""

from typing import Any

from quizzes.importers.questions import QuestionReport, import_questions


def import_gift(data: bytes, **options: Any) -> QuestionReport:
    """See `import_questions`."""
    return import_questions(data, format_name="gift", **options)
