"""What an author fills in for each kind of question, to and from its spec."""

from quizzes.author_forms.base import FORMATS, KIND_NAMES, QuestionForm, in_one_format
from quizzes.author_forms.choices import (
    MatchingForm,
    MultipleChoiceForm,
    SingleChoiceForm,
    TrueFalseForm,
)
from quizzes.author_forms.typed import EssayForm, NumericForm, ShortTextForm
from quizzes.specs import Kind


__all__ = ["FORMATS", "FORMS", "KIND_NAMES", "QuestionForm", "in_one_format"]


class InformationForm(QuestionForm):
    kind = Kind.INFORMATION


FORMS: dict[Kind, type[QuestionForm]] = {
    form.kind: form
    for form in (
        SingleChoiceForm,
        MultipleChoiceForm,
        TrueFalseForm,
        ShortTextForm,
        NumericForm,
        MatchingForm,
        EssayForm,
        InformationForm,
    )
}
