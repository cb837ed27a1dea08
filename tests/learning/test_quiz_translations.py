"""Quizzes, words and introductions in English: files beside those of their sources, in and out."""

import pytest
from django.core.management import call_command
from wagtail.models import Locale

from cms.models import GlossaryTerm
from learning.importers.content import load_content
from learning.importers.content_translations import load_content_folder
from learning.models import LoadedSource, Path
from quizzes.actions.bank import save_question
from quizzes.actions.translations import save_translation
from quizzes.models import Question, QuestionTranslation, Quiz, QuizBand
from quizzes.queries.translations import editions_of
from quizzes.specs.codec import from_dict
from quizzes.specs.wording import TITLE
from tests.cms.translating import english
from tests.learning.test_load_translations import folder
from tests.people.factories import PersonFactory
from tests.quizzes.factories import spec


pytestmark = pytest.mark.django_db

GIFT_FR = """// quiz: Trois questions

::Vrai::Est-ce vrai ?{T#Oui.#Non.}

::Lequel::Lequel ?{=Le bon#Bravo. ~Le mauvais#Dommage.#### Voilà.}

::Mot::Comment dit-on ?{=%100%hameçonnage#Oui. =%50%pourriel#Presque.}
"""
GIFT_EN = """// quiz: Three questions

::True::Is it true?{T#Yes.#No.}

::Which::Which one?{=The right one#Well done. ~The wrong one#A pity.#### There.}

::Word::What is it called?{=%100%phishing#Yes. =%100%a phishing e-mail#Yes. =%50%spam#Nearly.}
"""
YAML_FR = """title: Un cas
introduction: À lire.
bands:
- {from_percent: 0, text: Encore un peu.}
- {from_percent: 80, text: Bravo.}
questions:
- title: Du texte
  kind: blanks
  text: "Le [[1]] est [[2]]."
  gaps:
  - {accepted: [ciel]}
  - {accepted: [bleu], others: [âcre, vert]}
- Un mot
"""
YAML_EN = """title: A case
introduction: To read.
bands:
- {from_percent: 0, text: Nearly.}
- {from_percent: 80, text: Well done.}
questions:
- title: Some text
  kind: blanks
  text: "The [[1]] is [[2]]."
  gaps:
  - {accepted: [sky, heaven]}
  - {accepted: [blue], others: [zesty, green]}
- A word
"""
LESSON = "---\ntitle: {}\ngoal: {}.\nminutes: 5\n{}---\n\n{}\n"
FRENCH = {
    "modules/un-module/module.md": "---\ntitle: Un module\nsummary: Un résumé.\n---\n\nDu texte.\n",
    "modules/un-module/01-une-lecon.md": LESSON.format(
        "Une leçon", "vous saurez", "quiz: trois\n", "Du texte."
    ),
    "modules/un-module/trois.gift": GIFT_FR,
    "quizzes/un-cas.yaml": YAML_FR,
    "quizzes/mots.gift": "::Un mot::Un mot ?{=oui ~non}\n",
    "paths/un-parcours.md": "---\ntitle: Un parcours\nmodules: [un-module]\n---\n\nÀ suivre.\n",
    "glossary.yaml": "- term: Courriel\n  definition: Un message.\n  variants: courriels\n",
}
ENGLISH = {
    "modules/un-module/module.md": "---\ntitle: A module\nsummary: In short.\n---\n\nSome text.\n",
    "modules/un-module/01-une-lecon.md": LESSON.format(
        "A lesson", "you will know", "", "Some text."
    ),
    "modules/un-module/trois.gift": GIFT_EN,
    "quizzes/un-cas.yaml": YAML_EN,
    "quizzes/mots.gift": "::A word::A word?{=yes ~no}\n",
    "paths/un-parcours.md": "---\ntitle: A path\nmodules: [un-module]\n---\n\nTo follow.\n",
    "glossary.yaml": "- term: E-mail\n  of: Courriel\n  definition: A message.\n  variants: e-mails\n",
}


@pytest.fixture
def sources(tmp_path):
    assert load_content(folder(tmp_path, "fr", FRENCH)).applied
    return tmp_path


@pytest.fixture
def loaded(sources):
    report = load_content_folder(folder(sources, "en", ENGLISH))
    assert (report.refused, report.ignored) == ([], 0)
    return sources / "en"


def words_of(title):
    question = Question.objects.select_related("current_version").get(title=title)
    return editions_of(question.current_version)["en"]


def changed(where, name, before, after):
    file = where / name
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))
    return load_content_folder(where)


