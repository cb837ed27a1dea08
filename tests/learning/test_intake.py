"""An editor takes in a course or questions on screen: shown first, then as drafts, whole or without what is wrong."""

import contextlib
import io
import re
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.models import Picture
from core.reports import ImportReport
from learning.enums import SentKind
from learning.guidance import is_guided
from learning.importers.intake_kinds import recognise
from learning.importers.lesson_file import LessonReader
from learning.importers.safe_files import UnfitFile
from learning.models import LessonPage, LoadedSource, ModulePage, ScormPackage
from people.actions.retention import purge
from people.enums import ImportState
from people.models import ImportRun, LinesToCorrect, StagedFile
from quizzes.enums import QuestionStatus
from quizzes.formats import FORMATS, MAX_FILE_BYTES
from quizzes.models import Category, Question, Quiz, QuizQuestion
from tests.background import post, run_background
from tests.learning.factories import make_lesson, make_module, make_quiz
from tests.learning.packages import package, zipped


pytestmark = pytest.mark.django_db

SEND = reverse("course_admin:import")
GIFT = "$CATEGORY: $course$/top/Eau/Été\n\n::Un::Vrai ?{T}\n\n::Deux::Qui ?{=a ~b}\n"
MODULE = "---\ntitle: L’eau à l’étage\nsummary: Un résumé.\n---\n"
LESSON = "---\ntitle: Fermer l’eau\ngoal: vous saurez.\nminutes: 3\n---\n\nDu texte accentué.\n"
FOLDER = {"modules/eau/module.md": MODULE, "modules/eau/01-fermer.md": LESSON}
COURSE = """AUTHOR: Une équipe
TITLE: Un cours

# Premier chapitre

Un texte.

```compréhension
::Q1::Vrai ?{T}
```

# Second chapitre

Un autre texte.
"""


ARCHIVE = zipped(FOLDER).getvalue()


@pytest.fixture(autouse=True)
def _in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with override("en"):
        yield


@pytest.fixture
def ines(client, editor):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(editor)
    return editor


def send(client, content, name="fichier", **wish):
    data = content if isinstance(content, bytes) else content.encode()
    return post(client, SEND, {"file": SimpleUploadedFile(name, data), **wish})


def shown(client, content, name="fichier", **wish):
    """The address of the preview, and the page."""
    url = send(client, content, name, **wish).url
    return url, client.get(url)


def take(client, url):
    left_out = client.get(url).context["left_out"]
    post(client, url, {"decision": "take", "left_out": left_out})
    return client.get(url)


def taken(client, content, name="fichier", **wish):
    return take(client, send(client, content, name, **wish).url)


def tree(page):
    """The lines of the tree, as (what, title, outcome)."""

    def lines(nodes):
        for node in nodes:
            yield node["what"], node["title"], str(node["outcome_words"])
            yield from lines(node["children"])

    return list(lines(page.context["nodes"]))


def archive(files):
    return zipped(files).getvalue()


def png():
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(made, "PNG")
    return made.getvalue()


# --- What a file is ---------------------------------------------------------------------------------


RECOGNISED = {
    "gift": (GIFT.encode(), SentKind.QUESTIONS, "gift"),
    "gift with a mark and DOS lines": (
        b"\xef\xbb\xbf" + GIFT.replace("\n", "\r\n").encode(),
        SentKind.QUESTIONS,
        "gift",
    ),
    "xml": (b"<?xml version='1.0'?><quiz></quiz>", SentKind.QUESTIONS, "moodle-xml"),
    "aiken": (b"Q ?\nA. a\nB. b\nANSWER: A\n", SentKind.QUESTIONS, "aiken"),
    "workbook": (FORMATS["xlsx"].write([]), SentKind.QUESTIONS, "xlsx"),
    "lesson": (LESSON.encode(), SentKind.LESSON, ""),
    "lesson of DOS": (LESSON.replace("\n", "\r\n").encode("cp1252"), SentKind.LESSON, ""),
    "course": (COURSE.encode(), SentKind.COURSE, ""),
    "course without a header": (b"# Un chapitre\n", SentKind.COURSE, ""),
    "modules": (zipped(FOLDER).getvalue(), SentKind.MODULES, ""),
    "package": (package().getvalue(), SentKind.PACKAGE, ""),
    "broken archive": (zipped(FOLDER).getvalue()[:-30], SentKind.MODULES, ""),
}


