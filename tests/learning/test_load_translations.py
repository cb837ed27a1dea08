"""A folder of translations beside the folder of a course."""

import pytest
from wagtail.models import Locale

from cms.models import ArticlePage
from learning.importers.content import load_content
from learning.importers.content_translations import load_content_folder
from learning.models import Lesson, LessonPage, LoadedSource, Module, ModulePage, Path
from quizzes.models import Category
from tests.cms.translating import english
from tests.quizzes.factories import CategoryFactory


pytestmark = pytest.mark.django_db

FRENCH = {
    "modules/un-module/module.md": "---\ntitle: Un module\nsummary: Un résumé.\n---\n\nUne introduction.\n",
    "modules/un-module/01-une-lecon.md": "---\ntitle: Une leçon\ngoal: vous saurez.\nminutes: 5\n"
    'quiz: questions\n---\n\nDu texte.\n\n::: check question="questions/Vrai"\n:::\n',
    "modules/un-module/questions.gift": "::Vrai::Est-ce vrai ?{T}\n",
    "paths/un-parcours.md": "---\ntitle: Un parcours\nmodules: [un-module]\n---\n\nÀ suivre.\n",
    "articles/aide.md": "---\ntitle: Aide\n---\n\nVoici.\n",
}
ENGLISH = {
    "modules/un-module/module.md": "---\ntitle: A module\nsummary: In short.\n---\n\nAn opening.\n",
    "modules/un-module/01-une-lecon.md": "---\ntitle: A lesson\ngoal: you will know.\nminutes: 9\n"
    "---\n\nSome text.\n",
    "paths/un-parcours.md": "---\ntitle: A path\nsummary: To follow.\nmodules: [un-module]\n---\n",
    "articles/aide.md": "---\ntitle: Help\n---\n\nHere.\n",
}


def folder(where, name, files):
    for path, text in files.items():
        file = where / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return where / name


@pytest.fixture
def loaded(tmp_path):
    assert load_content(folder(tmp_path, "fr", FRENCH)).applied
    return folder(tmp_path, "en", ENGLISH)


def in_english(model):
    return model.objects.get(locale=english())


def test_each_file_becomes_the_translation_of_the_page_of_the_same_file(loaded):
    report = load_content_folder(loaded)

    assert (report.applied, report.created, report.refused) == (True, 4, [])
    lesson, module, help_page = (
        in_english(model) for model in (LessonPage, ModulePage, ArticlePage)
    )
    assert (module.title, lesson.title, help_page.title) == ("A module", "A lesson", "Help")
    assert (module.live, lesson.live, help_page.live) == (True, True, True)
    assert (module.record, lesson.record) == (Module.objects.get(), Lesson.objects.get())
    assert module.slug == "un-module"
    assert (Path.objects.get().title_en, Path.objects.get().summary_en) == ("A path", "To follow.")


def test_the_catalogue_has_its_words_in_both_languages(tmp_path, loaded, client, person):
    about = "---\ntitle: {}\nintroduction: {}\n---\n"
    french, translated = folder(tmp_path, "fr", {}), loaded
    (french / "catalog.md").write_text(about.format("Apprendre", "À votre rythme."))
    (translated / "catalog.md").write_text(about.format("Learn", "At your own pace."))
    assert load_content(french, force=True).refused == load_content_folder(translated).refused == []

    client.force_login(person)
    pages = {
        code: client.get("/apprendre/", headers={"accept-language": code}).content.decode()
        for code in ("fr", "en")
    }

    assert '<h1 class="page-title">Apprendre</h1>' in pages["fr"]
    assert '<h1 class="page-title">Learn</h1>' in pages["en"]
    assert "At your own pace." in pages["en"]


def test_quizzes_minutes_and_facts_stay_those_of_the_page(loaded):
    load_content_folder(loaded)

    lesson, record = in_english(LessonPage), Lesson.objects.get()
    assert [block.block_type for block in lesson.body] == ["text", "check", "quiz"]
    source = LessonPage.objects.get(locale__language_code="fr")
    assert lesson.block_ids() == source.block_ids()  # what a reader tried is tried in both
    assert lesson.body[1].value["question"].title == "Vrai"
    assert lesson.body[2].value["quiz"] == record.required_quiz
    assert (record.title, record.minutes, lesson.minutes) == ("Une leçon", 5, 5)


