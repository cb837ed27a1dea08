"""What an author fills in for each kind of question, to and from its spec."""

from quizzes.author_forms.base import FORMATS, QuestionForm, in_one_format, kind_names
from quizzes.author_forms.described import author_form


__all__ = ["FORMATS", "QuestionForm", "author_form", "in_one_format", "kind_names"]