@pytest.mark.parametrize("name", RECOGNISED)
def test_a_file_is_known_by_its_content(name):
    data, kind, format_name = RECOGNISED[name]
    found = recognise(data)
    assert (found.kind, found.format) == (kind, format_name)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitre: Un cours\n---\n\n## Une partie\n",
        "---\ntitle: Un cours\ngoal: x\n---\n\n# Une leçon\n\nUn.\n\n# Une autre\n\nDeux.\n",
        LESSON + LESSON,
    ],
)
def test_a_course_that_begins_as_a_lesson_is_told_how_a_course_begins(text):
    with pytest.raises(UnfitFile) as refused:
        recognise(text.encode())
    assert "TITLE:" in refused.value.expected


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_examples_are_offered_and_taken_in_whole(client, ines, language):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    offered = [url for _label, url in client.get(SEND).context["templates"]]
    for url in offered:
        at = url.removeprefix("/static/")
        data = Path("static", at).read_bytes() if at != url else client.get(url).content
        _url, page = shown(client, data, url.strip("/").rpartition("/")[2])
        assert not page.context["faults"]
        assert page.context["run"].counts["created"]


@pytest.mark.parametrize("data", [b"", b" \n", b"%PDF\0\0", b"a" * (MAX_FILE_BYTES + 1)])
def test_a_file_that_is_nothing_of_these_is_refused(data):
    with pytest.raises(UnfitFile):
        recognise(data)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4)), max_size=6))
def test_a_damaged_file_is_recognised_or_refused_and_breaks_nothing(damage):
    data = bytearray(ARCHIVE)
    for place, other in damage:
        data[place % len(data) : place % len(data) + len(other)] = other
    with contextlib.suppress(UnfitFile):
        assert recognise(bytes(data)).kind in SentKind


# --- Questions ----------------------------------------------------------------------------------------


def test_questions_are_shown_then_taken_in_as_drafts_and_a_second_time_change_nothing(client, ines):
    url, page = shown(client, GIFT, "moodle.txt")

    assert not Question.objects.exists()
    assert tree(page) == [
        ("category", "Eau/Été", ""),
        ("question", "Un", "to be added"),
        ("question", "Deux", "to be added"),
    ]
    assert "GIFT" in page.text
    look = client.get(page.context["nodes"][0]["children"][1]["url"])
    assert "Qui ?" in look.text
    after = take(client, url)

    made = ModelLogEntry.objects.filter(action="wagtail.create", user=ines)
    assert sorted(made.values_list("label", flat=True)) == ["Deux", "Un"]
    assert after.context["place"]["url"].endswith("?status=draft")
    assert {question.status for question in Question.objects.all()} == {QuestionStatus.DRAFT}
    assert Category.objects.get().name == "Eau/Été"
    assert not StagedFile.objects.exists()
    _url, again = shown(client, GIFT, "moodle.txt")
    assert "changes nothing" in again.text
    assert post(client, url, {"decision": "take"}).status_code == 404


def test_bad_questions_are_left_out_if_wanted_and_kept_to_be_mended(client, ines):
    url, page = shown(client, GIFT + "\n::Trois::Quoi ?{=a ~b\n")

    assert page.context["left_out"] == 1
    assert [fault["line"] for fault in page.context["faults"]] == [7]
    post(client, url, {"decision": "take"})  # without saying that one is left out
    assert not Question.objects.exists()
    after = take(client, url)

    assert Question.objects.count() == 2
    assert after.context["kept"] is not None
    lines = client.get(reverse("course_admin:faults", args=[ImportRun.objects.get().uuid]))
    assert "7" in lines.content.decode()


def test_a_file_without_a_good_question_is_refused_and_may_be_read_otherwise(client, ines):
    url, page = shown(client, "Vrai ?{T\n")
    assert ImportRun.objects.get().state == ImportState.REFUSED
    assert 'value="take"' not in page.text
    post(client, url, {"decision": "take"})
    assert not Question.objects.exists()
    post(client, url, {"decision": "again", "format": "aiken"})
    assert "Aiken" in client.get(url).text