def test_questions_quizzes_paths_and_words_get_their_english(loaded):
    word, text = words_of("Mot"), words_of("Du texte")
    assert (word.is_whole, word.is_read) == (True, True)
    assert word.words["answers.0.text"] == "phishing\na phishing e-mail"
    assert word.words[TITLE] == "Word"
    assert text.words["gaps.0.accepted"] == "sky\nheaven"
    assert text.words["gaps.1.options.o1"] == "blue"
    assert words_of("Un mot").words["text"] == "A word?"
    lesson, case = Quiz.objects.get(slug="trois"), Quiz.objects.get(slug="un-cas")
    assert (lesson.title_en, case.title_en) == ("Three questions", "A case")
    assert case.introduction_en.strip() == "To read."
    bands = QuizBand.objects.order_by("from_percent").values_list("text", "text_en")
    assert list(bands) == [("Encore un peu.", "Nearly."), ("Bravo.", "Well done.")]
    assert Path.objects.get().introduction_en == "<p>To follow.</p>"
    twin = GlossaryTerm.objects.get(locale=english())
    assert (twin.term, twin.variants) == ("E-mail", "e-mails")
    assert twin.get_translation(Locale.get_default()).term == "Courriel"


def test_a_quiz_without_a_title_of_its_own_is_named_after_its_lesson(sources):
    folder(sources, "en", ENGLISH)
    changed(sources / "en", "modules/un-module/trois.gift", "// quiz: Three questions\n\n", "")
    assert Quiz.objects.get(slug="trois").title_en == "Quiz: A lesson"


def test_loading_again_changes_nothing(loaded):
    again = load_content_folder(loaded)
    assert (again.created, again.changed, again.ignored) == (0, 0, 0)
    assert QuestionTranslation.objects.count() == Question.objects.count()


def test_a_word_that_changed_is_another_edition_of_its_question_alone(loaded):
    report = changed(loaded, "modules/un-module/trois.gift", "Is it true?", "Is that true?")
    assert report.changed == 1
    assert words_of("Vrai").number == 2
    assert words_of("Lequel").number == 1


@pytest.mark.parametrize(
    ("name", "before", "after", "line", "expected"),
    [
        ("modules/un-module/trois.gift", "{T#", "{F#", 3, "True"),
        ("modules/un-module/trois.gift", "=%50%spam", "=%40%spam", 7, "100, 50"),
        ("modules/un-module/trois.gift", "#Well done.", "", 5, "Bravo."),
        ("modules/un-module/trois.gift", "::True::Is it true?{T#Yes.#No.}", "", 0, "3"),
        ("modules/un-module/trois.gift", "{=The right one", "{~The right one", 5, ""),
        ("quizzes/un-cas.yaml", "others: [zesty, green]", "others: [green]", 0, "2"),
        ("quizzes/un-cas.yaml", "from_percent: 80", "from_percent: 70", 0, "0, 80"),
        ("quizzes/un-cas.yaml", "title: A case", "title: A case\npass_percent: 3", 0, "title"),
        ("quizzes/un-cas.yaml", "kind: blanks", "kind: essay", 0, ""),
        ("quizzes/mots.gift", "~no", "~no ~never", 1, "2"),
        ("glossary.yaml", "of: Courriel", "of: Lettre", 0, "of:"),
        ("glossary.yaml", "  of: Courriel\n", "", 0, "of:"),
    ],
)
def test_what_is_no_translation_is_refused_with_its_file_and_what_was_expected(
    sources, name, before, after, line, expected
):
    report = changed(folder(sources, "en", ENGLISH), name, before, after)

    assert not report.applied
    refusal = report.refused[0]
    assert refusal.reason.startswith(name)
    assert refusal.line == line
    assert expected in refusal.expected
    assert not QuestionTranslation.objects.exists()


def test_without_its_source_a_file_is_refused(sources):
    files = {**ENGLISH, "quizzes/autre.yaml": "title: Another\n", "quizzes/seul.gift": "A?{T}\n"}
    report = load_content_folder(folder(sources, "en", files))
    assert {refusal.reason.partition(":")[0] for refusal in report.refused} == {
        "quizzes/autre.yaml",
        "quizzes/seul.gift",
    }


def test_a_source_that_is_no_text_refuses_its_translation(sources):
    (sources / "fr/quizzes/mots.gift").write_bytes(b"::Oui::\xe9 ?{T}\n")
    report = load_content_folder(folder(sources, "en", ENGLISH))
    assert report.refused[0].reason.startswith("quizzes/mots.gift")
    assert "UTF-8" in report.refused[0].expected


def test_a_glossary_of_the_source_says_of_no_word_what_it_is(tmp_path):
    report = load_content(folder(tmp_path, "fr", {"glossary.yaml": ENGLISH["glossary.yaml"]}))
    assert "glossary.yaml" in report.refused[0].reason


def test_words_that_an_editor_changed_are_left_alone_unless_forced(loaded):
    edition = words_of("Vrai")
    words = {**edition.words, "text": "Is it so?"}
    save_translation(version=edition.version, language="en", words=words)

    left = changed(loaded, "modules/un-module/trois.gift", "Is it true?", "Is that true?")
    assert left.ignored == 1
    assert words_of("Vrai").words["text"] == "Is it so?"
    load_content_folder(loaded, force=True)
    assert words_of("Vrai").words["text"] == "Is that true?"


