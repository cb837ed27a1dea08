"""Loading the folder of a course: repeatable, whole or not at all, and never over an editor's work."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import ReferenceIndex

from cms.models import ArticlePage, GlossaryTerm, Picture, Portal, PortalService
from learning.importers.content import load_content
from learning.importers.page_fields import fields_of
from learning.importers.source_tracking import content_digest
from learning.models import Lesson, LessonPage, LoadedSource, ModulePage, Path
from quizzes.models import Question, Quiz
from tests.learning.courses_on_disk import MODULE


# Wagtail leaves the file that it draws a picture’s size into for the collector to close.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    ),
]

LESSON = """---
title: Une leçon
goal: vous saurez.
minutes: 5
quiz: questions
---

Du texte.

::: image src="dessin.svg" alt="Un dessin"
:::
"""
GIFT = "::Vrai::Est-ce vrai ?{T}\n\n::Faux::Est-ce faux ?{F}\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9" height="9"/></svg>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "cours"
    module = folder / "modules" / "un-module"
    module.mkdir(parents=True)
    (module / "module.md").write_text(MODULE)
    (module / "01-une-lecon.md").write_text(LESSON)
    (module / "questions.gift").write_text(GIFT)
    (module / "dessin.svg").write_text(DRAWING)
    (folder / "glossary.yaml").write_text("- term: Mot\n  definition: Ce qu’il dit.\n")
    (folder / "paths").mkdir()
    (folder / "paths" / "un-parcours.md").write_text(
        "---\ntitle: Un parcours\nmodules: [un-module]\n---\n\nÀ suivre.\n"
    )
    (folder / "articles").mkdir()
    (folder / "articles" / "aide.md").write_text("---\ntitle: Aide\n---\n\nVoici.\n")
    return folder


def rewrite(root, name, before, after):
    path = next(root.rglob(name))
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def counts(report):
    return report.created, report.changed, report.unchanged, report.ignored, len(report.refused)


def test_a_folder_becomes_pages_quizzes_words_and_a_path(root):
    report = load_content(root)
    assert counts(report) == (6, 0, 0, 0, 0)
    assert report.applied
    lesson = LessonPage.objects.get()
    assert [block.block_type for block in lesson.body] == ["text", "image", "quiz"]
    assert (lesson.record.module, lesson.record.required_quiz) == (
        ModulePage.objects.get().record,
        Quiz.objects.get(slug="questions"),
    )
    assert Quiz.objects.get().entries.count() == 2
    assert GlossaryTerm.objects.get().definition == "Ce qu’il dit."
    assert [entry.module.title for entry in Path.objects.get().entries.all()] == ["Un module"]
    assert ArticlePage.objects.get().slug == "aide"


def test_what_was_loaded_is_found_by_its_words_and_by_what_it_shows(root):
    load_content(root)
    lesson = LessonPage.objects.get()
    assert lesson in LessonPage.objects.search("leçon")
    shown_in = ReferenceIndex.get_references_to(Picture.objects.get())
    assert [reference.object_id for reference in shown_in] == [str(lesson.pk)]


def test_loading_twice_changes_nothing(root):
    load_content(root)
    before = (LessonPage.objects.get().latest_revision_id, Question.objects.count())
    assert counts(load_content(root)) == (0, 0, 6, 0, 0)
    assert (LessonPage.objects.get().latest_revision_id, Question.objects.count()) == before
    assert Picture.objects.count() == 1


def test_only_what_changed_is_loaded_again(root):
    load_content(root)
    record = LessonPage.objects.get().record_id
    rewrite(root, "01-une-lecon.md", "Du texte.", "Un autre texte.")
    assert counts(load_content(root)) == (0, 1, 5, 0, 0)
    lesson = LessonPage.objects.get()
    assert "Un autre texte." in str(lesson.body[0].value)
    assert lesson.record_id == record


def test_a_module_has_the_drawing_of_its_name_or_that_of_its_file(root):
    load_content(root)
    assert ModulePage.objects.get().drawing == ""
    rewrite(root, "module.md", "title: Un module", "title: Un module\ndrawing: ouvrir-son-compte")
    assert counts(load_content(root)) == (0, 1, 5, 0, 0)
    assert ModulePage.objects.get().drawing == "ouvrir-son-compte"
    (root / "modules" / "un-module").rename(root / "modules" / "messages-frauduleux")
    rewrite(root, "module.md", "drawing: ouvrir-son-compte\n", "")
    rewrite(root, "un-parcours.md", "un-module", "messages-frauduleux")
    load_content(root)
    assert ModulePage.objects.filter(drawing="messages-frauduleux").exists()


def test_what_was_loaded_before_there_were_drawings_is_no_editors_work(root):
    load_content(root)
    page, fields = ModulePage.objects.get(), fields_of(ModulePage)
    former = [field for field in fields if field != "drawing"]
    assert content_digest(page, fields) == content_digest(page, former)


def test_what_an_editor_changed_is_kept_unless_forced(root):
    load_content(root)
    page = LessonPage.objects.get()
    page.title = "Titre de la rédaction"
    page.save_revision()  # a draft is work too
    rewrite(root, "01-une-lecon.md", "title: Une leçon", "title: Titre du fichier")
    report = load_content(root)
    assert counts(report) == (0, 1, 4, 1, 0)  # the quiz has the new title
    assert "01-une-lecon.md" in report.notes[0]
    assert LessonPage.objects.get().title == "Une leçon"
    load_content(root, force=True)
    assert LessonPage.objects.get().title == "Titre du fichier"
    assert counts(load_content(root)) == (0, 0, 6, 0, 0)


def test_an_edit_is_kept_when_the_file_did_not_change(root):
    load_content(root)
    page = LessonPage.objects.get()
    page.title = "Titre de la rédaction"
    page.save_revision().publish()
    assert load_content(root).changed == 0
    assert LessonPage.objects.get().title == "Titre de la rédaction"


def test_a_page_that_an_editor_deleted_stays_deleted(root):
    load_content(root)
    LessonPage.objects.get().delete()
    rewrite(root, "01-une-lecon.md", "Du texte.", "Un autre texte.")
    assert load_content(root).ignored == 1
    assert not LessonPage.objects.exists()


def test_a_page_that_an_editor_took_down_stays_down(root):
    load_content(root)
    LessonPage.objects.get().unpublish()
    rewrite(root, "01-une-lecon.md", "Du texte.", "Un autre texte.")
    load_content(root)
    assert not LessonPage.objects.get().live


def test_a_page_that_moved_and_got_another_address_is_found_again(root):
    load_content(root)
    page = LessonPage.objects.get()
    page.slug = "ailleurs"
    page.save_revision().publish()
    rewrite(root, "01-une-lecon.md", "Du texte.", "Un autre texte.")
    load_content(root)
    assert LessonPage.objects.get().slug == "ailleurs"


def test_new_lessons_take_their_place_among_the_others(root):
    load_content(root)
    module = root / "modules" / "un-module"
    for name in ("00-avant.md", "02-apres.md"):
        (module / name).write_text(
            f"---\ntitle: {name}\ngoal: vous saurez.\nminutes: 3\n---\n\nUn.\n"
        )
    load_content(root)
    titles = LessonPage.objects.order_by("path").values_list("title", flat=True)
    assert list(titles) == ["00-avant.md", "Une leçon", "02-apres.md"]


def test_a_service_is_tied_once_its_portal_exists(root):
    rewrite(root, "01-une-lecon.md", "minutes: 5", "minutes: 5\nportal_service: quittance")
    report = load_content(root)
    assert "quittance" in report.notes[0]
    portal = Portal.objects.create(name="Mon espace", slug="espace")
    service = PortalService.objects.create(portal=portal, name="Quittance", slug="quittance")
    load_content(root)
    assert LessonPage.objects.get().portal_service == service


# --- Whole or not at all -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "before", "after", "line", "said"),
    [
        ("01-une-lecon.md", "minutes: 5", "minutes: cinq", 4, "minutes"),
        ("01-une-lecon.md", "minutes: 5", "durée: 5", 4, "durée"),
        ("01-une-lecon.md", "minutes: 5", "minutes: 600", 0, "minutes"),
        ("01-une-lecon.md", "title: Une leçon", f"title: {'x' * 300}", 0, "title"),
        ("module.md", "title: Un module", "title: Un module\nicon: licorne", 0, "icon"),
        ("module.md", "title: Un module", "title: Un module\ndrawing: licorne", 0, "drawing"),
        ("un-parcours.md", "title: Un parcours", f"title: {'x' * 300}", 0, "title"),
        ("glossary.yaml", "term: Mot", f"term: {'x' * 130}", 0, "term"),
        ("01-une-lecon.md", "goal: vous saurez.", "", 1, "goal"),
        ("01-une-lecon.md", "quiz: questions", "quiz: absent", 1, "absent"),
        ("01-une-lecon.md", "::: image", "::: film", 10, "film"),
        ("01-une-lecon.md", "dessin.svg", "perdu.svg", 10, "perdu.svg"),
        ("module.md", "---\ntitle", "title", 1, "module.md"),
        ("module.md", "title: Un module", "title: [Un", 2, "module.md"),
        ("un-parcours.md", "[un-module]", "[autre]", 1, "autre"),
        ("questions.gift", "{T}", "{T", 0, "questions.gift"),
        ("dessin.svg", "<rect", "<script/><rect", 10, "dessin.svg"),
        ("glossary.yaml", "definition:", "sens:", 0, "glossary.yaml"),
    ],
)
def test_one_bad_file_refuses_the_whole_folder(root, name, before, after, line, said):
    rewrite(root, name, before, after)
    report = load_content(root)
    assert not report.applied
    refusal = report.refused[0]
    assert said in refusal.reason
    assert not line or refusal.line == line
    assert not LessonPage.objects.exists()
    assert not ModulePage.objects.exists()
    assert not Quiz.objects.exists()
    assert not GlossaryTerm.objects.exists()
    assert not LoadedSource.objects.exists()


def test_a_word_takes_the_other_forms_of_its_file_unless_an_editor_wrote_some(root):
    load_content(root)
    rewrite(root, "glossary.yaml", "  definition:", "  variants: mots, vocable\n  definition:")
    report = load_content(root)
    word = GlossaryTerm.objects.get()
    assert (report.changed, word.variants) == (1, "mots, vocable")

    GlossaryTerm.objects.update(variants="mots")
    rewrite(root, "glossary.yaml", "vocable", "terme")
    load_content(root)
    assert GlossaryTerm.objects.get().variants == "mots"


def test_a_dry_run_leaves_nothing_behind_not_even_a_file(root, media):
    report = load_content(root, dry_run=True)
    assert counts(report) == (6, 0, 0, 0, 0)
    assert not report.applied
    assert not LessonPage.objects.exists()
    assert not Lesson.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


# --- The command ----------------------------------------------------------------------------------------


def test_the_command_ends_with_1_when_something_is_refused(root):
    rewrite(root, "01-une-lecon.md", "::: image", "::: film")
    out = StringIO()
    with pytest.raises(SystemExit) as ending:
        call_command("load_content", str(root), "--json", stdout=out)
    assert ending.value.code == 1
    assert json.loads(out.getvalue())["refused"][0]["line"] == 10


def test_the_command_refuses_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("load_content", str(tmp_path / "absent"))
    assert refusal.value.returncode == 2
