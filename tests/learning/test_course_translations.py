"""The translation of a module comes out as files that bring it back, beside those of its pages."""

import pytest
from django.core.management import CommandError, call_command

from learning.importers.content import load_content
from learning.importers.content_translations import load_content_folder
from learning.models import LessonPage, LoadedSource, ModulePage, Path
from tests.cms.translating import english


pytestmark = pytest.mark.django_db

FRENCH = {
    "modules/un-module/module.md": "---\ntitle: Un module\nsummary: Un résumé.\n---\n\nUne introduction.\n",
    "modules/un-module/01-une-lecon.md": "---\ntitle: Une leçon\ngoal: vous saurez.\nminutes: 5\n---\n\n"
    "Du texte, et [la suite](page:/apprendre/un-module/la-suite/).\n\n"
    '::: quiz name="questions"\n:::\n\n## Encore\n\nDu texte.\n',
    "modules/un-module/02-la-suite.md": "---\ntitle: La suite\ngoal: vous saurez.\nminutes: 5\n---\n\nDu texte.\n",
    "modules/un-module/questions.gift": "::Vrai::Est-ce vrai ?{T}\n",
    "paths/un-parcours.md": "---\ntitle: Un parcours\nmodules: [un-module]\n---\n",
}
ENGLISH = {
    "modules/un-module/module.md": "---\ntitle: A module\nsummary: In short.\n---\n\nAn opening.\n",
    "modules/un-module/01-une-lecon.md": "---\ntitle: A lesson\ngoal: you will know.\nminutes: 5\n---\n\n"
    "Some text, and [the next](page:/apprendre/un-module/la-suite/).\n\n"
    '::: callout title="Mind"\nA word.\n:::\n',
    "modules/un-module/02-la-suite.md": "---\ntitle: The next\ngoal: you will know.\nminutes: 5\n---\n\n## More\n\nText.\n",
    "paths/un-parcours.md": "---\ntitle: A path\nsummary: To follow.\nmodules:\n- un-module\n---\n",
}


def written(where, files):
    for path, text in files.items():
        file = where / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return where


@pytest.fixture
def translated(tmp_path):
    assert load_content(written(tmp_path / "fr", FRENCH)).applied
    assert load_content_folder(written(tmp_path / "en", ENGLISH)).applied
    return tmp_path


def export(folder, *words):
    call_command("export_module", "un-module", *words, "--output", str(folder))


def in_english(model):
    return model.objects.filter(locale=english()).order_by("path")


def test_the_files_of_a_translation_are_those_that_it_came_from(translated):
    out = translated / "out"
    export(out, "--path", "un-parcours", "--language", "en")

    files = (path for path in out.rglob("*") if path.is_file())
    assert {path.relative_to(out / "en").as_posix(): path.read_text() for path in files} == ENGLISH


def test_what_was_exported_brings_the_translation_back(translated):
    export(translated / "out", "--path", "un-parcours", "--language", "en")
    was = [page.title for page in in_english(LessonPage)]
    unchanged = load_content_folder(translated / "out" / "en")
    in_english(LessonPage).delete()
    in_english(ModulePage).get().delete()
    Path.objects.update(title_en="", summary_en="")
    LoadedSource.objects.filter(key__startswith="en:").delete()

    report = load_content_folder(translated / "out" / "en")

    assert (unchanged.created, unchanged.changed, unchanged.refused) == (0, 0, [])
    assert (report.created, report.refused) == (4, [])
    assert [page.title for page in in_english(LessonPage)] == was
    assert Path.objects.get().title_en == "A path"


def test_a_quiz_between_two_texts_stands_between_their_translations(translated):
    kinds = [block.block_type for block in in_english(LessonPage)[0].body]
    assert kinds == ["text", "quiz", "callout"]


def test_without_a_language_the_pages_themselves_are_written(translated):
    export(translated / "out")
    text = (translated / "out" / "modules" / "un-module" / "module.md").read_text()
    assert "title: Un module" in text
    assert not (translated / "out" / "en").exists()


def test_what_is_not_published_in_the_language_is_left_out_or_refused(translated, capsys):
    in_english(LessonPage)[0].unpublish()
    export(translated / "out", "--language", "en")
    assert "Une leçon" in capsys.readouterr().out
    assert not list((translated / "out").rglob("01-*.md"))
    in_english(ModulePage).get().unpublish()
    with pytest.raises(CommandError, match="Un module"):
        export(translated / "other", "--language", "en")
