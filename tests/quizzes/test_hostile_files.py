"""Questions that somebody wrote to do harm, through every file that brings questions in: what is stored and
what a page makes of it, read as a browser reads it."""

import pytest

from quizzes.file_questions import FileQuestion
from quizzes.formats import FORMATS
from quizzes.html import to_safe_html, unwrap_paragraph
from quizzes.importers.django_quiz import import_django_quiz
from quizzes.importers.questions import import_questions
from quizzes.kinds.base import CannotWrite
from quizzes.kinds.blanks import Blanks, text_pieces
from quizzes.kinds.choices import Choice
from quizzes.kinds.single_choice import SingleChoice
from quizzes.models import Question
from quizzes.specs.codec import from_dict
from quizzes.values.gaps import Gap
from quizzes.values.marks import FULL, NOTHING
from quizzes.values.texts import Rich, TextFormat, texts_inside
from tests.browser_reading import elements, harm_in
from tests.hostile_markup import CORPUS, MARK
from tests.people.factories import PersonFactory
from tests.quizzes.old_dumps import OldDump


pytestmark = pytest.mark.django_db


def written(text, text_format, number):
    rich = Rich(text, text_format)
    return FileQuestion(
        title=f"Question {number}",
        spec=SingleChoice(
            text=Rich(f"Quoi {number} ? {text}", text_format),
            choices=(
                Choice(id="a", text=rich, fraction=FULL, feedback=rich),
                Choice(id="b", text=Rich(f"Rien {number}", text_format), fraction=NOTHING),
            ),
            general_feedback=rich,
        ),
    )


def writable(file_format, text_format):
    """The strings that a file of this format can hold, each in a question."""
    for number, text in enumerate(text for text in CORPUS if len(text) < 1000):
        question = written(text.replace("\0", ""), text_format, number)
        try:
            if not file_format.read(file_format.write([question])).problems:
                yield question
        except CannotWrite:
            continue


def shown():
    for question in Question.objects.exclude(current_version=None).select_related(
        "current_version"
    ):
        for rich in texts_inside(from_dict(question.current_version.spec)):
            yield to_safe_html(rich)
            yield unwrap_paragraph(to_safe_html(rich))


@pytest.mark.parametrize(
    ("name", "text_format"),
    [
        *(
            ("gift", text_format)
            for text_format in (TextFormat.HTML, TextFormat.MARKDOWN, TextFormat.MOODLE)
        ),
        *(("moodle-xml", text_format) for text_format in (TextFormat.HTML, TextFormat.MOODLE)),
        *((name, TextFormat.HTML) for name in ("csv", "xlsx")),
        ("aiken", TextFormat.PLAIN),
    ],
)
def test_questions_of_a_file_do_nothing(name, text_format):
    tried = FORMATS[
        "csv" if name == "xlsx" else name
    ]  # one reader for both, and a workbook takes long
    questions = list(writable(tried, text_format))

    report = import_questions(FORMATS[name].write(questions), format_name=name, skip_refused=True)

    texts = list(shown())
    assert report.applied
    assert len(texts) > 5 * 120
    assert MARK in "".join(texts)
    assert [harm for text in texts for harm in harm_in(text)] == []


def test_questions_of_an_old_dump_do_nothing():
    dump = OldDump()
    dump.user()
    PersonFactory(email="A.Durand@exemple.fr")
    dump.quiz()
    for number, text in enumerate(text for text in CORPUS if len(text) < 900):
        text = text.replace("\0", "")
        dump.choice(
            f"Quoi {number} ? {text}", right=(f"R {text}",), wrong=(f"F {text}",), explanation=text
        )

    report = import_django_quiz(dump.bytes, skip_refused=True)

    texts = list(shown())
    assert report.applied
    assert len(texts) > 5 * 120
    assert [harm for text in texts for harm in harm_in(text)] == []


@pytest.mark.parametrize("text_format", [TextFormat.HTML, TextFormat.MARKDOWN, TextFormat.MOODLE])
def test_a_gap_is_never_cut_into_a_mark(text_format):
    """The text of a question with gaps is cut where they stand, after it was cleaned."""
    field = '<input name="gaps-g1" value="">'
    for entry in CORPUS:
        for text in (
            f"[[1]] {entry} [[2]]",
            entry.replace(MARK, f"{MARK}[[1]]", 1),
            entry.replace(">", "[[1]]>"),
        ):
            spec = Blanks(
                text=Rich(text, text_format), gaps=(Gap(accepted=("a",)), Gap(accepted=("b",)))
            )
            page = "".join(piece.get("html") or field for piece in text_pieces(spec))

            assert harm_in(page) == []
            assert page.count(field) == 2
            assert len([tag for tag, _ in elements(page) if tag == "input"]) == 2