def test_known_questions_change_only_where_that_is_asked(client, ines):
    taken(client, "// [id:q]\n::T::Vrai ?{T}\n")
    other = "// [id:q]\n::T::Vrai ?{F}\n"

    url, page = shown(client, other)
    assert tree(page)[1] == ("question", "T", "left as it is here")
    take(client, url)
    assert Question.objects.get().versions.count() == 1
    url, page = shown(client, other, changes_known="on")
    assert tree(page)[1] == ("question", "T", "to be changed")
    take(client, url)
    assert Question.objects.get().versions.count() == 2


def test_new_questions_go_to_a_category_and_to_the_end_of_a_quiz(client, ines):
    taken(client, "::Avant::Vrai ?{T}\n", category="Autre")
    quiz = Quiz.objects.create(title="Un quiz", slug="un-quiz")
    QuizQuestion.objects.create(quiz=quiz, question=Question.objects.get(), sort_order=4)

    taken(client, GIFT + "\n::Avant::Vrai ?{T}\n", category="Autre", quiz=quiz.pk)

    asked = quiz.entries.order_by("sort_order").values_list("question__title", flat=True)
    assert list(asked) == ["Avant", "Un", "Deux"]
    assert Category.objects.get().name == "Autre"


def test_five_hundred_questions_of_moodle_are_shown_and_taken_in(client, ines):
    text = "".join(
        f"$CATEGORY: Thème {n // 100}\n\n::Q{n}::Vrai n° {n} ?{{T}}\n\n" for n in range(500)
    )
    url, page = shown(client, text)
    assert len(tree(page)) == 505
    assert take(client, url).context["run"].counts["created"] == 500
    assert Question.objects.count() == 500


def test_hostile_words_of_questions_are_cleaned(client, ines):
    _url, page = shown(client, "::T::[html]<p>Vrai ?</p><script>mal()</script>{T}\n")
    look = client.get(page.context["nodes"][0]["children"][0]["url"])
    assert "Vrai ?" in look.text
    assert "mal()" not in look.text


# --- Courses -----------------------------------------------------------------------------------------


def test_a_course_of_one_file_is_shown_as_its_readers_will_see_it_and_taken_in_as_drafts(
    client, ines
):
    url, page = shown(client, COURSE, "mon cours.md")

    assert tree(page) == [
        ("module", "Un cours", "to be added"),
        ("lesson", "Premier chapitre", "to be added"),
        ("quiz", "Quiz\xa0: Premier chapitre", "to be added"),
        ("question", "Q1", "to be added"),
        ("lesson", "Second chapitre", "to be added"),
    ]
    look = client.get(page.context["nodes"][0]["children"][1]["url"])
    assert "Un autre texte." in look.text
    assert not ModulePage.objects.exists()
    take(client, url)

    module = ModulePage.objects.get()
    assert (module.slug, module.live) == ("mon-cours", False)
    assert set(LessonPage.objects.values_list("live", flat=True)) == {False}
    assert PageLogEntry.objects.get(action="learning.imported").user == ines
    assert {page.get_latest_revision().user for page in (module, *LessonPage.objects.all())} == {
        ines
    }
    made = PageLogEntry.objects.filter(action="wagtail.create", user=ines)
    assert made.filter(page__in=LessonPage.objects.all()).count() == 2
    of_quizzes = ModelLogEntry.objects.filter(action="wagtail.create", user=ines)
    assert set(of_quizzes.values_list("label", flat=True)) >= {"Q1", "Quiz\xa0: Premier chapitre"}
    assert all(is_guided(lesson) for lesson in LessonPage.objects.all())
    _url, again = shown(client, COURSE, "mon cours.md")
    assert "changes nothing" in again.text
    _url, other = shown(client, COURSE + "\nPlus.\n", "mon cours.md")
    assert "is there already" in other.text


