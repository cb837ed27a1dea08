"""Questions in a table, one a row: each kind, its words in two languages, what is wrong with its line."""

import csv
import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from core.tabular import Unreadable
from quizzes.file_questions import FileQuestion
from quizzes.formats import CSV, FORMATS, XLSX
from quizzes.kinds.base import CannotWrite
from quizzes.kinds.essay import Essay
from quizzes.kinds.information import Information
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.short_text import ShortText, TextAnswer
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.specs.codec import to_dict
from quizzes.tables.reader import read_table
from quizzes.tables.writer import csv_table, questions_workbook_bytes, table_rows, template_rows
from quizzes.values.texts import Rich, TextFormat
from tests.quizzes.factories import spec


HEADING = (
    "kind;text;format;right answers;answer 1;worth 1;feedback 1;answer 2;worth 2;answer 3;"
    "explanation;match case;feedback otherwise;whole content"
)
NAMES = HEADING.split(";")


def table(*rows, heading=HEADING):
    return "\n".join([heading, *rows]).encode()


def row(**cells):
    """A line by the names of its columns, with _ for spaces."""
    return ";".join(cells.get(name.replace(" ", "_"), "") for name in NAMES)


def only(**cells):
    result = read_table(table(row(**cells)))
    assert result.problems == ()
    [question] = result.questions
    return question.spec


def codes(**cells):
    result = read_table(table(row(**cells)))
    assert all(problem.line == 2 for problem in result.problems)
    return [problem.code for problem in result.problems]


ASKED = {"text": "Quoi ?"}
CHOICE = {**ASKED, "kind": "choix unique", "answer_1": "un", "answer_2": "deux"}


def test_a_choice_of_one_says_which_is_right_by_its_number():
    question = only(**CHOICE, right_answers="2", feedback_1="Non", explanation="Voir")

    assert isinstance(question, SingleChoice)
    assert [int(choice.fraction) for choice in question.choices] == [0, 100]
    assert question.choices[0].feedback == Rich("Non")
    assert question.general_feedback == Rich("Voir")


def test_a_choice_of_several_shares_the_points_or_says_what_each_is_worth():
    shared = only(**CHOICE | {"kind": "choix multiple"}, answer_3="trois", right_answers="1, 3")
    said = only(**CHOICE | {"kind": "choix multiple"}, worth_1="100 %", worth_2="-33,5")

    assert isinstance(shared, MultipleChoice)
    assert [int(choice.fraction) for choice in shared.choices] == [50, 0, 50]
    assert [choice.fraction for choice in said.choices] == [100, Decimal("-33.5")]


@pytest.mark.parametrize(("word", "answer"), [("Vrai", True), ("FAUX", False), ("true", True)])
def test_true_or_false(word, answer):
    question = only(**ASKED, kind="vrai ou faux", right_answers=word)

    assert isinstance(question, TrueFalse)
    assert question.answer is answer


def test_typed_answers():
    short = only(**CHOICE | {"kind": "réponse courte"}, worth_2="50", match_case="oui")
    number = only(**ASKED, kind="nombre", answer_1="1 234,5 ± 0,5", feedback_otherwise="Non")

    assert isinstance(short, ShortText)
    assert [int(answer.fraction) for answer in short.answers] == [100, 50]
    assert short.match_case
    assert isinstance(number, Numeric)
    assert (number.answers[0].value, number.answers[0].tolerance) == (
        Decimal("1234.5"), Decimal("0.5"),
    )  # fmt: skip
    assert number.wrong_feedback == Rich("Non")


def test_pairs_essays_and_texts_to_read():
    pairs = only(**ASKED, kind="appariement", answer_1="a -> 1", answer_2="b->2", answer_3="-> 3")

    assert isinstance(pairs, Matching)
    assert [(p.prompt.text, p.answer) for p in pairs.pairs] == [("a", "1"), ("b", "2")]
    assert pairs.distractors == ("3",)
    assert isinstance(only(**ASKED, kind="rédaction"), Essay)
    assert isinstance(only(**ASKED, kind="information"), Information)


