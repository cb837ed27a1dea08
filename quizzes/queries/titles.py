"""What a quiz is called for the reader, where a query gives titles and no quizzes."""

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from cms.languages import reading_language


def quiz_title(at: str = "quiz__") -> Any:
    """`at` leads to the quiz. The title itself, where it was not written in the reader's language."""
    if reading_language() != "en":
        return F(f"{at}title")
    return Coalesce(NullIf(F(f"{at}title_en"), Value("")), F(f"{at}title"))