def test_a_quiz_or_a_word_that_an_editor_changed_is_left_alone(loaded):
    Quiz.objects.filter(slug="trois").update(title_en="Three of them")
    GlossaryTerm.objects.filter(locale=english()).update(definition="A letter.")
    report = changed(loaded, "glossary.yaml", "A message.", "A note.")
    report = changed(loaded, "modules/un-module/trois.gift", "quiz: Three", "quiz: The three")
    assert report.ignored == 2
    assert Quiz.objects.get(slug="trois").title_en == "Three of them"
    assert GlossaryTerm.objects.get(locale=english()).definition == "A letter."


def test_a_question_that_an_editor_changed_keeps_its_older_words_and_is_left(loaded):
    question = Question.objects.get(title="Lequel")
    save_question(
        question=question, spec=spec("Lequel ?{=Le bon ~Le mauvais ~L’autre}"), by=PersonFactory()
    )
    report = changed(loaded, "modules/un-module/trois.gift", "Which one?", "Which of them?")
    assert (report.applied, report.ignored) == (True, 1)
    assert not words_of("Lequel").is_whole


def test_words_older_than_their_source_wait_for_somebody_who_reads_them(sources, loaded):
    file = sources / "fr" / "modules" / "un-module" / "trois.gift"
    file.write_text(file.read_text().replace("Voilà.", "Et voilà."))
    assert load_content(sources / "fr").applied
    report = load_content_folder(loaded)

    now = words_of("Lequel")
    assert (now.is_whole, now.is_read) == (False, False)
    assert "general_feedback" not in now.words
    assert now.words["text"] == "Which one?"
    assert any("Lequel" in note for note in report.notes)
    # Whoever mends the file, or says that it stands as it is, has read it.
    changed(loaded, "modules/un-module/trois.gift", "There.", "There you are.")
    assert words_of("Lequel").is_read
    assert words_of("Lequel").words["general_feedback"] == "There you are."


def test_a_forced_load_takes_the_file_for_the_translation_of_today(sources, loaded):
    file = sources / "fr" / "modules" / "un-module" / "trois.gift"
    file.write_text(file.read_text().replace("Voilà.", "Et voilà."))
    load_content(sources / "fr")
    load_content_folder(loaded, force=True)
    assert (words_of("Lequel").is_whole, words_of("Lequel").is_read) == (True, True)


def test_a_text_by_score_that_stays_keeps_its_english(sources, loaded):
    file = sources / "fr" / "quizzes" / "un-cas.yaml"
    file.write_text(file.read_text().replace("text: Bravo.", "text: Très bien."))
    assert load_content(sources / "fr").applied
    bands = QuizBand.objects.order_by("from_percent").values_list("text", "text_en")
    assert list(bands) == [("Encore un peu.", "Nearly."), ("Très bien.", "")]


def test_what_comes_out_goes_in_again(loaded, tmp_path):
    out = tmp_path / "out"
    call_command("export_module", "un-module", "--path", "un-parcours", "--language", "en",
                 "--output", str(out))  # fmt: skip
    written = out / "en" / "modules" / "un-module" / "trois.gift"
    assert written.read_text().startswith("// quiz: Three questions\n")
    was = {one.version_id: one.words for one in QuestionTranslation.objects.all()}

    unchanged = load_content_folder(out / "en")
    assert (unchanged.created, unchanged.changed, unchanged.ignored) == (0, 0, 0)
    QuestionTranslation.objects.all().delete()
    Quiz.objects.update(title_en="")
    Path.objects.update(title_en="", introduction_en="")
    LoadedSource.objects.filter(key__startswith="en:").delete()
    assert load_content_folder(out / "en").refused == []

    lesson = [Question.objects.get(title=title) for title in ("Vrai", "Lequel", "Mot")]
    for question in lesson:
        version = question.current_version
        assert editions_of(version)["en"].words == was[version.pk]
    assert Quiz.objects.get(slug="trois").title_en == "Three questions"
    assert Path.objects.get().introduction_en == "<p>To follow.</p>"


def test_a_described_quiz_comes_out_and_goes_in_too(loaded, sources, tmp_path):
    changed(sources / "fr", "modules/un-module/01-une-lecon.md", "quiz: trois", "quiz: un-cas")
    out = tmp_path / "out"
    call_command("export_module", "un-module", "--language", "en", "--output", str(out))
    text = (out / "en" / "quizzes" / "un-cas.yaml").read_text()
    assert "title: A case" in text
    assert "zesty" in text

    was = QuestionTranslation.objects.count()
    report = load_content_folder(out / "en")
    assert (report.created, report.refused) == (0, [])
    assert QuestionTranslation.objects.count() == was


def test_a_quiz_that_is_not_wholly_translated_is_left_out_by_name(loaded, tmp_path, capsys):
    QuestionTranslation.objects.filter(version__question__title="Mot").delete()
    out = tmp_path / "out"
    call_command("export_module", "un-module", "--language", "en", "--output", str(out))
    assert "Trois questions" in capsys.readouterr().out
    assert not list(out.rglob("*.gift"))


def test_the_kinds_of_the_source_stay(loaded):
    kinds = {from_dict(one.current_version.spec).kind for one in Question.objects.all()}
    assert len(kinds) == 4