def test_a_translated_module_takes_the_drawing_that_its_page_has_now(loaded):
    load_content_folder(loaded)
    ModulePage.objects.filter(locale=Locale.get_default()).update(drawing="ouvrir-son-compte")
    load_content_folder(loaded)
    assert in_english(ModulePage).drawing == "ouvrir-son-compte"


def test_loading_again_changes_nothing_and_a_new_word_one_page(loaded):
    load_content_folder(loaded)
    again = load_content_folder(loaded)
    file = loaded / "articles" / "aide.md"
    file.write_text(file.read_text().replace("Here.", "Here it is."))
    third = load_content_folder(loaded)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 4)
    assert (third.created, third.changed, third.unchanged) == (0, 1, 3)
    assert LoadedSource.objects.filter(key__startswith="en:").count() == 4


def test_a_file_without_its_page_refuses_the_folder(loaded):
    (loaded / "articles" / "autre.md").write_text("---\ntitle: Other\n---\n\nText.\n")

    report = load_content_folder(loaded)

    assert not report.applied
    assert "articles/autre.md" in str(report.refused)
    assert not ArticlePage.objects.filter(locale=english()).exists()


def test_without_the_french_nothing_is_loaded_and_every_missing_page_is_named(tmp_path):
    report = load_content_folder(folder(tmp_path, "en", ENGLISH))

    assert not report.applied
    assert [refusal.reason.partition(":")[0] for refusal in report.refused] == [
        "modules/un-module/module.md",
        "modules/un-module/01-une-lecon.md",
        "articles/aide.md",
        "paths/un-parcours.md",
    ]
    assert not LessonPage.objects.exists()


def test_a_check_names_a_question_of_its_quiz(tmp_path):
    lesson = "modules/un-module/01-une-lecon.md"
    wrong = FRENCH[lesson].replace("questions/Vrai", "questions/Faux")

    report = load_content(folder(tmp_path, "fr", FRENCH | {lesson: wrong}))

    assert not report.applied
    assert ("Faux" in report.refused[0].reason, report.refused[0].expected) == (True, "Vrai")


def test_a_translation_asks_no_quiz_of_its_own(loaded):
    file = loaded / "modules" / "un-module" / "01-une-lecon.md"
    file.write_text(file.read_text().replace("minutes: 9", "minutes: 9\noffers: [autre]"))

    report = load_content_folder(loaded)

    assert not report.applied
    assert "01-une-lecon.md" in str(report.refused)


def test_what_an_editor_changed_is_left_alone(loaded):
    load_content_folder(loaded)
    page = in_english(ArticlePage)
    page.title = "Help, better said"
    page.save_revision().publish()
    file = loaded / "articles" / "aide.md"
    file.write_text(file.read_text().replace("Here.", "There."))

    report = load_content_folder(loaded)

    assert report.ignored == 1
    assert in_english(ArticlePage).title == "Help, better said"


def test_a_translated_lesson_need_not_say_its_minutes(loaded):
    path = loaded / "modules/un-module/01-une-lecon.md"
    path.write_text(path.read_text().replace("minutes: 9\n", ""))
    assert load_content_folder(loaded).refused == []
    assert in_english(LessonPage).minutes == 5


def test_themes_get_their_names_and_keep_those_that_editors_gave(tmp_path, loaded):
    rights = CategoryFactory(name="RGPD/Droits")
    names = "RGPD/Droits: {}\nInconnu: Unknown\n"
    (loaded / "themes.yaml").write_text(names.format("GDPR/Rights"))

    assert load_content_folder(loaded).refused == []
    rights.refresh_from_db()
    assert rights.name_en == "GDPR/Rights"

    Category.objects.filter(pk=rights.pk).update(name_en="GDPR/Your rights")
    (loaded / "themes.yaml").write_text(names.format("GDPR/The rights"))
    assert load_content_folder(loaded).refused == []
    rights.refresh_from_db()
    assert rights.name_en == "GDPR/Your rights"

    (loaded / "themes.yaml").write_text(names.format("Rights"))
    [refusal] = load_content_folder(loaded).refused
    assert "RGPD/Droits" in refusal.reason
