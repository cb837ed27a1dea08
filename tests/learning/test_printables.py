"""The sheets that workshop kits print: slides, cards, posters, a quiz, a path."""

import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override
from pptx import Presentation

from cms.models import OrganisationSettings
from learning.course_check.course import CourseFileCache, read_course
from learning.course_check.printables import check_printables
from learning.exporters.printables import printable_pdf
from learning.exporters.slide_deck import slide_deck
from learning.importers.content import load_content
from learning.models import LoadedSource, Path
from learning.printables.reading import KEYS, Kind, Rows, UnfitPrintables, Words, read_printables
from learning.printables.shelf import kit_names, kit_printables
from learning.queries.printables import (
    MOST_CHOICES,
    MOST_LETTERS,
    MOST_QUESTIONS,
    printed_questions,
)
from quizzes.enums import Purpose
from quizzes.models import Quiz
from tests.learning.courses_on_disk import MODULE, written
from tests.learning.factories import make_article, make_lesson, make_module, make_path
from tests.quizzes.factories import quiz_asking


pikepdf = pytest.importorskip("pikepdf")
DAY = date(2026, 11, 30)
HOSTILE = '#read("/etc/passwd") <a:t>$x$ & ]] \\u{0}'
ALL = [
    (language, kit, name)
    for language in ("fr", "en")
    for kit in kit_names()
    for name in kit_printables(kit, language)
]


def organisation():
    return OrganisationSettings(name="Office de la Baie", accent="#7a1fa2")


def pdf_of(printable, found=None, language="fr"):
    with override(language):
        return printable_pdf(printable, found or {}, organisation=organisation(), day=DAY)


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def deck_of(printable):
    return slide_deck(printable, organisation=organisation(), day=DAY)


def pages_expected(printable):
    if printable.kind == Kind.SLIDES:
        return 1 + len(printable.content["slides"])
    if printable.kind == Kind.CARDS:
        sides = 1 + any("back" in card for card in printable.content["cards"])
        return -(-len(printable.content["cards"]) // 8) * sides
    return 2 if printable.kind == Kind.QUIZ else 1


def content_found(printable):
    """The fullest quiz or path that the site may give."""
    if printable.kind == Kind.QUIZ:
        text = ("un mot, " * 60)[: MOST_LETTERS // 5]
        question = {"text": text, "is_statement": False, "right": [1], "why": text * 3}
        return {"questions": [question | {"choices": [text] * 4}] * MOST_QUESTIONS}
    if printable.kind == Kind.PATH:
        lessons = [["Une leçon dont le titre est plutôt long, pour tenir deux lignes", 4]] * 6
        modules = [{"title": "Un module au titre assez long pour deux lignes", "lessons": lessons}]
        return {"summary": "Un résumé. " * 30, "title": "Un parcours", "modules": modules * 8}
    return {}


@pytest.mark.parametrize(("language", "kit", "name"), ALL)
def test_each_printable_fits_on_its_tagged_pages(language, kit, name):
    printable = kit_printables(kit, language)[name]
    made = opened(pdf_of(printable, content_found(printable), language))
    assert len(made.pages) == pages_expected(printable)
    assert str(made.Root.Lang) == language
    assert bool(made.Root.MarkInfo.Marked)
    if printable.kind == Kind.SLIDES:
        with override(language):
            deck = Presentation(io.BytesIO(deck_of(printable)))
        titles = [slide.shapes.title.text for slide in deck.slides]
        assert titles == [printable.title, *(each["title"] for each in printable.content["slides"])]


def test_both_languages_print_the_same_things():
    for kit in kit_names():
        french, english = (kit_printables(kit, language) for language in ("fr", "en"))
        assert [(each.name, each.kind, pages_expected(each)) for each in french.values()] == [
            (each.name, each.kind, pages_expected(each)) for each in english.values()
        ]


def test_a_deck_has_alternatives_notes_and_the_same_bytes():
    printable = kit_printables("atelier-decouverte", "fr")["diaporama"]
    made = deck_of(printable)
    assert made == deck_of(printable)
    slide = Presentation(io.BytesIO(made)).slides[3]
    picture = slide.shapes[-1]
    assert picture._element.nvPicPr.cNvPr.get("descr") == printable.content["slides"][2]["alt"]
    assert Presentation(io.BytesIO(made)).slides[1].has_notes_slide


def longest(key):
    if isinstance(key, Words):
        return {r"[a-z0-9-]+": "x", r"/[a-z0-9/-]*": "/ateliers/"}.get(
            key.pattern, ("Voici un mot " * 80)[: key.most - 1] + "."
        )
    if isinstance(key, Rows):
        return [longest(key.each)] * key.most
    return {name: longest(each) for name, each in key.items() if name != "drawing"}


@pytest.mark.parametrize("kind", [Kind.SLIDES, Kind.CARDS, Kind.POSTER])
def test_the_longest_texts_that_are_allowed_fit_on_their_page(kind):
    title = longest(Words(70))
    raw = {"long": {"kind": str(kind), "title": title, **longest(KEYS[kind])}}
    printable = read_printables(raw)["long"]
    assert len(opened(pdf_of(printable)).pages) == pages_expected(printable)


def test_a_text_is_never_markup():
    raw = {
        "x": {
            "kind": "slides",
            "title": HOSTILE,
            "slides": [{"title": HOSTILE, "points": [HOSTILE]}],
        }
    }
    printable = read_printables(raw)["x"]
    made = opened(pdf_of(printable))
    assert str(made.docinfo["/Title"]) == HOSTILE
    slide = Presentation(io.BytesIO(deck_of(printable))).slides[1]
    assert [shape.text_frame.text for shape in slide.shapes] == [HOSTILE, HOSTILE]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"kind": "film"}, "expected a kind"),
        ({"kind": "cards", "title": "x"}, "“cards” is missing"),
        ({"kind": "cards", "title": "x", "cards": [{"text": "a" * 191}]}, "191 letters"),
        ({"kind": "cards", "title": "x", "cards": [{"text": "a", "colour": "b"}]}, "“colour”"),
        ({"kind": "slides", "title": "x", "slides": [{"title": "a", "drawing": "a/b.svg"}]}, "alt"),
        (
            {"kind": "slides", "title": "x", "slides": [{"title": "a", "drawing": "../b.svg"}]},
            "is not written as it should be",
        ),
        ({"kind": "slides", "title": "x", "slides": [{"title": "a", "points": ["b"] * 6}]}, "5 at"),
    ],
)
def test_a_file_says_what_does_not_fit(entry, problem):
    with pytest.raises(UnfitPrintables, match=problem.replace("(", r"\(")):
        read_printables({"x": entry})


