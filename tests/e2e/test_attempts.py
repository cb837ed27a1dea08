"""Quizzes by their settings, in a browser: without a network, in time, in tries, on two devices."""

import ast

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, NADIA, YANN, eventually


THREE = (
    "::Un::Un et un ?{=deux#Bien. ~trois#Comptez à nouveau.}\n\n"
    "::Deux::Deux et deux ?{=quatre ~cinq#Encore un effort.}\n\n"
    "::Trois::Le mot de passe ?{=secret}\n"
)


@pytest.fixture
def quiz(site, request):
    """Makes a quiz of three questions with these settings; its uuid."""

    def make(**fields):
        slug = f"essai-{abs(hash(request.node.name)) % 10**8}"
        code = (
            "from quizzes.importers.gift import import_gift\n"
            "from quizzes.models import Question, Quiz, QuizQuestion\n"
            f"import_gift({THREE!r}.encode())\n"
            f"quiz = Quiz.objects.create(title='Essai', slug={slug!r}, **{fields!r})\n"
            "for place, title in enumerate(('Un', 'Deux', 'Trois')):\n"
            "    question = Question.objects.filter(title=title).order_by('pk').last()\n"
            "    Question.objects.filter(pk=question.pk).update(status='ready')\n"
            "    QuizQuestion.objects.create(quiz=quiz, question=question, sort_order=place)\n"
            "print(quiz.uuid)"
        )
        return site.shell(code).splitlines()[-1]

    return make


def start(visitor, uuid, *, has_limits=False):
    """As a card’s button does; what has limits asks once more."""
    visitor.go("/")
    visitor.page.evaluate(
        """uuid => {
            const form = document.createElement("form");
            form.method = "post";
            form.action = `/quiz/commencer/${uuid}/`;
            form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
            document.body.append(form);
            form.submit();
        }""",
        uuid,
    )
    if has_limits:
        visitor.page.wait_for_url("**/quiz/avant/**")
        visitor.check()
        visitor.page.get_by_role("button", name="Commencer maintenant").click()
    expect(visitor.page.locator("form[data-quiz]")).to_be_visible()


def choose(page, text):
    page.locator("label.answer", has_text=text).click()


WIFI = "<!doctype html><title>Wifi gratuit</title><p>Acceptez nos conditions."  # of a hotel, instead of the site
ACT = "form.quiz .quiz__act button[type=submit]:not([name])"
# While a page is awaited, Playwright touches nothing of the one before.
CHOOSE_AFTER_SENDING = """text => document.querySelector("form.quiz").addEventListener("submit", () => setTimeout(() => {
    [...document.querySelectorAll("label.answer")].find(one => one.textContent.includes(text)).click();
    console.log("chosen");
}))"""


def send(page):
    page.locator(ACT).click()


def is_kept(answer):
    return answer.url.endswith("/garder/") and answer.status == 200


def finish(visitor):
    page = visitor.page
    page.locator("button[name=verb][value=finish]").click()
    page.wait_for_url("**/relire/")
    visitor.check()
    page.locator("form[action$='/terminer/'] button").click()
    page.wait_for_url("**/resultat/")
    visitor.check()


def test_answers_are_changed_until_the_end_and_explained_then(visitor, quiz):
    nadia = visitor(NADIA, viewport=PHONE)
    start(nadia, quiz(behaviour="at_end", shows_answers=True))
    page = nadia.page
    nadia.check()
    choose(page, "trois")
    send(page)
    expect(page.locator("#question")).to_contain_text("Deux et deux")
    choose(page, "quatre")
    page.locator(".quiz__place").first.click()
    expect(page.locator("label.answer", has_text="trois").locator("input")).to_be_checked()
    choose(page, "deux")
    page.locator(".quiz__place").nth(2).click()
    expect(page.locator(".quiz__place--done")).to_have_count(2)
    page.locator("#id_text").fill("secret")
    finish(nadia)
    expect(page.locator(".score__n")).to_contain_text("3")


def test_a_wrong_answer_is_tried_again_for_fewer_points(visitor, quiz):
    nadia = visitor(NADIA, viewport=PHONE)
    start(nadia, quiz(behaviour="tries", max_tries=3, try_penalty=50))
    page = nadia.page
    choose(page, "trois")
    send(page)
    expect(page.locator("form.quiz [role=status][data-focus]")).to_contain_text(
        "Comptez à nouveau."
    )
    expect(page.locator("form.quiz [role=status][data-focus]")).to_be_focused()
    nadia.check()
    choose(page, "deux")
    send(page)
    expect(page.locator("[data-quiz-done]")).to_be_visible()
    nadia.check()


def test_how_sure_one_is_is_asked_and_kept(visitor, quiz):
    nadia = visitor(NADIA, viewport=PHONE)
    start(nadia, quiz(behaviour="certainty"))
    page = nadia.page
    choose(page, "deux")
    send(page)
    expect(page.locator("#answer-error")).to_be_focused()
    nadia.check()
    with page.expect_response(is_kept):
        page.locator("input[name=certainty][value='3']").check()
    page.reload()
    expect(page.locator("input[name=certainty][value='3']")).to_be_checked()
    finish(nadia)


