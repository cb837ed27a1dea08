"""What somebody may put into the folder of a course to reach further than its pages."""

import os
import time

import pytest

from cms.models import Attachment, Picture
from learning.importers.course_folder import import_folder
from learning.models import LessonPage, LoadedSource, ModulePage, Path
from quizzes.models import Quiz


pytestmark = pytest.mark.django_db

MODULE = "---\ntitle: Un module\nsummary: Un résumé.\n---\n"
LESSON = "---\ntitle: Une leçon\ngoal: vous saurez.\nminutes: 5\n---\n\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect width="9"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def module(tmp_path):
    folder = tmp_path / "cours" / "modules" / "un-module"
    folder.mkdir(parents=True)
    (folder / "module.md").write_text(MODULE)
    (folder / "01-une-lecon.md").write_text(f"{LESSON}Du texte.\n")
    (tmp_path / "secret.svg").write_text(DRAWING)
    return folder


def refusal(module):
    report = import_folder(module.parents[1])
    assert not report.applied
    assert not LessonPage.objects.exists()
    assert not ModulePage.objects.exists()
    assert not Quiz.objects.exists()
    assert not Picture.objects.exists()
    assert not Attachment.objects.exists()
    assert not LoadedSource.objects.exists()
    assert report.refused
    return report.refused[0]


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "Bon <b onclick='alert(1)'>jour</b>",
        "<img src=x onerror=alert(1)>",
        '<iframe src="https://ailleurs.example"></iframe>',
        "<style>body{display:none}</style>",
        "<!-- un mot -->",
        "[ici](javascript:alert(1))",
        "[ici](<JaVa Script:alert(1)>)",
        "[ici](data:text/html;base64,PHNjcmlwdD4=)",
        "[ici](vbscript:x)",
        "[ici](//ailleurs.example/a)",
        "[ici](file:///etc/passwd)",
        "[ici](../../../secret.svg)",
        "[ici](/\\ailleurs.example)",
        "![](https://ailleurs.example/pisteur.png)",
        "![un dessin](../../../secret.svg)",
        "![un dessin](/etc/passwd)",
        '::: image src="../../../secret.svg" alt="a"\n:::',
        '::: sheet title="a" src="..\\..\\secret.pdf" accessible="b"\n:::',
        '::: quiz name="../../autre"\n:::',
        '::: embed title="a" url="https://ailleurs.example/a"\nUn résumé.\n:::',
        '::: embed title="a" url="javascript:alert(1)"\nUn résumé.\n:::',
        '::: callout title="a" onclick="alert(1)"\nb\n:::',
        f'::: callout title="{"a" * 90}"\nb\n:::',
        ":::: case\n::: case\n:::\n::::",
    ],
)
def test_what_runs_tracks_or_leads_out_of_the_folder_is_refused_at_its_line(module, body):
    (module / "01-une-lecon.md").write_text(f"{LESSON}{body}\n")
    refused = refusal(module)
    assert refused.line == 7 or (refused.line == 8 and body.startswith("::::"))
    assert "01-une-lecon.md" in refused.reason


@pytest.mark.parametrize(
    "matter",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: *c",
        "title: !!python/object/apply:os.system [ls]",
        f"title: {'[' * 3000}{']' * 3000}",
        "title: Un\ntitle: Deux",
        "title: 2026-13-45",
        "title: Un\nminutes: true",
        "title: \x07",
        "__class__: x",
        "? [a, b]\n: c",
        f"title: 1{':59' * 160_000}",
        f"title: 0x{'f' * 500_000}",
    ],
    ids=lambda text: text[:40],
)
def test_front_matter_that_is_more_than_its_keys_is_refused(module, matter):
    (module / "01-une-lecon.md").write_text(f"---\n{matter}\n---\n\nDu texte.\n")
    begun = time.monotonic()
    assert "01-une-lecon.md" in refusal(module).reason
    assert time.monotonic() - begun < 5


def test_a_link_in_the_place_of_a_file_is_refused(module, tmp_path):
    (module / "dessin.svg").symlink_to(tmp_path / "secret.svg")
    (module / "01-une-lecon.md").write_text(f'{LESSON}::: image src="dessin.svg" alt="a"\n:::\n')
    assert refusal(module).line == 7


def test_a_linked_folder_and_a_linked_text_are_refused(module, tmp_path):
    (tmp_path / "ailleurs").mkdir()
    (tmp_path / "ailleurs" / "dessin.svg").write_text(DRAWING)
    (module / "media").symlink_to(tmp_path / "ailleurs")
    text = f'{LESSON}::: image src="media/dessin.svg" alt="a"\n:::\n'
    (module / "01-une-lecon.md").write_text(text)
    assert refusal(module).line == 7
    (module / "01-une-lecon.md").unlink()
    (module / "01-une-lecon.md").symlink_to(tmp_path / "secret.svg")
    assert "01-une-lecon.md" in refusal(module).reason


def test_a_pipe_in_the_place_of_a_text_is_not_waited_for(module):
    (module / "01-une-lecon.md").unlink()
    os.mkfifo(module / "01-une-lecon.md")
    assert "01-une-lecon.md" in refusal(module).reason