def test_what_has_no_place_in_a_course_is_a_fault_with_its_line_and_is_kept(client, ines):
    content = (
        COURSE.replace("```compréhension", "```gift")
        + "\n```python\n1\n```\n\n![](media/rien.png)\n"
    )
    url, page = shown(client, content, "cours.md")

    assert ("question", "Q1", "to be added") in tree(page)
    faults = [(fault["line"], bool(fault["expected"])) for fault in page.context["faults"]]
    assert faults == [(16, True), (20, True)]
    assert not page.context["shown"]["notes"]
    assert "help-warning" in page.text
    after = take(client, url)
    assert Question.objects.get().title == "Q1"
    assert after.context["kept"].count == 2


def test_a_plain_text_is_a_lesson_of_the_module_that_is_chosen(client, ines):
    plain = "\n# Couper l’eau\n\nDu texte.\n\n## Où\n\nSous l’évier.\n"
    module = make_module("Un module")
    url, page = shown(client, plain, "eau.md")
    assert "TITLE:" in page.text
    assert 'value="take"' not in page.text  # it is no course, and there is no rest

    url, page = shown(client, plain, "eau.md", module=module.pk)
    assert ("lesson", "Couper l’eau", "to be added") in tree(page)
    take(client, url)
    lesson = LessonPage.objects.get()
    assert (lesson.title, lesson.live, is_guided(lesson)) == ("Couper l’eau", False, True)
    assert "Couper" not in str(lesson.body)
    no_goal = LESSON.replace("goal: vous saurez.\nminutes: 3\n", "")
    _url, page = shown(client, no_goal, "autre.md", module=module.pk)
    assert [fault["reason"] for fault in page.context["faults"]] == ["“goal (goal)” is missing"]


def test_a_lesson_goes_to_the_end_of_a_module_that_is_chosen(client, ines):
    module = make_module("Un module")
    url, page = shown(client, LESSON, "03-fermer-l’eau.md")
    assert 'value="take"' not in page.text  # no module is chosen

    post(client, url, {"decision": "again", "module": module.pk})
    assert ("lesson", "Fermer l’eau", "to be added") in tree(client.get(url))
    take(client, url)

    lesson = LessonPage.objects.get()
    assert (lesson.get_parent().pk, lesson.live) == (module.pk, False)
    assert "changes nothing" in shown(client, LESSON, "fermer-l’eau.md", module=module.pk)[1].text
    assert (
        f"?module={module.pk}"
        in client.get(reverse("wagtailadmin_pages:edit", args=[module.pk])).text
    )


def test_words_that_are_published_stay_until_the_draft_is_published(client, ines):
    url = send(client, archive(FOLDER), "cours.zip").url
    take(client, url)
    for page in (ModulePage.objects.get(), LessonPage.objects.get()):
        page.get_latest_revision().publish()

    changed = FOLDER | {"modules/eau/01-fermer.md": LESSON.replace("Du texte", "Un texte")}
    url, page = shown(client, archive(changed))
    assert ("lesson", "Fermer l’eau", "to be changed") in tree(page)
    assert ("module", "L’eau à l’étage", "stays") in tree(page)
    take(client, url)

    lesson = LessonPage.objects.get()
    assert "Du texte" in str(lesson.body)
    assert "Un texte" in str(lesson.get_latest_revision_as_object().body)


def test_several_modules_come_with_their_pictures_and_quizzes(client, ines):
    lesson = (
        LESSON.replace("minutes: 3\n", "minutes: 3\nquiz: bilan\n")
        + '\n::: image src="media/eau à l’étage.png" alt="De l’eau"\n:::\n'
    )
    files = FOLDER | {
        "modules/eau/01-fermer.md": lesson,
        "modules/eau/bilan.gift": "::Un::Vrai ?{T}\n",
        "modules/eau/media/eau à l’étage.png": png(),
        "modules/feu/module.md": MODULE.replace("L’eau", "Le feu"),
        "glossary.yaml": "- term: Bail\n  definition: Un contrat.\n",
    }
    url, page = shown(client, archive(files))

    assert tree(page)[:5] == [
        ("module", "L’eau à l’étage", "to be added"),
        ("lesson", "Fermer l’eau", "to be added"),
        ("quiz", "Quiz\xa0: Fermer l’eau", "to be added"),
        ("question", "Un", "to be added"),
        ("picture", "media/eau à l’étage.png", "to be added"),
    ]
    assert any("glossary.yaml" in note for note in page.context["shown"]["notes"])
    look = client.get(page.context["nodes"][0]["children"][0]["url"])
    assert re.search(r'<img[^>]*src="data:image/\w+;base64,', look.text)
    assert not Picture.objects.exists()
    take(client, url)
    assert ModulePage.objects.count() == 2
    assert Picture.objects.count() == 1


