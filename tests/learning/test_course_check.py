"""The rules that a course keeps to, one by one, in plain values."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.course_check.anglicisms import anglicisms
from learning.course_check.drawings import drawing_problems
from learning.course_check.languages import (
    page_translation_problems,
    yaml_structure_differences,
)
from learning.course_check.law import unsourced_law
from learning.course_check.lessons import (
    competence_problems,
    front_matter_problems,
    image_problems,
    lesson_problems,
    missing_check_problems,
)
from learning.course_check.pages import Passage, plain_text, read_page, yaml_texts
from learning.course_check.questions import (
    feedback_problems,
    guessable_answer_problems,
    question_translation_problems,
    title_problems,
)
from learning.course_check.readability import measure_readability, readability_problems, syllables
from learning.course_check.typography import (
    english_problems,
    french_number_problems,
    french_problems,
)
from learning.course_check.way import usual_way, way_problems
from quizzes.gift.reader import read_gift


HARD = "\u00a0"
LESSON = """---
title: Un titre
goal: vous saurez ouvrir un compte.
minutes: 4
quiz: le-quiz
---

Une **scène** avec un [lien](page:/apprendre/) et du `code :`.

::: checklist title="À faire"
- Ouvrir mon compte
:::

::: callout title="À retenir"
Un seul mot.
:::
"""


def page(text=LESSON):
    return read_page(Path("lecon.md"), text)


def changed(before, after):
    assert before in LESSON
    return page(LESSON.replace(before, after))


def questions(gift):
    return list(read_gift(gift).questions)


# --- Level ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("que", 1), ("quatre", 1), ("guichet", 2), ("locataire", 3), ("donnée", 2), ("données", 2)),
        *(("océan", 3), ("naïf", 2), ("payer", 2), ("numérique", 4), ("œuvre", 1), ("ÉCRAN", 2)),
        *(("les", 1), ("le", 1), ("y", 1), ("2026", 1), ("CNIL", 1)),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_said(word, count):
    assert syllables(word) == count


@given(st.text(alphabet="aeiouyéèêïëüœbcdfglmnpqrst", min_size=1, max_size=20))
def test_every_word_has_a_syllable_and_no_more_than_letters(word):
    assert 1 <= syllables(word) <= len(word)


def test_each_item_and_cell_ends_a_sentence_and_a_heading_is_no_prose():
    measured = measure_readability(
        [
            Passage(1, "Un titre de cinq mots", "heading"),
            Passage(2, "Deux mots. Puis trois mots", "text"),
            Passage(3, "Un seul", "item"),
            Passage(4, "Mon titre", "attribute"),
        ]
    )
    assert (measured.words, measured.sentences) == (7, 3)


def test_plain_words_in_short_sentences_pass_and_long_words_do_not():
    plain = [Passage(1, "Le chat dort. Il fait bon. Le jour va vite. " * 5, "text")]
    heavy = [Passage(1, "L’administration territoriale communique régulièrement. " * 20, "text")]
    assert readability_problems(measure_readability(plain)) == []
    assert "Kandel-Moles" in readability_problems(measure_readability(heavy))[0]


def test_sentences_of_more_than_twenty_words_are_told():
    long = [Passage(1, "le la de un ou et " * 4 + ".", "text")] * 2
    assert "24.0 words" in readability_problems(measure_readability(long))[-1]


# --- Typography ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"Vraiment{HARD}? Oui{HARD}: «{HARD}Bien{HARD}»\u202f; l’agent dit «{HARD}non{HARD}».",
        "Le guichet ouvre à 10:30. (Pourquoi\u00a0?)",
        "Une liste… et rien",
    ],
)
def test_french_that_is_well_set_has_nothing_said(text):
    assert french_problems(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Vraiment ?", "plain space"),
        ("Vraiment?", "no space"),
        ("Voici: rien", "no space"),
        ("« Bien\u00a0»", "“«”"),
        ("«\u00a0Bien»", "“»”"),
        ("«\u00a0Bien »", "plain space"),
        ("l'agent", "apostrophe"),
        ('le "mot"', "quotation"),
        ("et...", "…"),
    ],
)
def test_french_that_is_not_is_told_with_its_place(text, said):
    assert any(said in problem for problem in french_problems(text))


def test_english_has_curly_quotes_and_no_space_before_a_sign():
    assert english_problems("“It’s open”, she said: why not?") == []
    assert [len(english_problems(text)) for text in ("It's", 'a "word"', "Why ?", "Wait...")] == [
        1,
        2,
        1,
        1,
    ]


def test_a_text_on_quotation_marks_may_show_them_as_one_types_them():
    assert french_problems('Tapez "charges récupérables", entre guillemets.') == []
    assert english_problems('Type "service charges", between quotation marks.') == []


def test_a_number_that_a_line_may_tear_is_worth_a_look():
    assert french_number_problems("1 000 euros, 72 %")
    assert not french_number_problems("1\u202f000 euros, 72\u00a0%, au 01 23 45 67 89")


def test_what_is_not_read_is_left_out_of_a_line():
    line = "Voir [le site](https://a.fr/?b:c) ou `x ?` et **gras\u00a0:** <b>mot</b> a@b.fr"
    assert plain_text(line) == "Voir le site ou  et gras\u00a0: mot"


@pytest.mark.parametrize("text", ["Envoyez un mail.", "Le digital", "Un E-mail"])
def test_an_english_word_is_told_with_the_french_one(text):
    assert "French has" in anglicisms(text)[0]


@pytest.mark.parametrize(
    "text",
    ["Le mot «\u00a0mail\u00a0»", "une empreinte digitale", "Signal Spam", "émail, e-mailing-x"],
)
def test_a_word_that_is_spoken_of_is_none(text):
    assert anglicisms(text) == []


# --- The law -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Le délai est de 72 heures (RGPD, article 33, paragraphe 1).",
        "L’article 21 de la loi du 6 juillet 1989 le dit.",
        "Loi n° 78-17 du 6 janvier 1978, article 48.",
        "Code des relations entre le public et l’administration, article L112-8.",
        "L’assuré prévient sa caisse (même code, article L. 376-1).",
        "Ordinance no. 2005-1516 of 8 December 2005, Article 1.",
        "The French criminal code sets a penalty (Article 226-13).",
        "See GDPR, Article 9. Act no. 78-17 of 6 January 1978.",
        "Un article de presse en 2 pages.",
    ],
)
def test_an_article_with_the_name_of_its_text_can_be_looked_up(text):
    assert unsourced_law(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("L’article 33 le dit.", "Voir l’article L112-9.", "La loi, article 4.", "Loi n° 78-17."),
        "The chart shows article 33.",
    ],
)
def test_an_article_without_it_is_told(text):
    assert unsourced_law(text)


# --- Lessons and modules ---------------------------------------------------------------------------------


def told(problems):
    return " / ".join(message for _line, message in problems)


def lesson(read, slug="une-lecon", language="fr"):
    return told(lesson_problems(read, slug=slug, language=language))


def test_a_whole_lesson_has_nothing_said():
    assert lesson(page()) == ""
    assert told(missing_check_problems(page())) == ""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("minutes: 4", "minutes: 12", "12 minutes"),
        ("ouvrir un compte.", "ouvrir. Et fermer.", "one goal"),
        ("goal: vous", "goal: Vous", "capital"),
        ("::: checklist", "::: callout", "nothing to do"),
        ("À retenir", "En bref", "no summary"),
    ],
)
def test_what_a_lesson_lacks_is_told(before, after, said):
    assert said in lesson(changed(before, after))


def test_a_lesson_ends_with_a_check_that_is_required():
    assert "no check" in told(missing_check_problems(changed("quiz: le-quiz\n", "")))
    free = page(LESSON.replace("quiz: le-quiz\n", "") + '\n::: quiz name="a" required="no"\n:::\n')
    checked_page = page(LESSON.replace("quiz: le-quiz\n", "") + '\n::: quiz name="a"\n:::\n')
    assert "no check" in told(missing_check_problems(free))
    assert told(missing_check_problems(checked_page)) == ""


def test_a_lesson_that_takes_stock_needs_no_summary_but_something_to_do():
    stock = changed("À retenir", "En bref")
    assert lesson(stock, slug="faire-le-point") == ""
    without = page(LESSON.replace("::: checklist", "::: callout"))
    assert "nothing to do" in lesson(without, slug="faire-le-point")


SHORT = """---
title: Un titre
---
La file avance, puis s’arrête.

