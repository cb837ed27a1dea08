"""A SCORM package that lies in the folder of a course comes in with it, or keeps all of it out."""

import json

import pytest

from learning.exporters.course.course import export_course
from learning.exporters.course.storing import write_folder
from learning.importers.course_folder import import_folder
from learning.importers.scorm import import_package
from learning.models import Lesson, LessonPage, LoadedSource, Module, ModulePage, ScormPackage
from tests.learning.factories import make_lesson, make_module
from tests.learning.packages import package, zipped


pytestmark = pytest.mark.django_db


def stored():
    storage = ScormPackage._meta.get_field("archive").storage
    return set(storage.listdir("")[1])


@pytest.fixture(autouse=True)
def before(settings, tmp_path):
    """The archives that stand there already."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return stored()


@pytest.fixture
def course(tmp_path):
    """The folder of a module that shows a package; neither is on the site any more."""
    imported = import_package(package({"a.css": "p{}"}), title="Le module des autres").package
    module = make_module("Un module")
    block = {"type": "scorm", "value": {"package": imported.pk, "required": True}}
    make_lesson(module, "Une leçon", blocks=[block])
    write_folder(export_course(modules=[ModulePage.objects.get()]), tmp_path / "a")
    LessonPage.objects.all().delete()
    ModulePage.objects.get().delete()
    LoadedSource.objects.all().delete()
    Lesson.objects.all().delete()
    Module.objects.all().delete()
    imported.archive.storage.delete(imported.archive.name)
    ScormPackage.objects.all().delete()
    return tmp_path / "a"


def files_of(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


def test_the_course_comes_back_with_its_package(course, tmp_path, before):
    report = import_folder(course)

    restored = ScormPackage.objects.get()
    assert (report.refused, report.applied) == ([], True)
    assert (restored.title, len(restored.units)) == ("Le module des autres", 1)
    assert LessonPage.objects.get().body[-1].value["package"] == restored
    assert stored() - before == {restored.archive.name}
    write_folder(export_course(modules=[ModulePage.objects.get()]), tmp_path / "b")
    assert files_of(tmp_path / "b") == files_of(course)
    again = import_folder(course)
    assert (again.created, again.changed, ScormPackage.objects.count()) == (0, 0, 1)


def test_a_package_that_nobody_named_keeps_its_own_title(course):
    next(course.rglob("media.yaml")).unlink()
    import_folder(course)
    assert ScormPackage.objects.get().title == "Un module"


def test_a_dry_run_leaves_no_archive(course, before):
    report = import_folder(course, dry_run=True)
    assert (report.refused, report.applied) == ([], False)
    assert (stored(), ScormPackage.objects.count()) == (before, 0)


def test_a_course_refused_for_something_else_leaves_no_archive(course, before):
    text = "---\ntitle: Autre\ngoal: vous saurez.\nminutes: 900\n---\n\nDu texte.\n"
    (next(course.rglob("module.md")).parent / "02-autre.md").write_text(text)
    report = import_folder(course)
    assert "02-autre.md" in report.refused[0].reason
    assert (stored(), ScormPackage.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("archive", "why"),
    [
        (zipped({"../a.html": "x"}), "mener hors"),
        (zipped({"a.html": "x"}), "imsmanifest.xml"),
        (package(said="AICC"), "version de SCORM"),
    ],
)
def test_a_bad_archive_refuses_the_course_with_the_reason_at_the_block(
    course, archive, why, before
):
    file = next(course.rglob("*.zip"))
    file.write_bytes(archive.getvalue())

    report = import_folder(course)

    assert not report.applied
    assert len(report.refused) == 1
    refusal = report.refused[0]
    lesson = next(course.rglob("01-*.md"))
    assert lesson.read_text().split("\n")[refusal.line - 1].startswith("::: scorm")
    assert refusal.reason.startswith(f"{lesson.relative_to(course)}: {file.name}: ")
    assert why in refusal.reason
    assert (stored(), ScormPackage.objects.count()) == (before, 0)
    assert not ModulePage.objects.exists()


def test_what_of_a_package_is_not_applied_is_told(course):
    items = '<item identifier="a" identifierref="r-a"><title>A</title><adlcp:prerequisites type="aicc_script">b</adlcp:prerequisites></item>'
    next(course.rglob("*.zip")).write_bytes(package(items=items).getvalue())
    report = import_folder(course)
    assert report.applied
    assert any("prérequis" in note for note in report.notes)
    assert json.dumps(ScormPackage.objects.get().notes) == '["prerequisites"]'