@pytest.mark.smoke
def test_without_a_network_an_answer_waits_and_goes_out_by_itself(visitor, quiz, site):
    nadia = visitor(NADIA, viewport=PHONE)
    start(nadia, quiz(behaviour="at_end"))
    page = nadia.page
    nadia.context.set_offline(True)
    expect(page.locator("[data-quiz-notice] .banner")).to_be_visible(timeout=5000)
    choose(page, "deux")
    send(page)
    expect(page.locator("#question")).to_contain_text("Un et un")
    assert answers(site) == {}

    with page.expect_response(is_kept):
        nadia.context.set_offline(False)
    page.wait_for_url("**?q=2")  # and so does the button that was pressed
    nadia.check()
    first = answers(site)
    assert first != {}

    page.goto(page.url.replace("q=2", "q=1"))
    save = page.locator("form[data-quiz]").get_attribute("data-save")
    others = [{"status": 200, "content_type": "text/html", "body": WIFI}, {"status": 503}]
    page.route(f"**{save}", lambda route: route.fulfill(**others.pop(0)), times=2)
    choose(page, "trois")
    away = page.locator("[data-quiz-notice] .banner:not(.banner--good)")
    expect(away).to_be_visible(timeout=15_000)  # sent at rest
    expect(page.locator("[data-quiz-notice] .banner--good")).to_be_visible(timeout=15_000)
    assert others == []
    assert answers(site) != first
    nadia.complaints.clear()  # the browser says of each request that there was no network


def test_what_is_typed_is_sent_at_rest_and_at_once_when_the_page_is_left(visitor, quiz, site):
    nadia = visitor(NADIA)
    start(nadia, quiz(behaviour="at_end"))
    page, saves = nadia.page, []
    page.on("request", lambda request: saves.append(request.url.endswith("/garder/")))
    choose(page, "deux")
    send(page)
    expect(page.locator("#question")).to_contain_text("Deux et deux")
    drafts = "Object.keys(sessionStorage).filter(key => key.startsWith('quiz:'))"
    assert (page.evaluate(drafts), sum(saves)) == ([], 0)  # the form took it along

    page.locator(".quiz__place").nth(2).click()
    text = page.locator("#id_text")
    with page.expect_response(is_kept):
        text.press_sequentially("vingt touches, pas plus", delay=40)
    assert sum(saves) == 1
    assert answers(site, slot=3) == {"text": "vingt touches, pas plus"}

    text.fill("quittée aussitôt")
    page.goto(f"{site.url}/")
    eventually(lambda: answers(site, slot=3) == {"text": "quittée aussitôt"}, "the last words")


def test_what_is_chosen_while_the_next_page_is_awaited_is_kept(visitor, quiz, site):
    nadia = visitor(NADIA)
    start(nadia, quiz(behaviour="at_end"))
    page, held = nadia.page, []
    with page.expect_response(is_kept):
        choose(page, "deux")
    before = answers(site)

    def hold(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)  # it arrives, and its answer does not
            held.append(route)
        else:
            route.continue_()

    page.route(lambda url: "/garder/" not in url, hold)
    page.evaluate(CHOOSE_AFTER_SENDING, "trois")
    with page.expect_console_message(lambda message: message.text == "chosen"):
        page.locator(ACT).click(no_wait_after=True)
    eventually(lambda: page.wait_for_timeout(50) or held, "the form was sent")
    page.unroute_all(behavior="ignoreErrors")
    page.goto(f"{site.url}/")

    eventually(lambda: answers(site) != before, "the last choice")
    nadia.complaints.clear()


def answers(site, *, slot=1):
    """Return the answers to one question of the last attempt, as the server has them."""
    code = (
        "from quizzes.models import Attempt\n"
        f"print(Attempt.objects.order_by('-pk')[0].items.get(slot={slot}).response)"
    )
    return ast.literal_eval(site.shell(code).splitlines()[-1])


def test_on_another_device_the_answers_are_there_and_the_older_page_is_told(visitor, quiz):
    first, uuid = visitor(NADIA), quiz(behaviour="at_end")
    start(first, uuid)
    with first.page.expect_response(is_kept):
        choose(first.page, "trois")

    second = visitor(NADIA, viewport=PHONE)
    start(second, uuid)
    second.page.locator(".quiz__place").first.click()
    expect(second.page.locator("label.answer", has_text="trois").locator("input")).to_be_checked()
    for text in ("deux", "trois", "deux"):
        with second.page.expect_response(is_kept):
            choose(second.page, text)

    with first.page.expect_response(lambda answer: answer.url.endswith("/garder/")) as late:
        choose(first.page, "deux")
        choose(first.page, "trois")
    assert late.value.status == 409
    expect(first.page.locator("[data-quiz-notice] .banner")).to_be_visible()
    first.complaints.clear()


