"""The course “Culture numérique” (Université de Lille) as it is: three modules in Markdown with GIFT."""

import os
import re
from pathlib import Path

import pytest

from cms.models import Picture
from learning.importers.markdown_course import import_module
from learning.models import LessonPage, ModulePage
from quizzes.models import Question, QuizQuestion


ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared")
FOLDER = SHARED / "data" / "culture-numerique-fr"
# Each module: its chapters, its pictures (in lessons and in questions), its questions, and those
# that are not GIFT.
MODULES = {
    "module1/coursinternet.md": (7, 14, 37, 1),
    "module2/coursLeWeb.md": (8, 0, 53, 0),
    "module4/traitementsDeTexteTableur.md": (3, 2, 23, 0),
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    ),
    pytest.mark.skipif(
        not FOLDER.is_dir(),
        reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/culture-numerique-fr",
    ),
]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_taken_in_with_its_questions_and_shown(client, person, name):
    chapters, pictures, questions, refused = MODULES[name]
    report = import_module(FOLDER / name, skip_refused=True)
    assert report.applied
    assert len(report.refused) == refused
    pages = LessonPage.objects.order_by("path")
    assert len(pages) == chapters
    assert QuizQuestion.objects.count() == questions

    assert Picture.objects.count() == pictures

    client.force_login(person)
    assert client.get(ModulePage.objects.get().url).status_code == 200
    for page in pages:
        assert client.get(page.url).status_code == 200


def test_every_titled_question_that_others_extracted_is_in_the_bank():
    for name in MODULES:
        import_module(FOLDER / name, skip_refused=True)
        extracted = (FOLDER / name).with_suffix(".extracted.gift").read_text(encoding="utf-8")
        titles = {title.strip() for title in re.findall(r"(?m)^::(.+?)::", extracted)}
        stored = set(Question.objects.values_list("title", flat=True))
        missing = titles - stored
        assert len(missing) <= MODULES[name][3], missing


def test_a_question_that_is_not_gift_refuses_the_course_at_its_line():
    report = import_module(FOLDER / "module1/coursinternet.md")
    assert not report.applied
    assert report.refused[0].line == 1165
    assert not ModulePage.objects.exists()


def test_what_is_not_taken_is_told():
    report = import_module(FOLDER / "module1/coursinternet.md", dry_run=True)
    assert sum("vimeo.com" in note for note in report.notes) == 8
    assert not ModulePage.objects.exists()


def test_the_same_module_is_not_taken_in_twice():
    path = FOLDER / "module2/coursLeWeb.md"
    import_module(path)
    again = import_module(path)
    assert (again.created, again.changed, again.refused) == (0, 0, [])
    assert again.unchanged
    assert ModulePage.objects.count() == 1