def test_a_module_that_was_exported_changes_nothing(client, ines):
    module = make_module("Un module")
    make_lesson(module, "Une leçon", quiz=make_quiz("Un quiz"))
    export = client.get(reverse("course_admin:export", args=[module.pk]))
    _url, page = shown(client, b"".join(export.streaming_content), "module.zip")
    assert "changes nothing" in page.text


def test_what_is_wrong_in_a_course_is_named_and_left_out_if_wanted(client, ines):
    files = FOLDER | {
        "modules/eau/02-mal.md": LESSON.replace("Du texte", "<script>mal()</script>"),
        "modules/eau/03-image.md": LESSON + '\n::: image src="media/rien.png" alt="Rien"\n:::\n',
        "modules/eau/04-quiz.md": LESSON.replace("minutes: 3\n", "minutes: 3\nquiz: bilan\n"),
        "modules/eau/bilan.gift": "::Bon::Vrai ?{T}\n\n::Mauvais::Vrai ?{T\n",
    }
    url, page = shown(client, archive(files))

    faults = [(fault["file"], fault["line"]) for fault in page.context["faults"]]
    assert faults == [
        ("modules/eau/02-mal.md", 7),
        ("modules/eau/03-image.md", 9),
        ("modules/eau/bilan.gift", 3),
    ]
    take(client, url)
    assert set(LessonPage.objects.values_list("slug", flat=True)) == {"fermer", "quiz"}
    assert {lesson.get_latest_revision().user for lesson in LessonPage.objects.all()} == {ines}
    assert [entry.question.title for entry in Quiz.objects.get().entries.all()] == ["Bon"]
    assert LinesToCorrect.objects.get().count == 3


def test_quizzes_that_are_here_are_left_unless_they_are_to_change(client, ines):
    lesson = LESSON.replace("minutes: 3\n", "minutes: 3\nquiz: bilan\n")
    files = FOLDER | {
        "modules/eau/01-fermer.md": lesson,
        "modules/eau/bilan.gift": "::Un::Vrai ?{T}\n",
    }
    taken(client, archive(files))
    changed = archive(files | {"modules/eau/bilan.gift": "::Un::Faux ?{F}\n"})

    url, page = shown(client, changed)
    assert page.context["ignored"] == 1
    take(client, url)
    assert Question.objects.get().versions.count() == 1
    taken(client, changed, changes_known="on")
    assert Question.objects.get().versions.count() == 2


def test_a_scorm_package_is_shown_and_taken_in(client, ines):
    data = package().getvalue()
    url, page = shown(client, data)
    assert tree(page)[0] == ("SCORM package", "Un module", "to be added")
    assert not ScormPackage.objects.exists()
    after = take(client, url)
    assert str(ScormPackage.objects.get().pk) in after.context["place"]["url"]
    assert "changes nothing" in shown(client, data)[1].text


@pytest.mark.parametrize("content", [LESSON, COURSE, GIFT])
def test_a_text_of_windows_is_refused_with_its_line(client, ines, content):
    module = make_module("Un module")
    _url, page = shown(client, content.encode("cp1252", "replace"), "a.md", module=module.pk)
    [fault] = page.context["faults"]
    assert (
        fault["line"]
        == content[: content.index(next(c for c in content if ord(c) > 127))].count("\n") + 1
    )
    assert "UTF-8" in fault["expected"] + fault["reason"]


# --- The file that waits --------------------------------------------------------------------------------


