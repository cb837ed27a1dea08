"""What can be wrong with a question, said in a sentence that a page can translate."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quizzes.file_messages import FILE_MESSAGES, gettext_noop


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
    "too_few_choices": gettext_noop("Expected at least two choices, found %(count)d."),
    "choice_empty": gettext_noop("Choice %(position)d is empty."),
    "choice_id_repeated": gettext_noop("Two choices have the identifier “%(id)s”."),
    "no_right_choice": gettext_noop("No choice is right. Expected at least one worth 100 %%."),
    "right_choices_sum": gettext_noop(
        "The weights of the right choices add up to %(sum)s %%. Expected 100 %%."
    ),
    "fraction_out_of_range": gettext_noop(
        "A weight of %(fraction)s %% is not allowed. Expected a number from -100 to 100."
    ),
    "no_answers": gettext_noop("Expected at least one accepted answer."),
    "no_right_answer": gettext_noop(
        "No accepted answer is fully right. Expected at least one worth 100 %%."
    ),
    "accepted_answer_empty": gettext_noop("Accepted answer %(position)d is empty."),
    "tolerance_negative": gettext_noop(
        "A tolerance of %(tolerance)s is not allowed. Expected zero or more."
    ),
    "too_few_pairs": gettext_noop("Expected at least two pairs to match, found %(count)d."),
    "pair_empty": gettext_noop("Pair %(position)d has an empty side."),
    "pairs_all_alike": gettext_noop(
        "Every pair has the same answer. Expected at least two different ones."
    ),
    "pair_id_repeated": gettext_noop("Two pairs have the identifier “%(id)s”."),
    # Items to put in order
    "items_count": gettext_noop(
        "Expected from %(fewest)d to %(most)d items to put in order, found %(count)d."
    ),
    "items_all_alike": gettext_noop("All items are alike. Expected at least two different ones."),
    "item_empty": gettext_noop("Item %(position)d is empty."),
    "item_id_repeated": gettext_noop("Two items have the identifier “%(id)s”."),
    # A text with gaps
    "gaps_count": gettext_noop("Expected from 1 to %(limit)d gaps in the text, found %(count)d."),
    "gap_not_closed": gettext_noop(
        "The gap that opens with “[[%(text)s” is not closed. Expected ]] after its answers."
    ),
    "gap_without_mark": gettext_noop("Gap %(number)d has no place in the text."),
    "mark_without_gap": gettext_noop("The text has a gap %(number)d that has no answer."),
    "mark_repeated": gettext_noop("Gap %(number)s stands in the text more than once."),
    "marks_not_in_order": gettext_noop(
        "The gaps do not stand in the order of their numbers in the text."
    ),
    "gap_without_answer": gettext_noop(
        "Gap %(number)d has no right answer. Expected at least one that does not begin with ~."
    ),
    "gap_answer_empty": gettext_noop("An answer of gap %(number)d is empty."),
    "gap_right_and_wrong": gettext_noop(
        "In gap %(number)d, “%(text)s” is said to be right and wrong."
    ),
    # A case with branches
    "scenes_count": gettext_noop("Expected from 1 to %(limit)d scenes, found %(count)d."),
    "scene_without_code": gettext_noop("Scene %(position)d has no code."),
    "scene_code_repeated": gettext_noop("Two scenes have the code “%(scene)s”."),
    "scene_empty": gettext_noop("Scene “%(scene)s” says nothing."),
    "scene_replies_count": gettext_noop(
        "Scene “%(scene)s” has %(count)d answers. Expected from %(fewest)d to %(most)d."
    ),
    "reply_empty": gettext_noop("In scene “%(scene)s”, answer %(position)d is empty."),
    "reply_leads_nowhere": gettext_noop(
        "In scene “%(scene)s”, answer %(position)d leads to “%(next)s”, which is no scene."
    ),
    "reply_id_repeated": gettext_noop(
        "In scene “%(scene)s”, two answers have the identifier “%(id)s”."
    ),
    "reply_unreadable": gettext_noop(
        "In scene “%(scene)s”, “%(text)s” cannot be read. Expected: answer | points | next scene | "
        "what to say to it."
    ),
    "scene_not_reached": gettext_noop("No answer leads to scene “%(scene)s”."),
    "scenes_in_circle": gettext_noop(
        "These scenes lead back to each other, so that a learner may never reach an end: "
        "%(scenes)s."
    ),
    "scenario_without_points": gettext_noop("No way through the scenes earns points."),
    # Another format
    "kind_not_in_gift": gettext_noop("GIFT has no question of the kind “%(kind)s”."),
    "typos_out_of_range": gettext_noop(
        "%(count)d spelling slips are too many. Expected a number from 0 to %(limit)d."
    ),
    "unit_unreadable": gettext_noop(
        "“%(text)s” cannot be a unit. Expected a name that begins with a letter or a sign such as € or %%."
    ),
    "unit_repeated": gettext_noop("Two units are named “%(text)s”."),
    "unit_worth_nothing": gettext_noop(
        "The unit “%(text)s” is worth nothing. Expected a number above zero."
    ),
    "no_base_unit": gettext_noop(
        "No unit is worth 1. Expected one: the unit of the accepted numbers."
    ),
    "criterion_empty": gettext_noop("Criterion %(position)d has no title."),
    "criterion_worth_nothing": gettext_noop(
        "Criterion %(position)d has a share of nothing. Expected a number above zero."
    ),
    "criteria_sum": gettext_noop(
        "The shares of the criteria add up to %(sum)s %%. Expected 100 %%."
    ),
    "criteria_unmarked": gettext_noop(
        "This essay has criteria, and nobody marks it. Expected a marker, or no criteria."
    ),
    "words_negative": gettext_noop("A number of words cannot be below zero."),
    "words_reversed": gettext_noop(
        "At least %(least)d words and at most %(most)d is impossible. Expected the smaller number first."
    ),
    # Pictures and recordings
    "alternative_or_decorative": gettext_noop(
        "A picture needs a text that says the same, or to be marked as decorative; not both."
    ),
    "alternative_too_long": gettext_noop(
        "The text of a picture or recording has %(count)d characters. Expected at most %(limit)d."
    ),
    "audio_not_named": gettext_noop("A recording needs a text that says what it is."),
    "audio_without_transcript": gettext_noop("A recording needs its words in writing."),
    "choice_media": gettext_noop("Choice %(position)d can have one picture, and no recording."),
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
