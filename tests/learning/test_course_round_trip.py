"""A course exported to Markdown and imported again is the same course."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path as FilePath

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from cms.models import Attachment, Picture, Portal, PortalScreen, PortalService
from learning.exporters.course.course import export_course
from learning.exporters.course.storing import write_folder, write_zip
from learning.importers.content import load_content
from learning.importers.course_folder import import_folder
from learning.importers.page_fields import PAGE_FIELDS
from learning.importers.source_tracking import page_digest
from learning.models import (
    Lesson,
    LessonPage,
    LoadedSource,
    Module,
    ModulePage,
    Path,
    PathChoice,
    PathModule,
    ScormPackage,
)
from people.models import Job
from quizzes.enums import Origin
from quizzes.file_questions import FileQuestion, FileResult
from quizzes.importers.gift import import_gift
from quizzes.importers.questions import take_questions
from quizzes.models import Question, Quiz, QuizBand, QuizDraw, QuizQuestion
from quizzes.specs.written import from_written
from tests.cms.files import make_document, make_picture
from tests.learning.factories import make_lesson, make_module, make_quiz


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    ),
]
CONTENT = FilePath(site.BASE_DIR) / "content" / "fr"
LESSON = "Une leçon\u00a0: tout"
RICH = '<p data-block-key="a">Un <b>mot</b> et\u00a0<i>un autre</i>.</p><ul><li>a<ul><li>b</li></ul></li></ul>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EMBED_HOSTS = ["videos.example"]


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def exported(folder, *slugs, paths=()):
    modules = [ModulePage.objects.get(slug=slug) for slug in slugs]
    course = export_course(modules=modules, paths=paths)
    write_folder(course, folder)
    return files_of(folder)


def digests():
    pages = [*ModulePage.objects.order_by("path"), *LessonPage.objects.order_by("path")]
    return {page.slug: page_digest(page, PAGE_FIELDS[type(page)]) for page in pages}


def forget_pages():
    Path.objects.all().delete()
    LessonPage.objects.all().delete()
    for page in ModulePage.objects.all():
        page.delete()
    LoadedSource.objects.all().delete()


def forget_everything():
    forget_pages()
    Lesson.objects.all().delete()
    Module.objects.all().delete()
    Quiz.objects.all().delete()
    Question.objects.all().delete()
    Picture.objects.all().delete()
    Attachment.objects.all().delete()


def exercises(quiz, image):
    spot = {"text": "Ici", "is_wanted": True, "left": 10, "top": 20, "feedback": RICH}
    reply = {"text": "Oui.", "effect": "harms", "next": "", "consequence": RICH}
    replies = [reply | {"effect": "helps", "next": "fin"}, reply]
    turn = {"key": "debut", "said": RICH, "replies": replies}
    card = {"text": "Une carte", "feedback": ""}
    steps = [{"title": title, "text": RICH} for title in ("Un", "Deux", "Trois")]
    words = {"left": None, "top": None, "is_wanted": False}
    return [
        (
            "find",
            {
                "title": "Où ?",
                "message": "",
                "image": image,
                "spots": [spot, spot | {"text": "Là"}],
            },
        ),
        (
            "find",
            {
                "title": "Où ?",
                "message": "Ici,\r\nou Là.",
                "image": {"image": None, "decorative": None, "alt_text": None},
                "spots": [spot | {"left": None, "top": None}, spot | words | {"text": "Là"}],
            },
        ),
        (
            "sort",
            {
                "title": "Où ?",
                "boxes": [
                    {"title": "A", "cards": [card]},
                    {"title": "B", "cards": [card | {"text": "Autre", "feedback": RICH}]},
                ],
            },
        ),
        ("order", {"title": "Ordre ?", "steps": steps}),
        (
            "dialogue",
            {
                "title": "Au guichet",
                "situation": RICH,
                "turns": [
                    turn,
                    turn
                    | {
                        "key": "fin",
                        "replies": [reply | {"effect": "helps"}, reply | {"text": "Non."}],
                    },
                ],
            },
        ),
        ("check", {"question": quiz.entries.first().question_id}),
        ("reveal", {"title": "Pensez-y", "text": RICH}),
        ("cards", {"title": "Mots", "items": [{"title": "Un mot", "text": RICH}] * 2}),
    ]


def every_block(quiz, package, page):
    picture, document = (
        make_picture("L’écran d’accueil"),
        make_document("fiche.pdf", title="La fiche"),
    )
    image = {"image": picture.pk, "decorative": False, "alt_text": 'Un "écran"'}
    video, captions = make_document("film.mp4"), make_document("film.vtt")
    words = f'{RICH}<p><a linktype="page" id="{page.pk}">la page</a></p>'
    part = {"title": "Un cas", "text": RICH}
    role = {"name": "L’accueil", "sees": RICH, "does": RICH, "questions": ["Pourquoi\u00a0?"]}
    document_link = f'<p><a linktype="document" id="{document.pk}">la fiche</a></p>'
    values = [
        ("text", f"<h2>Voir</h2>{words}{document_link}"),
        ("table", {"caption": "Voir", "show_caption": False, "text": "A | B\n1 | *2*"}),
        ("text", RICH),
        ("text", RICH),
        ("image", {"image": image, "caption": "Dessous"}),
        ("image", {"image": {**image, "decorative": True, "alt_text": ""}, "caption": ""}),
        ("callout", {"title": "À retenir", "text": "<p>Oui.</p>"}),
        ("quiz", {"quiz": quiz.pk, "required": True}),
        ("steps", {"steps": [{"title": "Un.", "text": "<p>a</p>"}, {"title": "2*", "text": ""}]}),
        ("checklist", {"title": "Essayez", "items": ["J’ai essayé", "- encore"]}),
        ("table", {"caption": "Autre", "show_caption": True, "text": "A | B\r\n1 | 2"}),
        (
            "video",
            {
                "title": "Un film",
                "file": video.pk,
                "fallback": make_document("film.webm").pk,
                "poster": picture.pk,
                "captions": captions.pk,
                "no_speech": False,
                "transcript": RICH,
            },
        ),
        ("audio", {"title": "Un son", "file": make_document("son.mp3").pk, "transcript": RICH}),
        ("accordion", {"items": [part, part]}),
        ("tabs", {"title": "Selon le téléphone", "items": [part, part]}),
        (
            "comparison",
            {
                "title": "Avant, après",
                "columns": [{**part, "tone": "good"}, {**part, "tone": "bad"}],
            },
        ),
        (
            "walkthrough",
            {
                "title": "Le tour",
                "steps": [
                    {
                        "title": "Ouvrir",
                        "text": RICH,
                        "image": image,
                        "phone": picture.pk,
                        "marks": [
                            {
                                "left": 40,
                                "top": 60,
                                "phone_left": 5,
                                "phone_top": 9,
                                "text": "Ici: là",
                            },
                            {
                                "left": 1,
                                "top": 2,
                                "phone_left": None,
                                "phone_top": None,
                                "text": "Là",
                            },
                        ],
                    },
                    {
                        "title": "Fermer",
                        "text": "",
                        "image": {"image": None, "decorative": None, "alt_text": None},
                        "phone": None,
                        "marks": [],
                    },
                ],
            },
        ),
        (
            "case",
            {"title": "Un cas", "situation": RICH, "front": role, "back": role, "helped": RICH},
        ),
        (
            "sheet",
            {"title": "Fiche", "document": document.pk, "description": "", "accessible": "PDF"},
        ),
        (
            "embed",
            {
                "title": "Un film",
                "url": "https://videos.example/a",
                "summary": "Une phrase.\nUne autre.",
                "shape": "tall",
            },
        ),
        *exercises(quiz, image),
        ("scorm", {"package": package.pk, "required": False}),
    ]
    return [{"type": kind, "value": value} for kind, value in values]


@pytest.fixture
def package(settings, tmp_path):
    data = b"PK\x05\x06" + b"\0" * 18
    package = ScormPackage(
        title="Le module des autres", version="1.2", digest=hashlib.sha256(data).hexdigest(), size=1
    )
    package.archive.save("x.zip", ContentFile(data), save=False)
    package.save()
    yield package
    package.archive.storage.delete(package.archive.name)


GIFT = "::Vrai::Est-ce *vrai* ?{T}\n\n::Choix::Lequel ?{=le bon#oui ~l’autre}\n".encode()
ORDERING = {
    "kind": "ordering",
    "text": "Dans quel **ordre** ?",
    "items": ["Lire", "Dire", {"text": {"html": "<b>Fuir</b>"}}],
}


def make_plain_quiz():
    quiz = make_quiz("Un quiz à part")
    for order, question in enumerate(import_gift(GIFT, source="ailleurs.gift").question_ids):
        QuizQuestion.objects.create(quiz=quiz, question_id=question, sort_order=order)
    return quiz


def make_set_quiz():
    spec = from_written(ORDERING)
    question = FileQuestion(spec=spec, title="Ranger", category="Essais", tags=("un",))
    taken = take_questions(FileResult((question,)), origin=Origin.WRITTEN)
    quiz = make_quiz("L’examen")
    quiz.purpose, quiz.time_limit, quiz.introduction = "placement", 20, "Une ligne.\nDeux."
    quiz.save()
    QuizQuestion.objects.create(
        quiz=quiz, question_id=taken.question_ids[0], sort_order=0, points=Decimal("2.5")
    )
    Question.objects.filter(pk=taken.question_ids[0]).update(difficulty=3)
    QuizBand.objects.create(quiz=quiz, from_percent=50, text="Bien.")
    QuizDraw.objects.create(quiz=quiz, count=1, easiest=2, sort_order=0)
    return quiz


@pytest.fixture
def module(package):
    first, module = make_module("Le premier"), make_module("Tout ce qui existe")
    make_lesson(first, "Avant")
    portal = Portal.objects.create(name="Mon espace", slug="espace")
    before = LessonPage.objects.get()
    blocks = every_block(make_set_quiz(), package, before)
    lesson = make_lesson(module, LESSON, blocks=blocks, quiz=make_plain_quiz())
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.portal_service = PortalService.objects.create(portal=portal, name="Payer", slug="payer")
    lesson.screen = PortalScreen.objects.create(portal=portal, name="Accueil", slug="accueil")
    lesson.screen_version, lesson.review_by = "2026.2", date(2027, 1, 31)
    lesson.save_revision().publish()
    make_lesson(module, "Un brouillon", live=False)
    # A page that stands earlier names one that stands later, and the other way round.
    link = f'<p><a linktype="page" id="{lesson.pk}">la suite</a></p>'
    before.body = json.dumps([{"type": "text", "value": link}])
    before.save_revision().publish()
    module = ModulePage.objects.get(pk=module.pk)
    module.level, module.barrier, module.summary = "usual", "fear", "Une ligne.\n---\nDeux: trois"
    module.requires = [first.record]
    module.competences = "DigComp 2.1, CRCN 2.1"
    module.introduction = json.dumps([{"type": "text", "value": RICH}])
    module.save_revision().publish()
    return module


@pytest.fixture
def path(module):
    first = ModulePage.objects.get(title="Le premier")
    path = Path(title="Tout", slug="tout", is_sequential=True, level="usual", valid_months=12)
    path.contact, path.introduction = "front_office", RICH
    path.placement_quiz = make_quiz("Où j’en suis")
    path.placement_quiz.purpose = "placement"
    path.placement_quiz.save()
    path.jobs = [Job.objects.create(name="Gardien")]
    path.entries = [
        PathModule(module=first.record, need="choice", choice="deux", sort_order=0),
        PathModule(module=module.record, need="optional", granted_from=60, sort_order=1),
    ]
    path.choices = [PathChoice(name="deux", needed=1, sort_order=0)]
    path.save()
    path.refresher = Path.objects.create(title="Encore", slug="encore")
    path.refresher.entries.create(module=first.record, sort_order=0)
    path.refresher.save()
    path.save()
    return path


def test_every_kind_of_block_and_all_of_a_path_come_back_byte_for_byte(path, tmp_path):
    before = exported(tmp_path / "a", paths=Path.objects.order_by("pk"))
    assert any(name.endswith(".gift") for name in before)
    assert any(name.startswith("quizzes/") for name in before)
    forget_everything()

    report = import_folder(tmp_path / "a")

    assert (report.refused, report.notes) == ([], [])
    assert exported(tmp_path / "b", paths=Path.objects.order_by("-pk")) == before
    lesson = LessonPage.objects.get(title=LESSON)
    assert lesson.portal_service.slug == "payer"
    assert not LessonPage.objects.get(title="Un brouillon").live
    again = import_folder(tmp_path / "a")
    assert (again.created, again.changed, again.ignored, again.refused) == (0, 0, 0, [])


def test_pages_that_come_back_beside_the_same_files_have_the_same_digests(path, tmp_path):
    exported(tmp_path / "a", paths=[path])
    was = digests()
    records = list(ModulePage.objects.order_by("path").values_list("slug", flat=True))
    LessonPage.objects.all().delete()
    LoadedSource.objects.all().delete()
    assert import_folder(tmp_path / "a").refused == []
    now = digests()
    assert list(ModulePage.objects.order_by("path").values_list("slug", flat=True)) == records
    linked = LessonPage.objects.get(title=LESSON).slug
    linking = LessonPage.objects.get(title="Avant").slug
    # those that name a page by its key name another one now
    assert {k: v for k, v in now.items() if k not in (linked, linking)} == {
        k: v for k, v in was.items() if k not in (linked, linking)
    }


def test_exporting_twice_gives_the_same_bytes_also_as_an_archive(module, tmp_path):
    first, second = BytesIO(), BytesIO()
    write_zip(export_course(modules=[module]), first)
    write_zip(export_course(modules=[module]), second)
    assert first.getvalue() == second.getvalue()
    assert exported(tmp_path / "a", module.slug) == exported(tmp_path / "a", module.slug)


def test_one_change_changes_one_line_of_one_file(module, tmp_path):
    before = exported(tmp_path / "a", module.slug)
    lesson = LessonPage.objects.get(title=LESSON)
    lesson.goal = "vous saurez autre chose."
    lesson.save_revision().publish()
    after = exported(tmp_path / "a", module.slug)
    changed = [name for name in before if before[name] != after[name]]
    assert len(changed) == 1
    lines = zip(before[changed[0]].split(b"\n"), after[changed[0]].split(b"\n"), strict=True)
    assert sum(one != other for one, other in lines) == 1


def test_a_file_changed_in_git_changes_its_page_and_keeps_its_record_and_its_blocks(
    module, tmp_path
):
    folder = tmp_path / "a"
    exported(folder, module.slug)
    import_folder(folder)  # ties the pages to their files
    lesson = LessonPage.objects.get(title=LESSON)
    text = next((folder / "modules" / module.slug).glob("01-*.md"))
    text.write_text(text.read_text().replace("Dessous", "Au-dessous"))

    report = import_folder(folder / "modules" / module.slug)

    now = LessonPage.objects.get(pk=lesson.pk)
    assert (report.changed, report.refused) == (1, [])
    assert now.record_id == lesson.record_id
    assert [block.id for block in now.body] == [block.id for block in lesson.body]


def test_what_an_editor_changed_since_is_kept_unless_forced(module, tmp_path):
    folder = tmp_path / "a"
    exported(folder, module.slug)
    import_folder(folder)
    lesson = LessonPage.objects.get(title=LESSON)
    lesson.goal = "au choix de la rédaction"
    lesson.save_revision().publish()
    text = next((folder / "modules" / module.slug).glob("01-*.md"))
    text.write_text(text.read_text().replace("minutes: 7", "minutes: 9"))
    import_folder(folder)
    assert LessonPage.objects.get(pk=lesson.pk).minutes == 7
    import_folder(folder, force=True)
    assert LessonPage.objects.get(pk=lesson.pk).minutes == 9


def test_a_draft_import_publishes_nothing(module, tmp_path):
    exported(tmp_path / "a", module.slug)
    forget_pages()
    call_command("import_module", str(tmp_path / "a" / "modules" / module.slug), "--draft")
    assert not ModulePage.objects.get(slug=module.slug).live
    assert not LessonPage.objects.filter(live=True).exists()


def test_a_module_that_stands_alone_in_its_folder_is_the_same_module(module, tmp_path):
    exported(tmp_path / "a", module.slug)
    alone = tmp_path / module.slug
    (tmp_path / "a" / "modules" / module.slug).rename(alone)
    (tmp_path / "a" / "quizzes").rename(alone / "quizzes")
    report = import_folder(alone)
    assert (report.created, report.changed, report.refused) == (0, 0, [])


def test_the_command_writes_over_nothing_unasked(module, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "README.md").write_text("À moi")
    with pytest.raises(CommandError):
        call_command("export_module", module.slug, "--output", str(tmp_path / "a"))
    call_command("export_module", module.slug, "--output", str(tmp_path / "a"), "--force")
    assert (tmp_path / "a" / "README.md").read_text() == "À moi"
    with pytest.raises(CommandError):
        call_command("export_module", "absent", "--output", str(tmp_path / "b"))


@pytest.mark.full
def test_the_starter_course_comes_back_byte_for_byte_where_nothing_of_it_is_left(tmp_path):
    load_content(CONTENT)
    slugs = list(ModulePage.objects.values_list("slug", flat=True))
    before = exported(tmp_path / "a", *slugs, paths=Path.objects.all())
    forget_everything()
    report = import_folder(tmp_path / "a")
    assert report.refused == []
    assert exported(tmp_path / "b", *slugs, paths=Path.objects.all()) == before