def test_a_file_is_its_senders_alone_and_goes_after_a_day(
    client, ines, training_manager, administrator
):
    url, page = shown(client, COURSE, "cours.md")
    look = page.context["nodes"][0]["children"][0]["url"]
    faults = reverse("course_admin:faults", args=[ImportRun.objects.get().uuid])
    for person in (training_manager, administrator):
        client.force_login(person)
        assert {client.get(place).status_code for place in (url, look, faults)} == {404}
        assert client.post(url, {"decision": "take"}).status_code == 404
    client.force_login(ines)
    StagedFile.objects.update(created_at="2020-01-01T00:00Z")
    assert client.get(look).status_code == 404
    assert "no longer kept" in client.get(url).text
    assert client.post(url, {"decision": "take"}).status_code == 404
    purge()
    assert not StagedFile.objects.exists()


def test_a_page_of_a_file_that_is_checked_asks_how_far_it_is(client, ines):
    sent = client.post(SEND, {"file": SimpleUploadedFile("q.gift", GIFT.encode())})
    progress = reverse("course_admin:import_progress", args=[ImportRun.objects.get().uuid])
    assert f'hx-get="{progress}"' in client.get(sent.url).text
    assert f'hx-get="{progress}"' in client.get(progress).text
    run_background()
    assert client.get(progress)["HX-Refresh"] == "true"
    assert 'id="progress"' not in client.get(sent.url).text


def test_a_file_is_taken_in_whole_or_not_at_all(client, ines, monkeypatch):
    url = send(client, archive(FOLDER)).url
    monkeypatch.setattr("learning.importers.intake_runs.record_applied", lambda **how: 1 / 0)
    post(client, url, {"decision": "take"})
    assert (ModulePage.objects.count(), LoadedSource.objects.count()) == (0, 0)
    assert ImportRun.objects.get().is_interrupted
    monkeypatch.undo()
    post(client, url)  # start again
    take(client, url)
    assert ModulePage.objects.count() == 1


def test_what_would_be_otherwise_by_now_is_shown_again(client, ines):
    url = send(client, COURSE, "cours.md").url
    make_module("Autre").specific.__class__.objects.update(slug="cours")
    post(client, url, {"decision": "take"})
    page = client.get(url)
    assert ImportRun.objects.get().state == ImportState.REFUSED
    assert "is there already" in page.text
    assert ModulePage.objects.count() == 1


@pytest.mark.parametrize("what", ["quiz", "question"])
def test_whoever_may_not_write_all_of_a_course_takes_none_in(client, ines, what):
    for group in ines.groups.all():
        group.permissions.filter(codename=f"change_{what}").delete()
    answer = send(client, COURSE, "cours.md")
    assert (
        answer.status_code == {"quiz": 200, "question": 404}[what]
    )  # questions alone stay, or nothing
    assert not ImportRun.objects.exists()


def test_a_right_that_is_taken_back_meanwhile_takes_the_file_with_it(client, ines):
    url = send(client, COURSE, "cours.md").url
    for group in ines.groups.all():
        group.permissions.filter(codename="change_quiz").delete()
    post(client, url, {"decision": "take", "left_out": "0"})
    assert not ModulePage.objects.exists()


def test_a_file_whose_sender_lost_the_role_meanwhile_is_not_taken_in(client, ines):
    url = send(client, COURSE, "cours.md").url
    left_out = client.get(url).context["left_out"]
    client.post(url, {"decision": "take", "left_out": left_out})
    ines.groups.clear()
    run_background()

    run = ImportRun.objects.get()
    assert not ModulePage.objects.exists()
    assert run.state == ImportState.REFUSED
    assert "may no longer" in run.staged_file.preview["faults"][0]["reason"]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# Fermer l’eau ##  ", "Fermer l’eau"),
        ("#\tC# et F# ", "C# et F"),
        (f"# a{' ' * 5_000}b", f"a{' ' * 5_000}b"),
        (f"# a{' #' * 2_500}{' ' * 5_000}b", None),
    ],
)
def test_a_heading_is_read_in_time_that_grows_with_it(tmp_path, heading, title):
    started = time.process_time()

    meta, body, line = LessonReader(tmp_path, ImportReport())._front_matter(
        tmp_path / "eau.md", f"{heading}\nDu texte.\n"
    )

    assert time.process_time() - started < 1
    assert (body, line) == ("Du texte.\n", 2)
    assert title in {None, meta["title"]}
