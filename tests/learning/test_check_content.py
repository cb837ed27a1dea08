"""`manage.py check_content` over a whole folder: what it says, of which file, on which line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.learning.courses_on_disk import written


QUESTION = "::Question {0}::Est-ce vrai\u00a0?{{T#Au {0}, non#Au {0}, oui####Voilà.}}\n\n"
QUESTION_EN = "::Question {0}::Is it true?{{T#At {0}, no#At {0}, yes####There.}}\n\n"
LESSON = """---
title: {title}
goal: {goal}
minutes: 3
{quiz}---

{text}

::: reveal title="{ask}"
{text}
:::

::: image src="dessin.svg" alt="{alt}"
:::

::: checklist title="{do}"
- {item}
:::

::: callout title="{summary}"
{text}
:::
"""
FRENCH = {
    "title": "Ouvrir son compte",
    "goal": "vous saurez ouvrir un compte.",
    "quiz": "quiz: ouvrir-bilan\n",
    "text": "Le jour se lève sur la ville.",
    "ask": "Que voyez-vous\u00a0?",
    "alt": "Un plan",
    "do": "À faire",
    "item": "J’ai ouvert mon compte",
    "summary": "À retenir",
}
ENGLISH = {
    "title": "Opening an account",
    "goal": "you will know how to open an account.",
    "quiz": "",
    "text": "Day breaks over the town.",
    "ask": "What do you see?",
    "alt": "A plan",
    "do": "To do",
    "item": "I have opened my account",
    "summary": "Key points",
}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 20"><rect width="9" height="9"/></svg>'
FRAMEWORK = (
    "name: {name}\nslug: {slug}\nareas:\n  - code: '1'\n    competences:\n      - {{code: '1.1'}}\n"
)
MODULE = "modules/un-module"
COURSE = {
    "frameworks/a.yaml": FRAMEWORK.format(name="CRCN", slug="crcn-2019"),
    "frameworks/b.yaml": FRAMEWORK.format(name="DigComp 3.0", slug="digcomp-3"),
    f"fr/{MODULE}/module.md": '---\ntitle: Un module\nsummary: En bref.\ncompetences: ["CRCN 1.1", "DigComp 1.1"]\ndrawing: ouvrir-son-compte\n'
    "---\n\nUne introduction.\n",
    f"fr/{MODULE}/01-ouvrir.md": LESSON.format(**FRENCH),
    f"fr/{MODULE}/ouvrir-bilan.gift": "".join(QUESTION.format(number) for number in range(10)),
    f"fr/{MODULE}/dessin.svg": DRAWING,
    "fr/paths/un-parcours.md": "---\ntitle: Un parcours\nmodules: [un-module]\n---\n\nÀ suivre.\n",
    f"en/{MODULE}/module.md": "---\ntitle: A module\nsummary: In short.\n---\n\nAn opening.\n",
    f"en/{MODULE}/01-ouvrir.md": LESSON.format(**ENGLISH).replace("minutes: 3\n", ""),
    f"en/{MODULE}/ouvrir-bilan.gift": "".join(QUESTION_EN.format(number) for number in range(10)),
    f"en/{MODULE}/dessin.svg": DRAWING,
    "en/paths/un-parcours.md": "---\ntitle: A path\nmodules: [un-module]\n---\n\nTo follow.\n",
}


@pytest.fixture
def content(tmp_path):
    return written(tmp_path / "content", COURSE)


def checked(content, *paths):
    """What is said, and whether it ends well."""
    out = StringIO()
    try:
        call_command("check_content", *map(str, paths), content=str(content), stdout=out)
    except SystemExit as ending:
        return out.getvalue(), ending.code == 0
    return out.getvalue(), True


def rewrite(content, name, before, after):
    path = content / name
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after, 1))


def test_a_course_that_keeps_to_the_rules_ends_well_with_its_totals(content):
    output, is_well = checked(content)
    assert is_well, output
    assert output.splitlines()[-1] == "0 errors, 0 warnings"
    assert "fr: 1 modules, 1 lessons" in output
    assert "10 questions" in output


@pytest.mark.parametrize(
    ("name", "before", "after", "line", "said"),
    [
        (f"fr/{MODULE}/01-ouvrir.md", "la ville.", "la ville !", 8, "plain space before “!”"),
        (f"fr/{MODULE}/01-ouvrir.md", "Ouvrir son", "Ouvrir l'", 2, "apostrophe"),
        (f"fr/{MODULE}/01-ouvrir.md", 'alt="Un plan"', 'alt="Un plan ?"', 14, "plain space"),
        (f"fr/{MODULE}/01-ouvrir.md", "la ville.", "[ici](page:/perdu/).", 8, "leads nowhere"),
        (f"fr/{MODULE}/01-ouvrir.md", "la ville.", "[ici](/perdu/).", 8, "leads nowhere"),
        (
            f"fr/{MODULE}/01-ouvrir.md",
            "la ville.",
            '\n::: check question="ouvrir-bilan/Perdue"\n:::',
            9,
            "no question “Perdue” in ouvrir-bilan.gift",
        ),
        (
            f"fr/{MODULE}/01-ouvrir.md",
            "la ville.",
            '\n:::: find title="Où" src="plan.svg"\n::::',
            9,
            "has no alternative",
        ),
        (f"fr/{MODULE}/01-ouvrir.md", "la ville.", "notre mail.", 8, "courriel"),
        (f"fr/{MODULE}/01-ouvrir.md", "la ville.", "l’article 3.", 8, "of which text"),
        (f"fr/{MODULE}/01-ouvrir.md", "dessin.svg", "perdu.svg", 14, "perdu.svg"),
        (f"fr/{MODULE}/01-ouvrir.md", "quiz: ouvrir-bilan", "quiz: perdu", 1, "perdu"),
        (f"fr/{MODULE}/01-ouvrir.md", "minutes: 3", "durée: 6", 4, "unknown key"),
        (f"fr/{MODULE}/01-ouvrir.md", "minutes: 3", "minutes: 6\noffers: [perdu]", 5, "perdu"),
        (f"fr/{MODULE}/01-ouvrir.md", "minutes: 3", "reviewed_on: 2026-13-45", 1, "not understood"),
        (f"fr/{MODULE}/module.md", "CRCN 1.1", "CRCN 7.7", 4, "CRCN 7.7"),
        (f"fr/{MODULE}/module.md", "summary", "requires: [perdu]\nsummary", 3, "perdu"),
        (
            f"fr/{MODULE}/ouvrir-bilan.gift",
            "{T#Au 0, non#Au 0, oui",
            "{T#Au 0, non",
            1,
            "no feedback",
        ),
        (f"fr/{MODULE}/ouvrir-bilan.gift", "Question 1", "Question 0", 3, "stands twice"),
        (f"fr/{MODULE}/ouvrir-bilan.gift", "Voilà.", "C'est vrai.", 1, "apostrophe"),
        (f"fr/{MODULE}/dessin.svg", "<rect", "<script/><rect", 0, "<script>"),
        ("fr/paths/un-parcours.md", "[un-module]", "[perdu]", 3, "perdu"),
        (f"en/{MODULE}/01-ouvrir.md", "the town.", "the town.\n## More", 7, "the source"),
        (f"en/{MODULE}/01-ouvrir.md", "Key points", "Summary", 0, "Key points"),
        ("en/paths/un-parcours.md", "\n\nTo follow.", "", 0, "no text below the front matter"),
        (f"en/{MODULE}/ouvrir-bilan.gift", "{T#", "{F#", 1, "answers or weights"),
        (f"en/{MODULE}/ouvrir-bilan.gift", "There.", "It's true.", 1, "apostrophe"),
    ],
)
def test_what_is_wrong_is_told_with_its_file_and_line(content, name, before, after, line, said):
    rewrite(content, name, before, after)
    output, is_well = checked(content)
    assert not is_well
    lines = [output_line for output_line in output.splitlines() if said in output_line]
    assert lines, output
    assert any(f"{name}:{line}:" in output_line for output_line in lines), output


def test_a_module_has_a_bank_of_ten_questions(content):
    for language, question in (("fr", QUESTION), ("en", QUESTION_EN)):
        rewrite(content, f"{language}/{MODULE}/ouvrir-bilan.gift", question.format(9), "")
    output, is_well = checked(content)
    assert not is_well
    assert f"fr/{MODULE}/module.md:0: no …-bilan.gift with 10 questions or more" in output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"fr/{MODULE}/ancien.gift", "nothing names this file"),
        (f"fr/{MODULE}/ancien.svg", "nothing names this file"),
        ("en/articles/help.md", "has no twin in fr"),
        ("fr/articles/aide.md", "is missing; fr has it"),
    ],
)
def test_a_file_too_many_is_told(content, name, said):
    text = {"gift": QUESTION.format(1), "svg": DRAWING, "md": "---\ntitle: Aide\n---\n\nBien.\n"}
    written(content, {name: text[name.rpartition(".")[2]]})
    output, is_well = checked(content)
    assert not is_well
    assert said in output


def test_a_variant_is_judged_as_it_lies_over_the_course_and_each_file_once(content):
    varied = f"fr/variants/logement/{MODULE}/01-ouvrir.md"
    written(content, {varied: LESSON.format(**FRENCH | {"text": "La ville dort ?"})})
    output, is_well = checked(content)
    assert not is_well
    assert f"{varied}:8: a plain space" in output
    assert f"en/variants/logement/{MODULE}/01-ouvrir.md:0: is missing" in output
    assert f"fr/{MODULE}/01-ouvrir.md:8" not in output
    rewrite(content, f"fr/{MODULE}/01-ouvrir.md", "la ville.", "la ville !")
    output, _is_well = checked(content)
    assert output.count("a plain space before “!”") == 1


def test_what_the_importer_would_refuse_in_a_variant_is_told_by_its_own_file(content):
    varied = f"fr/variants/logement/{MODULE}/01-ouvrir.md"
    written(content, {varied: LESSON.format(**FRENCH).replace("::: checklist", "::: liste")})
    assert f"{varied}:17: unknown directive" in checked(content)[0]


def test_whoever_writes_a_module_hears_of_it_alone(content):
    rewrite(content, "fr/paths/un-parcours.md", "Un parcours", "L'autre")
    rewrite(content, f"fr/{MODULE}/01-ouvrir.md", "la ville.", "la ville !")
    output, is_well = checked(content, content / "fr/modules")
    assert not is_well
    assert "01-ouvrir.md" in output
    assert "un-parcours.md" not in output


def test_a_warning_fails_nothing(content):
    rewrite(content, f"fr/{MODULE}/01-ouvrir.md", "la ville.", "72 % de la ville.")
    output, is_well = checked(content)
    assert is_well
    assert "warning: a number" in output
    assert output.splitlines()[-1] == "0 errors, 1 warnings"


def test_a_module_without_a_drawing_is_worth_a_look(content):
    rewrite(content, f"fr/{MODULE}/module.md", "drawing: ouvrir-son-compte\n", "")
    output, is_well = checked(content)
    assert is_well
    assert "warning: no drawing" in output


def test_small_glossaries_placements_and_words_that_stand_twice_are_told(content):
    words = "- term: Mot\n  definition: Ce qu’il dit.\n  variants: mots\n- term: Mots\n  definition: Bien.\n"
    quiz = "title: Où en suis-je\npurpose: placement\nquestions: [Question 1]\n"
    written(content, {"fr/glossary.yaml": words, "fr/quizzes/niveau.yaml": quiz})
    output, _is_well = checked(content)
    assert "2 terms; expected 60" in output
    assert "“mots” stands in “Mot” too" in output
    assert "1 questions; expected 30" in output


def test_a_word_in_english_says_of_which_it_is(content):
    french = "- term: Mot\n  definition: Ce qu’il dit.\n"
    english = "- term: Word\n  of: Mots\n  definition: What it says.\n"
    written(content, {"fr/glossary.yaml": french, "en/glossary.yaml": english})
    assert "“Word” is of no term of the source: “Mots”" in checked(content)[0]
    rewrite(content, "en/glossary.yaml", "of: Mots", "of: Mot")
    assert "of no term" not in checked(content)[0]


def test_a_folder_without_courses_is_refused(tmp_path):
    with pytest.raises(CommandError) as refusal:
        checked(tmp_path)
    assert refusal.value.returncode == 2


def test_it_needs_no_database(content):
    """No mark of the database on these tests: a query would fail them."""
    assert checked(content)[1]