::: reveal title="Que dites-vous ?"
Que l’attente est longue.
:::

## Ce qui aide

Une phrase, puis un fait.

::: image src="a.svg" alt="Une file"
:::

::: checklist title="Mon geste"
- J’ai salué avant de répondre
:::

:::: accordion
::: part title="Pour aller plus loin"
MORE
:::
::::
"""


def test_the_way_through_a_lesson_is_short_and_something_to_do():
    def way(before="", after="", slug="une-lecon"):
        assert before in SHORT
        return told(way_problems(page(SHORT.replace(before, after, 1)), slug))

    more = " mot" * 400
    assert way("MORE", more) == ""  # what is folded is not on the way
    assert "words on the way" in way("un fait", more)
    assert "in this part" in way("un fait", " mot" * 140)
    assert "words stand before" in way("La file", " mot" * 80)
    assert "no heading" in way("La file", "## La file\n\nElle")
    assert "nothing to decide" in way("::: reveal", "::: callout")
    assert "no picture" in way("::: image", "::: callout")
    assert "2 gestures" in way("- J’ai salué", "- J’ai souri\n- J’ai salué")
    assert "an exercise" in way("::: reveal", "::: callout", slug="faire-le-point")
    assert usual_way([page(SHORT)]) < usual_way([page(SHORT.replace("un fait", more))])


def test_an_english_lesson_is_summed_up_in_english():
    assert "Key points" in lesson(page(), language="en")


def test_a_module_answers_to_each_framework_with_codes_that_exist():
    known = {"DigComp": {"1.1"}, "CRCN": {"4.2"}}
    whole = page('---\ntitle: T\ncompetences: ["DigComp 1.1", "CRCN 4.2"]\n---\n')
    other = page('---\ntitle: T\ncompetences: ["DigComp 9.9"]\n---\n')
    assert told(competence_problems(whole, known)) == ""
    messages = told(competence_problems(other, known))
    assert "“DigComp 9.9”" in messages
    assert "no competence of CRCN" in messages
    assert next(competence_problems(other, known))[0] == 3


def test_every_picture_says_what_it_shows_or_that_it_says_nothing():
    def of(body):
        return told(image_problems(page(f"---\ntitle: T\n---\n{body}\n")))

    assert of('::: image src="a.svg" alt="Un plan"\n:::') == ""
    assert of('::: image src="a.svg" decorative="yes"\n:::') == ""
    assert "a.svg" in of('::: image src="a.svg"\n:::')
    assert "a.svg" in of(
        '::::: walkthrough title="T"\n:::: step title="U" src="a.svg"\n::::\n:::::'
    )
    assert "a.svg" in of("![](a.svg)")


def test_a_kit_says_how_long_it_takes_and_for_whom():
    messages = told(front_matter_problems({"title": "T", "summary": "S"}, "kits"))
    assert messages == "“audience” is missing / “minutes_total” is missing"


# --- Questions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gift", "said"),
    [
        ("::T::Q ?{=a#oui ~b#non####tout}", ""),
        ("::T::Q ?{=a#oui ~b####tout}", "answer 2 has no feedback"),
        ("::T::Q ?{=a#oui ~b#non}", ""),
        ("::T::Q ?{=a -> b =c -> d}", "no general feedback"),
        ("::T::Q ?{T#non#oui####tout}", ""),
        ("::T::Q ?{T#non####tout}", "answer 1 has no feedback"),
        ("::T::Q ?{#=72:0#oui ~#non####tout}", ""),
        ("::T::Q ?{#=72:0#oui####tout}", "a wrong number has no feedback"),
        ("::T::Q ?{=a -> b =c -> d ####tout}", ""),
    ],
)
def test_every_answer_has_its_feedback_or_the_question_where_they_have_none(gift, said):
    assert " / ".join(feedback_problems(questions(gift)[0].spec)) == said


def test_questions_of_a_file_have_titles_of_their_own():
    file_questions = questions("::T::Q ?{T}\n\n::T::R ?{T}\n\nSans titre ?{T}\n")
    assert [line for line, _message in title_problems(file_questions)] == [3, 5]


def test_a_bank_that_gives_its_answers_away_is_told():
    long_first = [questions("Q ?{=une réponse bien longue ~b ~c}")[0].spec] * 5
    varied = [
        questions(text)[0].spec
        for text in (
            *["Q ?{T}"] * 3,
            "Q ?{=aa ~bbb}",
            "Q ?{~bbb =aa}",
            "Q ?{=aaa ~bb}",
            "Q ?{~bbb =aa ~c}",
            "Q ?{~b =aa}",
            "Q ?{=a ~bb}",
        )
    ]
    assert [message.split(" in ")[0] for message in guessable_answer_problems(long_first)] == [
        "5 of 5 questions are single choices",
        "the right answer is the longest",
        "the right answer stands at place 1",
    ]
    assert list(guessable_answer_problems(varied)) == []
    assert list(guessable_answer_problems(long_first[:4])) == []


def test_statements_that_are_all_false_are_told():
    false, true = (questions(f"::T::Q{{{key}#a#b}}")[0].spec for key in "FT")
    assert list(guessable_answer_problems([false] * 3)) == ["all 3 statements to judge are false"]
    assert (
        list(guessable_answer_problems([false] * 2))
        == list(guessable_answer_problems([false, false, true]))
        == []
    )


@pytest.mark.parametrize(
    ("english_gift", "said"),
    [
        ("Q?{=a#x ~b#y}\n\nR?{T}", ""),
        ("Q?{~a#x =b#y}\n\nR?{T}", "answers or weights"),
        ("Q?{=a ~b ~c}\n\nR?{T}", "answers or weights"),
        ("Q?{=a ~b}\n\nR?{F}", "answers or weights"),
        ("R?{T}\n\nQ?{=a ~b}", "true_false; expected single_choice"),
        ("Q?{=a ~b}", "1 questions; expected 2"),
    ],
)
def test_a_translated_bank_asks_the_same(english_gift, said):
    source = questions("::A::Q ?{=a ~b}\n\n::B::R ?{T}")
    messages = told(question_translation_problems(source, questions(english_gift)))
    assert messages.startswith(said) if said else messages == ""


# --- Translations ------------------------------------------------------------------------------------------


ENGLISH = LESSON.replace("quiz: le-quiz\n", "").replace("À faire", "To do")


def twins(source, other):
    return told(page_translation_problems(page(source), page(other)))


def test_a_translation_has_the_same_blocks_whatever_its_words():
    assert twins(LESSON, ENGLISH) == ""
    quiz = LESSON + '\n::: quiz name="a"\n:::\n'
    assert twins(quiz, ENGLISH) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("::: callout", "::: text"),
        ("- Ouvrir mon compte", "- Open\n- Close"),
        ("Une **scène**", "## A scene"),
    ],
)
def test_a_translation_with_other_blocks_is_told_where_they_part(before, after):
    assert "stands where the source has" in twins(LESSON, ENGLISH.replace(before, after))


def test_two_yaml_files_differ_in_their_words_alone():
    source = {"title": "Un", "steps": [{"minutes": 5, "text": "a"}]}
    assert (
        list(
            yaml_structure_differences(
                source, {"title": "One", "steps": [{"minutes": 5, "text": "b"}]}
            )
        )
        == []
    )
    other = {"title": "One", "steps": [{"minutes": 6, "text": "b", "more": "c"}]}
    assert len(list(yaml_structure_differences(source, other))) == 2


def test_texts_of_yaml_come_with_their_lines():
    texts = yaml_texts("title: Un\nparts:\n  - text: |\n      Deux\n  - {id: trois}\n")
    assert [(line, keys[-1]) for line, keys, _text in texts] == [
        (1, "title"),
        (4, "text"),
        (5, "id"),
    ]


# --- Drawings ------------------------------------------------------------------------------------------------


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 200">%s</svg>'


def drawing(inside, frame=SVG):
    wrong, doubts = drawing_problems((frame % inside).encode())
    return wrong, doubts


def test_a_plain_drawing_that_can_be_read_on_a_phone_has_nothing_said():
    assert drawing('<text x="20" y="40" font-size="19">Bonjour</text>') == ([], [])


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<text x="1" y="4" font-size="14">Bonjour</text>', "10.5 px"),
        ('<g transform="scale(0.5)"><text x="1" font-size="20">Bonjour</text></g>', "7.5 px"),
        ("<script>1</script>", "<script>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<rect onclick="a()"/>', "onclick"),
        ('<use href="https://ailleurs.example/a.svg"/>', "leads out"),
        ('<rect fill="url(https://ailleurs.example/a)"/>', "leads out"),
        ("<rect>", "not a sound drawing"),
    ],
)
def test_what_a_drawing_may_not_hold_is_told(inside, said):
    assert said in drawing(inside)[0][0]


def test_a_drawing_has_a_view_box():
    assert "viewBox" in drawing("", frame='<svg xmlns="http://www.w3.org/2000/svg">%s</svg>')[0][0]


def test_a_text_that_seems_cut_is_worth_a_look():
    inside = '<text x="400" y="40" font-size="20">Un texte bien trop long</text>'
    wrong, doubts = drawing(inside)
    assert wrong == []
    assert "Un texte" in doubts[0]
