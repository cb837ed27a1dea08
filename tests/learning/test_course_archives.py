"""A module leaves the administration as an archive, and comes back only after it was looked at."""

import io
import stat
import tempfile
import zipfile

import pytest
from django.urls import reverse
from django.utils.translation import override

from learning.importers.course_archive import LIMITS, import_archive
from learning.models import LoadedSource, ModulePage
from quizzes.models import Competence, Framework
from tests.cms.translating import translate
from tests.learning.factories import make_lesson, make_module, make_quiz
from tests.learning.packages import zipped


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


IMPORT = reverse("course_admin:import")
MODULE = "---\ntitle: Un module\nsummary: Un résumé.\n---\n"
LESSON = "---\ntitle: Une leçon\ngoal: vous saurez.\nminutes: 5\n---\n\nDu texte.\n"
FILES = {"modules/un-module/module.md": MODULE, "modules/un-module/01-une-lecon.md": LESSON}


@pytest.fixture(autouse=True)
def folders(settings, tmp_path, monkeypatch):
    """Where archives are unpacked, to see that nothing stays there."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "unpacked").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "unpacked"))
    yield tmp_path
    assert list((tmp_path / "unpacked").iterdir()) == []


def taken(files, name="module.zip", **how):
    archive = files if isinstance(files, io.BytesIO) else zipped(files)
    return import_archive(archive, name=name, **how).report


# --- The archive -------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["", "dossier/"])
def test_a_module_comes_from_the_archive_of_its_course(where):
    report = taken({f"{where}{name}": text for name, text in FILES.items()})
    assert (report.applied, report.created) == (True, 2)
    assert LoadedSource.objects.filter(key="modules/un-module/01-une-lecon.md").exists()


@pytest.mark.parametrize(
    ("where", "name", "slug"),
    [("", "Mon module.zip", "mon-module"), ("un-module/", "x.zip", "un-module")],
)
def test_a_module_comes_from_a_folder_of_its_own(where, name, slug):
    quiz = "title: Un quiz\nquestions:\n- title: Vrai\n  kind: true_false\n  text: Vrai ?\n  answer: true\n"
    files = {
        f"{where}module.md": MODULE,
        f"{where}01-une-lecon.md": LESSON,
        f"{where}media/x.txt": quiz,
    }
    assert taken(files, name=name).applied
    assert ModulePage.objects.get().slug == slug


def test_no_framework_comes_in_with_a_module_that_is_called_like_their_folder():
    framework = (
        "{name: Autre, edition: '1', slug: autre, source: Personne, areas: "
        "[{code: '1', fr: Un, competences: [{code: '1.1', fr: Deux}]}]}"
    )
    report = taken({"module.md": MODULE, "autre.yaml": framework}, name="frameworks.zip")
    assert report.applied
    assert not Framework.objects.filter(slug="autre").exists()


def test_what_is_no_part_of_the_module_is_left_out_and_named():
    others = {
        "glossary.yaml": "- term: Bail\n  definition: Un contrat.\n",
        "paths/un.md": "---\ntitle: Un\nmodules: [un-module]\n---\n",
        "articles/aide.md": "---\ntitle: Aide\n---\n",
        "frameworks/f.yaml": "title: x",
        "__MACOSX/modules/un-module/._module.md": "x",
        "modules/un-module/.DS_Store": "x",
    }
    report = taken(FILES | others)
    assert (report.applied, report.created) == (True, 2)
    assert len(report.notes) == 4
    assert not Competence.objects.exists()


def _link():
    link = zipfile.ZipInfo("modules/un-module/media/x.svg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped({link: "/etc/passwd"} | FILES)


HOSTILE = {
    "slip": (lambda: zipped(FILES | {"../../../tmp/x.md": "x"}), "lead out"),
    "absolute": (lambda: zipped(FILES | {"/etc/x.md": "x"}), "lead out"),
    "drive": (lambda: zipped(FILES | {"C:/x.md": "x"}), "lead out"),
    "symlink": (_link, "link"),
    "bomb": (
        lambda: zipped(FILES | {"modules/un-module/media/x.txt": b"\0" * 40 * 1024**2}),
        "far more",
    ),
    "many": (lambda: zipped({f"a/{n}.md": "" for n in range(10_000)} | FILES), "too many"),
    "capitals": (lambda: zipped(FILES | {"modules/un-module/MODULE.md": "x"}), "same name"),
    "file and folder": (lambda: zipped(FILES | {"modules/un-module": "x"}), "same name"),
    "long": (lambda: zipped(FILES | {f"modules/un-module/{'é' * 200}.md": "x"}), "lead out"),
    "cut": (lambda: io.BytesIO(zipped(FILES).getvalue()[:-40]), "cut off"),
    "no zip": (lambda: io.BytesIO(b"bonjour"), "not a zip"),
    "no module": (lambda: zipped({"a.md": "x"}), "no module"),
    "two courses": (lambda: zipped(FILES | {"b/modules/autre/module.md": MODULE}), "of one course"),
    "two modules alone": (lambda: zipped({"a/module.md": MODULE, "b/module.md": MODULE}), "course"),
    "archive in an archive": (lambda: zipped({"a.zip": zipped(FILES).getvalue()}), "no module"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_archive_made_to_do_harm_is_refused_whole(name, folders):
    make, why = HOSTILE[name]
    report = taken(make())
    assert not report.applied
    assert [why in refusal.reason for refusal in report.refused] == [True]
    assert (ModulePage.objects.count(), LoadedSource.objects.count()) == (0, 0)
    assert sorted(path.name for path in folders.iterdir()) == ["unpacked"]


def test_an_archive_above_the_limit_is_refused_before_it_is_read(settings):
    settings.SCORM_MAX_BYTES = 100
    assert "bigger" in taken(FILES).refused[0].reason
    assert LIMITS.files < 10_000


def test_a_text_that_is_refused_is_named_with_its_line():
    report = taken(FILES | {"modules/un-module/02-b.md": LESSON.replace("Du", "<script>")})
    assert report.refused[0].reason.startswith("modules/un-module/02-b.md: ")
    assert report.refused[0].line == 7


# --- In the administration -----------------------------------------------------------------------------


def test_an_exported_module_comes_back_as_it_was(client, editor):
    module = make_module("Un module")
    make_lesson(module, "Une leçon", quiz=make_quiz("Un quiz"))
    client.force_login(editor)

    response = client.get(reverse("course_admin:export", args=[module.pk]))
    data = b"".join(response.streaming_content)

    assert f"{module.slug}.zip" in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert f"modules/{module.slug}/module.md" in archive.namelist()
    report = import_archive(io.BytesIO(data), name="x.zip").report
    assert (report.refused, report.created, report.changed) == ([], 0, 0)


def test_both_are_in_the_menu_of_a_module_and_the_import_in_that_of_the_catalogue(client, editor):
    module = make_module("Un module")
    client.force_login(editor)
    export = reverse("course_admin:export", args=[module.pk])

    on_module = client.get(reverse("wagtailadmin_pages:edit", args=[module.pk])).text
    on_catalog = client.get(reverse("wagtailadmin_explore", args=[module.get_parent().pk])).text

    assert export in on_module
    assert IMPORT in on_module
    assert IMPORT in on_catalog
    assert export not in on_catalog


def test_a_translation_and_a_lesson_are_not_exported_alone(client, editor):
    module = make_module("Un module")
    lesson = make_lesson(module)
    target = translate(ModulePage.objects.get(pk=module.pk))
    client.force_login(editor)
    for page in (target, lesson):
        assert client.get(reverse("course_admin:export", args=[page.pk])).status_code == 404
