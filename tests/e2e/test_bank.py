"""An editor keeps the question bank in order: tags, searches, changes many, reads what changed."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import INES


QUESTIONS = "/admin/snippets/quizzes/question/"
CATEGORIES = "/admin/snippets/quizzes/category/"
SAVE = "main form[method=post] button[type=submit]"


def write_question(page, title, text):
    page.locator("[name=title]").fill(title)
    page.locator("[name=category]").select_option(index=1)
    page.locator("[name=text]").fill(text)
    page.locator("[name=rows-0-text]").fill("On prévient l’élu")
    page.locator("[name=rows-0-fraction]").fill("100")
    page.locator("[name=rows-1-text]").fill("On attend")
    page.locator("[name=legal_reference]").fill("CGCT, art. L2122")
    page.locator("[name=review_on]").fill(datetime.now(UTC).date().isoformat())


def save(page):
    page.locator(SAVE).first.click()
    page.locator(".messages li.success").wait_for()


def test_an_editor_tags_a_question_and_finds_it_without_accents(visitor):
    ines = visitor(INES)
    page = ines.page
    ines.go(f"{QUESTIONS}add/single_choice/")
    write_question(page, "Séance d’octobre", "Que fait-on avant la séance ?")
    page.locator("[name=tags]").fill("Élus, délibération")
    page.locator(".competences summary", has_text="DigComp").click()
    ines.check_admin()
    digcomp = page.locator(".competences details", has_text="DigComp")
    digcomp.locator("label", has_text="2.3").locator("input").check()
    save(page)
    page.wait_for_url(f"**{QUESTIONS}edit/*/")
    expect(page.locator("[name=tags]")).to_have_value(re.compile("Élus"))
    ines.check_admin()

    page.locator("[name=text]").fill("Que fait-on la veille de la séance ?")
    page.locator("[name=tags]").fill("elus")
    save(page)
    page.locator("main a[href*='/versions/']").click()
    expect(page.locator("main del").first).to_have_text("Que fait-on avant la séance ?")
    expect(page.locator("main ins").first).to_have_text("Que fait-on la veille de la séance ?")
    ines.check_admin()

    ines.go(f"{QUESTIONS}?q=prevenir+seance+octobre")
    expect(page.locator("main table.listing td.title")).to_have_count(0)
    ines.go(f"{QUESTIONS}?q=previent+SEANCE+octobre")
    expect(page.locator("main table.listing td.title")).to_have_count(1)


def test_an_editor_changes_several_questions_at_once(visitor):
    ines = visitor(INES)
    page = ines.page
    ines.go(QUESTIONS)
    boxes = page.locator("main table.listing input[data-bulk-action-checkbox]")
    expect(boxes.first).to_have_css("opacity", "1")
    page.locator("#id_q").fill("e")
    page.wait_for_url("**q=e**")
    with page.expect_response("**/results/**"):
        boxes.first.check()  # leaving the search field replaces the list once more
    expect(boxes.first).to_be_checked()
    boxes.nth(1).check()
    page.locator("a[data-bulk-action-button]").click()
    page.wait_for_url("**/admin/bulk/quizzes/question/change/**")
    expect(page.locator("main ul.picked > li")).to_have_count(2)
    ines.check_admin()
    page.locator("main form[method=post] button[type=submit]").click()
    page.wait_for_load_state()
    expect(page.locator("main ul.picked > li")).to_have_count(2)  # nothing was said: asked again
    page.locator("[name=add_tags]").fill("à relire")
    page.locator("[name=difficulty]").select_option("3")
    page.locator("main form[method=post] button[type=submit]").click()
    page.locator(".messages li.success").wait_for()
    changed = "Question.objects.filter(tags__name='à relire', difficulty=3).count()"
    assert ines.site.shell(f"from quizzes.models import Question; print({changed})") == "2"


def test_what_is_due_is_read_again_and_categories_stand_as_a_tree_on_a_phone_too(visitor):
    for size in ({}, {"viewport": PHONE}):
        ines = visitor(INES, **size)
        page = ines.page
        ines.go(f"{QUESTIONS}add/single_choice/")
        write_question(page, "Vérification annuelle", "Que fait-on avant la séance ?")
        save(page)
        for path in (
            page.url.removeprefix(ines.site.url),
            f"{QUESTIONS}to-review/",
            f"{CATEGORIES}tree/",
        ):
            assert ines.go(path) == 200
            ines.check_admin()
        ines.go(QUESTIONS)
        ines.check_width()
        ines.go(f"{QUESTIONS}to-review/?within=30")
        row = page.locator("main .review li", has_text="Vérification annuelle").first
        row.locator("button").click()
        page.locator(".messages li.success").wait_for()
        expect(page.locator("main .review li", has_text="Vérification annuelle")).to_have_count(0)


def test_a_quiz_is_tried_as_a_learner_sees_it(visitor):
    for size in ({}, {"viewport": PHONE}):
        ines = visitor(INES, **size)
        pk = ines.site.shell("from quizzes.models import Quiz; print(Quiz.objects.first().pk)")
        ines.visit(f"/admin/snippets/quizzes/quiz/learner/{pk}/")
        ines.page.locator("nav[aria-labelledby=all-questions] a").nth(1).click()
        expect(ines.page.locator(".quiz__top")).to_contain_text("2")
        ines.check()
        ines.page.locator("main form.quiz button[value=skip]").click()
        expect(ines.page.locator("main [role=status]")).to_be_focused()
        ines.check()
