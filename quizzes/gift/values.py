"""What a GIFT file holds: what every file of questions does."""

from quizzes.file_questions import FileQuestion, FileResult, category_path


GiftQuestion = FileQuestion
GiftResult = FileResult

__all__ = ["GiftQuestion", "GiftResult", "category_path"]