def test_the_check_finds_names_of_nothing_and_printables_that_no_page_leads_to(tmp_path):
    text = "a: {kind: quiz, title: A, quiz: aucun}\nb: {kind: path, title: B, path: aucun}\n"
    kit = "---\ntitle: K\n---\n\n[A](/parcours/mallettes/k/a.pdf)\n"
    written(tmp_path, {"kits/k/kit.md": kit, "kits/k/printables.yaml": text})
    found = check_printables(read_course(tmp_path, CourseFileCache()))
    assert [finding.message for finding in found] == [
        "a: no quiz aucun",
        "b: no path aucun",
        "b: no link of kit.md leads to it",
    ]


@pytest.fixture
def kit(db):
    page = make_article("atelier-decouverte", "Atelier")
    LoadedSource.objects.create(key="kits/atelier-decouverte/kit.md", page=page)
    return page


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


def answer(reader, name, kit="atelier-decouverte", view="printable_pdf"):
    return reader.get(reverse(f"learning:{view}", args=[kit, name]))


def test_whoever_reads_a_kit_prints_it(kit, reader):
    made = answer(reader, "cartes")
    assert made.content.startswith(b"%PDF")
    assert made["Content-Disposition"].endswith('atelier-decouverte-cartes-fr.pdf"')
    assert answer(reader, "diaporama", view="slide_deck").content.startswith(b"PK")


def test_what_no_published_kit_prints_is_not_there(kit, reader):
    assert answer(reader, "cartes", view="slide_deck").status_code == 404
    assert answer(reader, "autre").status_code == 404
    assert answer(reader, "cartes", kit="permanence").status_code == 404  # not loaded here
    assert answer(reader, "quiz").status_code == 404  # neither is its quiz
    assert answer(reader, "parcours").status_code == 404
    kit.live = False
    kit.save()
    assert answer(reader, "cartes").status_code == 404


def test_a_quiz_prints_the_questions_that_a_published_lesson_asks(kit, reader):
    quiz = quiz_asking(
        "::A::Deux et deux ?{=quatre#Bien vu. ~cinq}",
        "::B::Le ciel est vert.{FALSE}",
        "::C::Expliquez.{}",
        slug="ouvrir-son-compte-bilan",
    )
    assert printed_questions(quiz.slug) == []
    make_lesson(make_module(), quiz=quiz)
    first, second = printed_questions(quiz.slug)
    assert (first["text"], first["choices"], first["right"]) == (
        "Deux et deux ?",
        ["quatre", "cinq"],
        [0],
    )
    assert (first["why"], second["is_statement"], second["right"]) == ("Bien vu.", True, [1])
    assert answer(reader, "quiz").status_code == 200


@pytest.mark.parametrize("keeps_back", [{"purpose": Purpose.EXAM}, {"shows_answers": False}])
def test_the_answers_of_an_exam_are_not_printed(kit, reader, keeps_back):
    quiz = quiz_asking("Deux et deux ?{=quatre ~cinq}", slug="ouvrir-son-compte-bilan")
    make_lesson(make_module(), quiz=quiz)
    assert printed_questions(quiz.slug)

    Quiz.objects.filter(pk=quiz.pk).update(**keeps_back)

    assert answer(reader, "quiz").status_code == 404


def test_a_question_with_more_choices_than_letters_is_not_printed(kit, reader):
    many = "Combien ?{" + "".join(f"~{n} " for n in range(MOST_CHOICES)) + "=cent}"
    quiz = quiz_asking("Deux et deux ?{=4 ~5}", many, slug="ouvrir-son-compte-bilan")
    make_lesson(make_module(), quiz=quiz)

    assert len(printed_questions(quiz.slug)) == 1


def test_a_path_prints_its_published_modules(kit, reader):
    module = make_module("Premiers pas")
    make_lesson(module, "Créer son compte")
    path = make_path(module)
    Path.objects.filter(pk=path.pk).update(slug="notre-portail-d-abord-pour-nous")
    assert answer(reader, "parcours").content.startswith(b"%PDF")
    type(module).objects.filter(pk=module.pk).update(live=False)
    assert answer(reader, "parcours").status_code == 404


def test_the_page_of_a_kit_leads_to_what_it_prints(tmp_path, reader):
    address = "/parcours/mallettes/permanence/cartes.pdf"
    kit = f"---\ntitle: K\nsummary: S\naudience: A\nminutes_total: 5\n---\n\n[Cartes]({address})\n"
    files = {"kits/permanence/kit.md": kit, "modules/un-module/module.md": MODULE}
    assert load_content(written(tmp_path / "fr", files)).refused == []
    page = reader.get("/ressources/mallette-d-atelier/permanence/").content.decode()
    assert f'href="{address}"' in page
    assert reader.get(address).status_code == 200