def test_who_is_signed_out_meanwhile_comes_back_to_what_they_wrote(visitor, quiz):
    nadia = visitor(NADIA)
    start(nadia, quiz(behaviour="at_end"))
    page = nadia.page
    page.locator(".quiz__place").nth(2).click()
    nadia.context.clear_cookies()
    page.locator("#id_text").fill("mon brouillon")
    page.locator("[data-quiz-notice] a").click()
    page.locator("input[name=username]").fill(NADIA)
    page.locator("input[name=password]").fill("passerelle-demo")
    with page.expect_response(is_kept):
        page.locator("main form button[type=submit]").click()
    expect(page.locator("#id_text")).to_have_value("mon brouillon")


def test_an_older_tab_is_told_that_the_newer_answer_is_kept(visitor, quiz):
    nadia = visitor(NADIA)
    start(nadia, quiz(behaviour="at_end"))
    old, new = nadia.page, nadia.context.new_page()
    new.goto(old.url)
    with new.expect_response(is_kept):
        choose(new, "deux")
    with old.expect_response(
        lambda answer: answer.url.endswith("/garder/") and answer.status == 409
    ):
        choose(old, "trois")
    expect(old.locator("[data-quiz-notice] .banner")).to_be_visible()
    nadia.check()
    old.locator("[data-quiz-notice] a").click()
    expect(old.locator("label.answer", has_text="deux").locator("input")).to_be_checked()


def test_signing_out_sends_what_waits_and_leaves_no_draft_in_the_window(visitor, quiz, site):
    nadia = visitor(NADIA)
    start(nadia, quiz(behaviour="at_end"))
    page = nadia.page
    page.locator(".quiz__place").nth(2).click()
    page.evaluate("sessionStorage.setItem('quiz:x:1', 'slot=1&sequence=1')")
    page.locator("#id_text").fill("juste avant de partir")
    page.locator("[data-menu] summary").last.click()
    page.locator("form[data-forgets] button").click()
    page.wait_for_url("**/connexion/**")

    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('quiz:'))") == []
    assert answers(site, slot=3) == {"text": "juste avant de partir"}


def test_time_is_counted_down_warned_of_and_over(visitor, quiz, site):
    nadia = visitor(NADIA, viewport=PHONE)
    start(nadia, quiz(behaviour="at_end", time_limit=10), has_limits=True)
    page = nadia.page
    expect(page.locator("[data-quiz-digits]")).to_contain_text("09:")
    nadia.check()
    site.shell(
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "from quizzes.models import Attempt\n"
        "Attempt.objects.filter(submitted_at=None).exclude(closes_at=None)"
        ".update(closes_at=timezone.now() + timedelta(seconds=25))"
    )
    page.reload()
    expect(page.locator("[data-quiz-time] .banner")).to_be_visible()
    choose(page, "deux")
    submit = page.locator("form[action$='/terminer/'] button")
    expect(submit).to_be_visible(timeout=60_000)
    expect(page.locator("form[data-quiz]")).to_have_count(0)
    nadia.check()
    submit.click()
    page.wait_for_url("**/resultat/")
    expect(page.locator(".score__n")).to_contain_text("1")
    nadia.check()


def test_without_a_script_the_end_is_said_and_answers_are_kept(visitor, quiz):
    plain = visitor(NADIA)
    uuid = quiz(behaviour="at_end", time_limit=10)
    start(plain, uuid, has_limits=True)
    url = plain.page.url
    bare = visitor(None, java_script_enabled=False)
    bare.context.add_cookies(plain.context.cookies())
    bare.page.goto(url)
    expect(bare.page.locator("[data-quiz-clock]")).to_be_visible()
    expect(bare.page.locator("[data-quiz-left]")).to_be_hidden()
    choose(bare.page, "deux")
    send(bare.page)
    expect(bare.page.locator(".quiz__place--done")).to_have_count(1)


def test_a_result_is_sent_read_and_taken_back(visitor, quiz):
    nadia = visitor(NADIA, viewport=PHONE)
    start(nadia, quiz(behaviour="at_end"))
    page = nadia.page
    choose(page, "deux")
    finish(nadia)
    page.locator("a[href$='/envoyer/']").click()
    nadia.check()
    page.locator("input[name=to][value=training]").check()
    page.locator("form[action$='/envoyer/'] button").click()
    expect(page.locator("form[action$='/retirer/']")).to_be_visible()
    nadia.check()

    claire = visitor(CLAIRE)
    claire.visit("/quiz/resultats-recus/")
    expect(claire.page.locator("tbody tr", has_text="Benali").first).to_be_visible()

    page.locator("form[action$='/retirer/'] button").click()
    expect(page.locator("form[action$='/retirer/']")).to_have_count(0)
    claire.visit("/quiz/resultats-recus/")
    expect(claire.page.locator("tbody tr", has_text="Benali")).to_have_count(0)
    nadia.visit("/quiz/mes-resultats/")


def test_an_administrator_gives_more_time(visitor):
    yann = visitor(YANN)
    yann.go("/admin/temps-supplementaire/?q=benali")
    yann.check_admin()
    yann.page.locator("main a[href*='/temps-supplementaire/']", has_text="Benali").first.click()
    yann.check_admin()
    yann.page.locator("input[name=percent]").fill("33")
    yann.page.locator("main form button[type=submit]").last.click()
    expect(yann.page.locator("main table tbody tr", has_text="Benali")).to_be_visible()