def test_a_format_is_for_every_text_of_the_row():
    question = only(**CHOICE, right_answers="1", format="Markdown")

    assert {question.text.format, question.choices[0].text.format} == {TextFormat.MARKDOWN}


def test_english_headings_in_any_capitals_and_order_with_commas():
    data = b"Answer 2,KIND,Text,answer 1,Right answers\nno,single choice,What?,yes,2\n"

    [question] = read_table(data).questions

    assert [choice.text.text for choice in question.spec.choices] == ["yes", "no"]


def test_a_workbook_filled_in_by_hand():
    book, out = Workbook(), io.BytesIO()
    book.active.append(["type", "énoncé", "réponse 1", "bonnes réponses", "réponse 2"])
    book.active.append(["nombre", "Combien ?", 12.5, None, None])
    book.active.append(["choix unique", "Quoi ?", 2, 1, 3])
    book.save(out)

    number, choice = read_table(out.getvalue()).questions

    assert number.spec.answers[0].value == Decimal("12.5")
    assert [one.text.text for one in choice.spec.choices] == ["2", "3"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"kind": "devinette"}, "table_kind"),
        ({"kind": ""}, "table_kind"),
        ({**CHOICE, "right_answers": "3"}, "table_right"),
        ({**CHOICE, "right_answers": "la deuxième"}, "table_right"),
        ({**CHOICE, "right_answers": ""}, "no_right_choice"),
        ({**CHOICE, "worth_1": "200"}, "table_worth"),
        ({**CHOICE, "worth_1": "beaucoup"}, "table_worth"),
        ({**CHOICE, "right_answers": "1", "format": "word"}, "table_format"),
        ({"kind": "vrai ou faux", "right_answers": "peut-être"}, "table_right"),
        ({"kind": "nombre", "answer_1": "9**9**9"}, "table_number"),
        ({"kind": "nombre", "answer_1": "1e999999"}, "table_number"),
        ({"kind": "nombre", "answer_1": "nan"}, "table_number"),
        ({"kind": "nombre"}, "no_answers"),
        ({"kind": "appariement", "answer_1": "a"}, "table_pair"),
        ({"kind": "réponse courte", "worth_1": "50", "answer_2": "b"}, "table_gap"),
        ({"kind": "réponse courte", "answer_1": "b", "match_case": "bof"}, "table_yes"),
        ({"kind": "rédaction", "text": " "}, "no_text"),
        ({"kind": "rédaction", "whole_content": "{}"}, "table_content"),
        ({"kind": "rédaction", "whole_content": "[" * 50_000}, "table_content"),
        ({"kind": "rédaction", "whole_content": "n’importe quoi"}, "table_content"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(cells, code):
    assert codes(**{**ASKED, **cells}) == [code]


@pytest.mark.parametrize(
    "data",
    [b"", b"a;b\n1;2\n", b"type\nnombre\n", "type;énoncé;autre\n".encode(), b"%PDF-1.4", b"\0"],
)
def test_what_is_no_table_of_questions_is_refused(data):
    with pytest.raises(Unreadable):
        read_table(data)


def written(asks, write=csv_table):
    return write([FileQuestion(spec=asks, title="T", category="C")])


def cells_of_csv(data):
    heading, line = read_lines(data)
    return dict(zip(heading, line, strict=True))


def read_lines(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_a_plain_question_needs_no_column_of_the_whole_content():
    with override("fr"):
        cells = cells_of_csv(written(spec("[plain]Où ?{~[plain]Ici =[plain]Là}")))

    assert (cells["type"], cells["bonnes réponses"], cells["réponse 2"]) == (
        "choix unique",
        "2",
        "Là",
    )
    assert cells["contenu entier"] == ""


def test_a_question_that_its_cells_cannot_say_is_written_whole():
    asks = ShortText(text=Rich("Q"), answers=tuple(TextAnswer(text=str(n)) for n in range(12)))
    with override("en"):
        cells = cells_of_csv(written(asks))

    assert json.loads(cells["whole content"]) == to_dict(asks)


def test_cells_changed_beside_the_whole_content_are_refused_not_passed_over():
    asks = Essay(text=Rich("Quoi ?"), is_marked=True)
    with override("fr"):
        data = written(asks)
        assert [q.spec for q in read_table(data).questions] == [asks]

        problems = read_table(data.replace(b"Quoi ?", b"Qui ?", 1)).problems

    assert [(p.line, p.code, p.params["names"]) for p in problems] == [
        (2, "table_two_contents", "énoncé")
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("other", ["fr", "en"])
def test_a_table_in_one_language_is_read_in_the_other(language, other):
    asks = [Essay(text=Rich("Quoi ?"), is_marked=True), TrueFalse(text=Rich("Vrai ?"), answer=True)]
    with override(language):
        data = csv_table([FileQuestion(spec=spec) for spec in asks])
    with override(other):
        assert [question.spec for question in read_table(data).questions] == asks


HOSTILE = [
    "=1+1",
    "+33",
    "-cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "'=1",
    "＝1+1",
    "#N/A",
    "=",
    "-5",
]


@pytest.mark.parametrize("name", ["csv", "xlsx"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_and_each_comes_back(name, text):
    asks = ShortText(text=Rich(text), answers=(TextAnswer(text=text.strip()),))
    question = FileQuestion(spec=asks, title=text.strip(), tags=(text.strip(),))

    data = FORMATS[name].write([question])

    for cell in [
        cell for line in (read_lines(data) if name == "csv" else sheet(data)) for cell in line
    ]:
        assert not str(cell).startswith(("=", "+", "@", "\t")) or cell == "="
    [back] = FORMATS[name].read(data).questions
    assert (back.spec, back.title, back.tags) == (asks, text.strip(), (text.strip(),))


def sheet(data):
    cells = [cell for line in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    return [[cell.value or "" for cell in cells]]


def test_a_question_longer_than_a_cell_is_not_written():
    with pytest.raises(CannotWrite):
        list(table_rows([FileQuestion(spec=Essay(text=Rich("a" * 40_000)))]))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_table_to_fill_in_is_itself_taken_in(language):
    with override(language):
        rows = list(template_rows())
        [questions] = [read_table(questions_workbook_bytes(rows)).questions]

        assert len({type(question.spec) for question in questions}) == len(questions) == 8
        assert {line[-1] for line in rows[1:]} == {""}
        assert CSV.read(csv_table(questions)).questions == questions


def bomb():
    """A workbook whose sheet unpacks to 600 MB."""
    out = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(questions_workbook_bytes([["type", "énoncé"]])))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for member in good.namelist():
            if not member.startswith("xl/worksheets/"):
                packed.writestr(member, good.read(member))
        with packed.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(b"<worksheet><sheetData>")
            for _ in range(600):
                part.write(b" " * 1_000_000)
    return out.getvalue()


def with_part(name, data):
    out = io.BytesIO()
    good = zipfile.ZipFile(
        io.BytesIO(questions_workbook_bytes([["type", "énoncé"], ["rédaction", "Q"]]))
    )
    with zipfile.ZipFile(out, "w") as packed:
        for member in good.namelist():
            packed.writestr(member, good.read(member))
        packed.writestr(name, data)
    return out.getvalue()


def test_a_workbook_that_unpacks_without_end_is_refused():
    with pytest.raises(Unreadable):
        XLSX.read(bomb())


def test_a_name_that_climbs_out_of_the_archive_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    result = XLSX.read(with_part("../../climbed.txt", b"x"))

    assert len(result.questions) == 1
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent.parent / "climbed.txt").exists()
