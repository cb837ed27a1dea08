"""What can be wrong with a question, said in a sentence that a page can translate."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(message: str) -> str:
    """Mark a sentence for `makemessages`; the page that shows it translates it."""
    return message


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
    # XML
    "xml_broken": gettext_noop(
        "The XML breaks off or is wrongly nested here. Expected a whole file as Moodle exports it."
    ),
    "xml_encoding": gettext_noop(
        "The file says or shows that it is not written in UTF-8. Expected XML in UTF-8."
    ),
    "xml_declares": gettext_noop(
        "The file declares a document type or entities, which can hide harm. Expected XML as "
        "Moodle exports it, without <!DOCTYPE> and <!ENTITY>."
    ),
    "xml_not_moodle": gettext_noop(
        "The file begins with <%(name)s>. Expected <quiz>, as in a file that Moodle exports."
    ),
    "xml_too_deep": gettext_noop(
        "The elements stand one within another more than %(limit)d deep. Expected a file as Moodle "
        "exports it."
    ),
    "xml_too_long": gettext_noop(
        "This question holds more than %(limit)d characters. Expected a question of ordinary length."
    ),
    "xml_file_too_large": gettext_noop(
        "A file within this question is larger than %(limit)d MB. Expected smaller pictures."
    ),
    "xml_stranger": gettext_noop("<%(name)s> stands here. Expected <question>."),
    "xml_markup_in_text": gettext_noop(
        "The text holds <%(name)s> as an element of the file. Expected HTML within <![CDATA[ ]]>."
    ),
    "kind_not_taken": gettext_noop(
        "Questions of the kind “%(kind)s” cannot be taken in. Expected multichoice, truefalse, "
        "shortanswer, numerical, matching, essay or description."
    ),
    "answer_neither": gettext_noop(
        "A true/false question has the answer “%(text)s”. Expected the answers true and false."
    ),
    "file_unreadable": gettext_noop(
        "The file “%(name)s” within this question cannot be read. Expected Base64."
    ),
    "file_not_image": gettext_noop(
        "The file “%(name)s” within this question is named as a picture and is none."
    ),
    "lost_file": gettext_noop(
        "The file “%(name)s” is not taken in; where the text shows it, its description stands instead."
    ),
    "lost_field": gettext_noop("What the field “%(name)s” says is not taken in."),
    "lost_category_text": gettext_noop("The description of a category is not taken in."),
    # Aiken
    "aiken_choice_without_text": gettext_noop(
        "A choice stands here without a question before it. Expected the question on a line of its "
        "own, then its choices."
    ),
    "aiken_no_answer": gettext_noop(
        "The question that begins here has no line ANSWER:. Expected one after its last choice, "
        "such as ANSWER: B."
    ),
    "aiken_answer_unknown": gettext_noop(
        "ANSWER: names “%(text)s”, which is no choice of this question. Expected one letter, such as B."
    ),
    "aiken_answer_alone": gettext_noop(
        "A line ANSWER: stands here without a question and choices before it."
    ),
    "aiken_letters": gettext_noop(
        "The choice “%(text)s” is out of order. Expected A, B, C and so on, each once."
    ),
    # Tables
    "table_kind": gettext_noop("“%(text)s” is no kind of question. Expected one of: %(known)s."),
    "table_format": gettext_noop(
        "“%(text)s” is no way to write a text. Expected plain, html, markdown or moodle, or nothing."
    ),
    "table_right": gettext_noop(
        "“%(text)s” does not say which answers are right. Expected their numbers, such as 2 or 1;3; "
        "for a true/false question, true or false."
    ),
    "table_worth": gettext_noop(
        "“%(text)s” is no share of the points. Expected a number from -100 to 100."
    ),
    "table_number": gettext_noop(
        "“%(text)s” is not a number. Expected one such as 12,5 or, give or take, 12,5 ± 0,5."
    ),
    "table_pair": gettext_noop(
        "The pair “%(text)s” has no arrow. Expected a line and its partner, such as Paris -> France."
    ),
    "table_gap": gettext_noop(
        "Answer %(number)d is empty and says what it is worth or a feedback."
    ),
    "table_yes": gettext_noop("“%(text)s” is neither yes nor no."),
    "table_content": gettext_noop(
        "The column of the whole content does not hold what this site wrote. Expected it as it was "
        "exported, or nothing."
    ),
    "table_two_contents": gettext_noop(
        "The cells of this line were changed (%(names)s), but its column of the whole content says "
        "otherwise. Empty that column to follow the cells, or put the cells back."
    ),
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
