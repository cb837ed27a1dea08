"""What can be wrong with a question, said in a sentence that a page can translate."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quizzes.file_messages import FILE_MESSAGES, gettext_noop


# Those of a kind of question are its own: see quizzes.kinds.base.
MESSAGES = {
    # The file
    "not_text": gettext_noop(
        "The file contains NUL characters, so it is not plain text in UTF-8. "
        "Save it again as UTF-8."
    ),
    "brace_not_closed": gettext_noop(
        "The answer block that opens here is not closed. Expected } before the next empty line; "
        "a brace that belongs to the text is written \\{."
    ),
    "brace_not_opened": gettext_noop(
        "A } stands here without a { before it. A brace that belongs to the text is written \\}."
    ),
    "brace_inside_answers": gettext_noop(
        "A { stands inside the answer block. Expected } first; a brace that belongs to an answer "
        "is written \\{ and \\}."
    ),
    "second_answer_block": gettext_noop(
        "A second answer block stands here. Expected an empty line between two questions; a brace "
        "that belongs to the text is written \\{ and \\}."
    ),
    "title_not_closed": gettext_noop(
        "The title that opens with :: is not closed. Expected ::title:: before the question."
    ),
    # One answer
    "text_before_answers": gettext_noop(
        "“%(text)s” stands before the first answer. Expected each answer to begin with = or ~."
    ),
    "answer_empty": gettext_noop("This answer is empty. Expected some text after = or ~."),
    "attribute_not_escaped": gettext_noop(
        "The = in “%(text)s” would begin a new answer. Inside an answer, expected \\= for the "
        "attributes of HTML tags."
    ),
    "weight_unreadable": gettext_noop(
        "“%(text)s” is not a weight. Expected a number from -100 to 100 with a point, "
        "such as %%50%% or %%33.33333%%."
    ),
    "number_unreadable": gettext_noop(
        "“%(text)s” is not a number. Expected a number with a point (3.14), a number with its "
        "tolerance (3.14:0.01) or a range (3.1..3.2)."
    ),
    "number_missing": gettext_noop("No number follows {#. Expected one, such as {#42}."),
    "range_reversed": gettext_noop(
        "The range “%(text)s” is the wrong way round. Expected the smaller number first."
    ),
    "any_number_right": gettext_noop(
        "The answer * accepts any number, so it cannot be right. Expected %%0%% before it."
    ),
    "pair_without_arrow": gettext_noop(
        "“%(text)s” has no partner. Expected each pair to read = left -> right."
    ),
    "pair_without_sign": gettext_noop(
        "“%(text)s” looks like a pair to match. Expected each pair to begin with =."
    ),
    # The question as a whole
    "no_text": gettext_noop("The question has no text."),
    "text_too_long": gettext_noop(
        "A text of this question has %(count)d characters. Expected at most %(limit)d."
    ),
    "fraction_out_of_range": gettext_noop(
        "A weight of %(fraction)s %% is not allowed. Expected a number from -100 to 100."
    ),
    "no_answers": gettext_noop("Expected at least one accepted answer."),
    "no_right_answer": gettext_noop(
        "No accepted answer is fully right. Expected at least one worth 100 %%."
    ),
    # Another format
    "kind_not_in_gift": gettext_noop("GIFT has no question of the kind “%(kind)s”."),
    # Pictures and recordings
    "alternative_or_decorative": gettext_noop(
        "A picture needs a text that says the same, or to be marked as decorative; not both."
    ),
    "alternative_too_long": gettext_noop(
        "The text of a picture or recording has %(count)d characters. Expected at most %(limit)d."
    ),
    "audio_not_named": gettext_noop("A recording needs a text that says what it is."),
    "audio_without_transcript": gettext_noop("A recording needs its words in writing."),
    **FILE_MESSAGES,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct. A page translates MESSAGES[code] and fills in `params`."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    line: int | None = None

    @property
    def message(self) -> str:
        """The sentence in English, without its line."""
        return MESSAGES[self.code] % self.params

    def __str__(self) -> str:
        return self.message if self.line is None else f"Line {self.line}: {self.message}"
