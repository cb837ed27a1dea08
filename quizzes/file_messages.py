"""What can be wrong with, or lost from, a file of questions in a format other than GIFT."""


def gettext_noop(message: str) -> str:
    """Mark a sentence for `makemessages`; the page that shows it translates it."""
    return message


FILE_MESSAGES = {
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
