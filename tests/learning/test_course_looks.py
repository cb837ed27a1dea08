"""What an import would do is told by name, and a file that says what stands changes nothing."""

import io

import pytest
from django.utils.translation import override
from wagtail.models import Page

from core.commands import report_summary
from core.reports import OUTCOMES_SHOWN, ImportReport
from learning.exporters.course.course import export_course
from learning.exporters.course.storing import write_zip
from learning.importers.content import load_content
from learning.importers.course_archive import import_archive
from learning.models import LessonPage, ModulePage
from quizzes.models import QuestionVersion, Quiz
from tests.learning.courses_on_disk import LESSON, MODULE, written


pytestmark = pytest.mark.django_db

GIFT = (
    "// quiz: Le nuage\n\n::Un::Où est « le\u00a0nuage\u00a0» ?{=Ailleurs#Oui\u00a0! ~Ici#Non.}\n\n"
    "::Deux::Est-ce vrai\u00a0?{T}\n"
)
YAML = "title: Bilan\nintroduction: Voilà\u00a0!\nquestions:\n- title: Vrai\n  kind: true_false\n  answer: true\n  text: Vrai\u00a0?\n"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def loaded(tmp_path):
    lesson = LESSON.replace("minutes: 5", "minutes: 5\nquiz: {}")
    return written(
        tmp_path / "fr",
        {
            "modules/un-module/module.md": MODULE,
            "modules/un-module/01-une-lecon.md": lesson.format("nuage"),
            "modules/un-module/02-une-autre.md": lesson.format("bilan"),
            "modules/un-module/nuage.gift": GIFT,
            "quizzes/bilan.yaml": YAML,
        },
    )


def archive():
    buffer = io.BytesIO()
    write_zip(export_course(modules=[ModulePage.objects.get()]), buffer)
    return buffer


def named(report):
    return [(row.outcome, row.file, row.title) for row in report.outcomes_shown]


def test_an_untouched_export_of_what_was_loaded_changes_nothing(loaded):
    load_content(loaded)
    versions, pages = QuestionVersion.objects.count(), Page.objects.count()
    for dry_run in (True, False):
        report = import_archive(archive(), name="un-module.zip", dry_run=dry_run).report
        assert (report.refused, report.created, report.changed, report.ignored) == ([], 0, 0, 0)
    assert (QuestionVersion.objects.count(), Page.objects.count()) == (versions, pages)
    report = load_content(loaded)
    assert (report.created, report.changed, report.ignored) == (0, 0, 0)


def test_what_would_be_new_changed_and_left_is_named(loaded):
    report = load_content(loaded, dry_run=True)
    assert ("created", "modules/un-module/01-une-lecon.md", "Une leçon") in named(report)
    assert ("created", "modules/un-module/nuage.gift", "Le nuage") in named(report)
    load_content(loaded)
    Quiz.objects.filter(slug="nuage").update(title="Corrigé ici")
    gift = loaded / "modules/un-module/nuage.gift"
    gift.write_text(GIFT.replace("Deux", "Trois"))
    lesson = loaded / "modules/un-module/01-une-lecon.md"
    lesson.write_text(lesson.read_text().replace("Du texte", "Un texte"))
    report = load_content(loaded, dry_run=True)
    assert named(report) == [
        ("changed", "modules/un-module/01-une-lecon.md", "Une leçon"),
        ("ignored", "modules/un-module/nuage.gift", "Le nuage"),
    ]
    assert "Changed: Une leçon (modules/un-module/01-une-lecon.md)" in report_summary(
        report, dry_run=True, nothing_done=""
    )
    assert report.as_dict()["items"][0]["title"] == "Une leçon"
    assert LessonPage.objects.count() == 2


def test_a_long_list_ends_with_how_many_are_not_named():
    report = ImportReport()
    for number in range(OUTCOMES_SHOWN + 3):
        report.count("created", str(number), f"{number}.md")
    summary = report_summary(report, dry_run=True, nothing_done="")
    assert (summary.count("New:"), "and 3 more" in summary) == (OUTCOMES_SHOWN, True)
    assert report.as_dict()["more"] == 3
