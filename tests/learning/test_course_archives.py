"""A module leaves the administration as an archive, and comes back only after it was looked at."""

import io
import re
import stat
import tempfile
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import PageLogEntry

from learning.importers.course_archive import LIMITS, import_archive
from learning.models import LessonPage, LoadedSource, ModulePage
from quizzes.models import Competence, Framework, Quiz
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


def sent(files=FILES):
    data = files if isinstance(files, bytes) else zipped(files).getvalue()
    return SimpleUploadedFile("module.zip", data, "application/zip")


def checked(client, files=FILES):
    """The page that says what the archive would change, and what its form then sends."""
    page = client.post(IMPORT, {"file": sent(files)})
    return page, page.context["form"]["checked"].value()


def take(client, files=FILES, how="published", **data):
    archive = zipped(files).getvalue()  # twice the same bytes: an archive tells the time
    _page, digest = checked(client, archive)
    return client.post(IMPORT, {"file": sent(archive), "checked": digest, "take": how} | data)


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
    "no module": (lambda: zipped({"a.md": "x"}), "one module"),
    "two modules": (lambda: zipped(FILES | {"modules/autre/module.md": MODULE}), "one module"),
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


def test_the_first_answer_says_what_would_change_and_changes_nothing(client, editor):
    client.force_login(editor)
    page, digest = checked(client)
    assert len(digest) == 64
    assert (page.context["report"].created, page.context["report"].applied) == (2, False)
    assert "un-module" in page.text
    assert not ModulePage.objects.exists()


@pytest.mark.parametrize(("how", "live"), [("draft", False), ("published", True)])
def test_what_was_looked_at_is_taken_in_as_a_draft_or_published(client, editor, how, live):
    client.force_login(editor)
    response = take(client, how=how)
    module = ModulePage.objects.get()
    assert response["Location"] == reverse("wagtailadmin_explore", args=[module.pk])
    assert (module.live, LessonPage.objects.get().live) == (live, live)
    entry = PageLogEntry.objects.get(action="learning.imported")
    assert (entry.page_id, entry.user) == (module.pk, editor)


def test_another_file_than_the_one_looked_at_is_looked_at_first(client, editor):
    client.force_login(editor)
    _page, digest = checked(client)
    other = FILES | {"modules/un-module/02-autre.md": LESSON}
    response = client.post(IMPORT, {"file": sent(other), "checked": digest, "take": "published"})
    assert (response.context["report"].created, response.context["is_other"]) == (3, True)
    unseen = client.post(IMPORT, {"file": sent(), "take": "published"})
    assert unseen.context["is_other"]
    assert not ModulePage.objects.exists()


def test_what_was_changed_here_is_replaced_only_if_asked(client, editor):
    client.force_login(editor)
    take(client)
    lesson = LessonPage.objects.get()
    lesson.goal = "au choix de la rédaction"
    lesson.save_revision().publish()
    changed = FILES | {"modules/un-module/01-une-lecon.md": LESSON.replace("Du texte", "Un texte")}

    page, _digest = checked(client, changed)
    assert page.context["report"].ignored == 1
    assert "--force" not in page.text
    assert "Une leçon (modules/un-module/01-une-lecon.md)" in page.text
    done = take(client, changed)
    page_text = client.get(done["Location"]).text
    assert re.search(r"\b1 .*\bUne leçon\.", page_text)
    assert LessonPage.objects.get().goal == "au choix de la rédaction"
    take(client, changed, force="on")
    assert LessonPage.objects.get().goal == "vous saurez."


def test_a_refusal_names_the_file_the_line_and_what_was_expected(client, editor):
    client.force_login(editor)
    page, _digest = checked(client, FILES | {"modules/un-module/02-b.md": "Du texte"})
    assert "modules/un-module/02-b.md" in page.text
    assert 'name="take"' not in page.text


def test_whoever_writes_pages_without_publishing_imports_drafts_only(client, editor):
    for group in editor.groups.all():
        group.page_permissions.filter(permission__codename="publish_page").delete()
    client.force_login(editor)
    page, _digest = checked(client)
    assert 'value="draft"' in page.text
    assert 'value="published"' not in page.text
    assert take(client).status_code == 404
    assert not ModulePage.objects.exists()


@pytest.mark.parametrize("what", ["quiz", "question"])
def test_whoever_may_not_write_questions_imports_no_module(client, editor, what):
    """Wagtail gives the rights on quizzes and those on questions one by one."""
    for group in editor.groups.all():
        group.permissions.filter(codename=f"change_{what}").delete()
    client.force_login(editor)
    assert client.get(IMPORT).status_code == 404
    assert not Quiz.objects.exists()