@pytest.mark.parametrize(
    "body",
    [
        "> " * 20_000 + "a",
        "[" * 20_000,
        "*a _b " * 5_000,
        "`" * 20_000,
        "- " * 3_000 + "a",
        '::: callout title="a"\n' * 2_000,
        "".join(f"{'  ' * depth}- a\n" for depth in range(300)),
    ],
)
def test_deep_nesting_ends_soon(module, body):
    (module / "01-une-lecon.md").write_text(f"{LESSON}{body}\n")
    begun = time.monotonic()
    import_folder(module.parents[1], dry_run=True)
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize(
    "data", [b"x" * 600_000, b"\xff\xfe\0a", LESSON.encode() + b"\0"], ids=["long", "utf16", "nul"]
)
def test_a_text_that_is_too_long_or_no_text_is_refused(module, data):
    (module / "01-une-lecon.md").write_bytes(data)
    assert "01-une-lecon.md" in refusal(module).reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("dessin.svg", DRAWING.replace("<rect", "<script/><rect").encode()),
        ("faux.png", DRAWING.encode()),
        ("casse.png", PNG),
        ("page.html", b"<script>alert(1)</script>"),
    ],
)
def test_a_picture_that_is_something_else_is_refused(module, name, data):
    (module / name).write_bytes(data)
    (module / "01-une-lecon.md").write_text(f'{LESSON}::: image src="{name}" alt="a"\n:::\n')
    assert refusal(module).line == 7


def test_a_document_that_is_something_else_is_refused(module):
    (module / "fiche.pdf").write_bytes(b"<html><script>alert(1)</script>")
    (module / "01-une-lecon.md").write_text(f"{LESSON}[la fiche](fiche.pdf)\n")
    assert refusal(module).line == 7


@pytest.mark.parametrize("name", ["02-Été.md", "02-.md", "notes.md", "02-a b.md"])
def test_a_lesson_of_another_name_is_refused(module, name):
    (module / name).write_text(f"{LESSON}Du texte.\n")
    assert name in refusal(module).reason


def test_words_that_look_like_html_are_words(module):
    (module / "01-une-lecon.md").write_text(f"{LESSON}Si a \\< b, écrivez `<b>` ou \\<script>.\n")
    assert import_folder(module.parents[1]).applied
    html = str(LessonPage.objects.get().body[0].value)
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_a_refused_path_leaves_nothing(module):
    paths = module.parents[1] / "paths"
    paths.mkdir()
    (paths / "un.md").write_text(
        "---\ntitle: Un\nmodules: [un-module, {module: x, note: y}]\n---\n"
    )
    refusal(module)
    assert not Path.objects.exists()


QUESTION = "{title: Vrai, kind: true_false, text: Vrai ?, answer: true"


@pytest.mark.parametrize(
    "quiz",
    [
        "questions: 5",
        "questions: [5]",
        f"questions: [{QUESTION}, points: beaucoup}}]",
        f"questions: [{QUESTION}, points: .nan}}]",
        f"questions: [{QUESTION}, tags: 5}}]",
        f"questions: [{QUESTION}, difficulty: dur}}]",
        f"questions: [{QUESTION}, difficulty: 99}}]",
        f"questions: [{QUESTION}, competences: [[a]]}}]",
        "questions: [{title: [a], kind: {b: c}}]",
        "questions: [{kind: 5}]",
        "questions: [{}]",
        "draws: 5",
        "draws: [5]",
        "draws: [{count: beaucoup}]",
        "draws: [{count: 1, category: [a]}]",
        f"draws: [{{count: 1, category: {'a' * 300}}}]",
        "draws: [{count: 1, easiest: {a: b}}]",
        "bands: [{from_percent: 900, text: a}]",
        "bands: [{from_percent: [1], text: a}]",
        "facts: [a]",
        "facts: {a: 5}",
        "max_tries: [1]",
        "pass_percent: beaucoup",
        "category: {a: b}",
    ],
)
def test_a_quiz_with_values_of_another_kind_is_refused(module, quiz):
    folder = module.parents[1] / "quizzes"
    folder.mkdir()
    (folder / "un-quiz.yaml").write_text(f"title: Un quiz\n{quiz}\n")
    (module / "01-une-lecon.md").write_text(f'{LESSON}::: quiz name="un-quiz"\n:::\n')
    assert "un-quiz.yaml" in refusal(module).reason


@pytest.mark.parametrize(
    "words",
    [
        "5\n",
        "a: b\n",
        "- term: [a]\n  definition: b\n",
        "- term: a\n  definition: {b: c}\n",
        "- term: 3\n  definition: 4\n",
    ],
)
def test_words_of_the_glossary_are_texts(module, words):
    (module.parents[1] / "glossary.yaml").write_text(words)
    assert "glossary.yaml" in refusal(module).reason


@pytest.mark.parametrize("name", ["langue", "admin"])
def test_no_article_stands_where_the_site_itself_answers(module, name):
    folder = module.parents[1] / "articles"
    folder.mkdir()
    (folder / f"{name}.md").write_text("---\ntitle: Un article\n---\n\nDu texte.\n")
    assert f"articles/{name}.md" in refusal(module).reason
