"""What several stories do on the pages: open a lesson, take its quiz, answer the monthly question."""

import contextlib

from playwright.sync_api import TimeoutError as TimeIsUp
from playwright.sync_api import expect


NEXT_STEP = ".hero__act a.button"
WAY_ON = "nav.turn .turn__next"
CHECK = "form.quiz button[type=submit]:not([name])"
GIVE_UP = "form.quiz button[name=verb][value=skip]"
OPENED = """() => performance.getEntriesByType("resource")
    .some((one) => one.name.endsWith("/ouverte/") && one.responseStatus === 204)"""
MONTHLY = "form[action^='/usage/declarer/']"


def open_next_lesson(visitor):
    """From the first screen. Returns the lesson's address, once the site knows that it was opened."""
    page = visitor.page
    visitor.go("/")
    page.locator(NEXT_STEP).click()
    page.locator("[data-lesson]").wait_for()
    if page.locator("[data-lesson-start]").count():  # not opened by a story before
        page.wait_for_function(OPENED)
    return page.url.removeprefix(visitor.site.url).partition("#")[0]


def start_quiz(visitor):
    """From the lesson's page."""
    visitor.page.locator("form[action^='/quiz/commencer/'] button").click()
    expect(visitor.page.locator("form[data-quiz]")).to_be_visible()


# --- A quiz on one page -------------------------------------------------------------------------------

WHOLE = "form.quiz [data-slot]"  # each question of it
HAND_IN = "form.quiz button[value=hand_in]"
ANYWAY = "form.quiz button[name=anyway]"


def is_whole(page):
    return page.locator(HAND_IN).count() > 0


def asked_in(part):
    """Its text, in words alone."""
    text = part.locator("[id$='question-text'], h2[id$='-question']:not(.sr-only)").first
    return " ".join(text.inner_text().split())


def hand_in(page, *, as_it_is=False):
    page.locator(HAND_IN).click()
    if as_it_is:
        page.locator(ANYWAY).click()
    page.wait_for_url("**/resultat/")


def give_up_on_whole(page):
    """Hand in nothing. Returns the right answers by question, as the result explains them."""
    hand_in(page, as_it_is=True)
    shown = page.locator("details.data[open]").all()
    return {
        " ".join(one.locator(".flow").first.inner_text().split()): explained(one) for one in shown
    }


def answer_whole(page, right):
    for part in page.locator(WHOLE).all():
        give(part, right[asked_in(part)])
    hand_in(page)


# --- A quiz of one question a page -----------------------------------------------------------------------


def asked(page):
    return page.locator("#question-text, h2#question.quiz__q, legend #question").first.inner_text()


def explained(page):
    """What the explanation gives as right: texts of choices, a text, or "prompt → partner" for pairs."""
    pairs = page.locator(".answers .answer", has_text="→")
    if pairs.count():
        return [_pair(line) for line in pairs.locator("> span:not(.answer__tag)").all_inner_texts()]
    right = page.locator(".answer--right > span:not(.answer__tag)").all_inner_texts()
    if right:
        return [text.strip() for text in right]
    return page.locator("[role=status] strong, .callout strong").all_inner_texts()


def _pair(line):
    """“prompt → what was said”, and below it the right one unless it was said."""
    first, _, correction = line.partition("\n")
    prompt, said = first.split("→")
    right = correction.partition(":")[2] or said
    return prompt.strip(), right.strip()


def give(page, answer):
    """Fill in the question with what an earlier explanation said. `page`: or the part of it that asks."""
    whole = getattr(page, "page", page)
    if page.locator("[name*=pair-]").count():
        for prompt, partner in answer:
            few = page.get_by_role("group", name=prompt, exact=True)
            if few.count():
                few.get_by_label(partner, exact=True).check()
            else:
                page.get_by_label(prompt, exact=True).select_option(label=partner)
    elif page.locator("[id$='id_text']").count():
        page.locator("[id$='id_text']").fill(answer[0].partition(" ±")[0])
    else:
        for text in answer:
            page.locator("label.answer").filter(has=whole.get_by_text(text, exact=True)).check()


def go_on(page):
    """From an explanation to the next question, or to the result. False at the result."""
    submit = page.locator("form[action$='/terminer/'] button")
    if submit.count():
        submit.click()
        page.wait_for_url("**/resultat/")
        return False
    page.locator(".quiz__act a.button").click()
    expect(page.locator("form[data-quiz]")).to_be_visible()
    return True


def give_up_on_all(visitor):
    """“I do not know” to each question. Returns the right answers by question, as they were explained."""
    page, right, goes_on = visitor.page, {}, True
    if is_whole(page):
        return give_up_on_whole(page)
    while goes_on:
        question = asked(page)
        page.locator(GIVE_UP).click()
        page.locator("[data-quiz-done]").wait_for()
        right[question] = explained(page)
        goes_on = go_on(page)
    return right


def answer_all(visitor, right):
    page, goes_on = visitor.page, True
    if is_whole(page):
        answer_whole(page, right)
        return
    while goes_on:
        give(page, right[asked(page)])
        page.locator(CHECK).click()
        page.locator("[data-quiz-done]").wait_for()
        goes_on = go_on(page)


def expect_passed(page):
    expect(page.locator(".hero a.button--sun")).to_be_visible()


def expect_to_retry(page):
    expect(
        page.locator(".hero form[action^='/quiz/commencer/'] button.button--sun")
    ).to_be_visible()


def undo_links(site, address):
    """The month's question is for whoever has no link: its days speak for them."""
    site.shell(
        "from people.models import Person\nfrom cms.models import Portal\n"
        "from adoption.usage.actions.links import undo_link\n"
        f"p = Person.objects.get(email={address!r})\n"
        "[undo_link(person=p, portal=each) for each in Portal.objects.all()]"
    )


def declare_use(visitor, how_often):
    """Yes, then how often: from the first screen, where the last question asked is answered."""
    page = visitor.page
    visitor.go("/")
    page.locator(f"{MONTHLY} button[value=yes]").last.click()
    page.wait_for_url("**/frequence/")
    page.locator(f"button[name=answer][value={how_often}]").click()
    page.wait_for_url(visitor.site.url + "/")


def ask_for_help(visitor):
    """The three questions, with the first answers that are offered."""
    page = visitor.page
    visitor.go("/entraide/demande/")
    for name in ("topics", "formats"):
        page.locator(f"input[name={name}]").first.check()
    for slot in page.locator("input[name=slots]").all():
        slot.check()
    page.locator("form[action='/entraide/demande/'] button[type=submit]").click()
    expect(page.locator("form[action='/entraide/demande/annuler/']")).to_be_attached()


def press_folded(page, action):
    """A verb that is folded away, so that nobody presses it by mistake. `action`: the form's address."""
    folded = page.locator("details", has=page.locator(f"form[action$='{action}']"))
    folded.locator("summary").click()
    folded.locator("form button").click()


def draft_round(visitor, title):
    """In the administration. Returns the pairs that are drafted: who asks, who would help, the reasons."""
    page = visitor.page
    visitor.go("/admin/entraide/")
    page.locator("input[name=title]").fill(title)
    page.locator("main form button[type=submit]").first.click()
    wait_for_draft(visitor)
    return [
        (
            row.locator("[data-round-person]").inner_text(),
            row.locator(".draft__names span").last.inner_text(),
            row.locator(".draft__reasons").inner_text(),
        )
        for row in page.locator("#pairs-section [data-round-row]").all()
    ]


def wait_for_draft(visitor):
    """Wait until the round that was just asked for is matched."""
    page = visitor.page
    page.wait_for_url("**/admin/entraide/*/")
    if visitor.site.environment.get("CELERY_BROKER_URL"):
        visitor.site.manage("run_due_tasks")  # where a worker is yet to begin
    drafted = page.locator("form[action$='/publier/']")
    for _patience in range(60):  # it is matched beside the page; without a script one asks again
        with contextlib.suppress(TimeIsUp):
            drafted.wait_for(timeout=1_000)
            break
        page.reload()


def publish_round(visitor):
    """Of the draft on the screen."""
    page = visitor.page
    page.locator("form[action$='/publier/'] button").click()
    page.locator("form[action$='/publier/']").wait_for(state="detached")


def accept(visitor, *, path, colleague):
    """Answer yes to the proposal of this colleague."""
    page = visitor.page
    visitor.go(path)
    yes = page.locator("form[action$='/reponse/'] button[value=yes]")
    theirs = yes.and_(page.get_by_role("button", name=colleague))
    theirs.click()
    expect(theirs).to_have_count(0)


def log_session(visitor, colleague):
    """With whom, how long, and then."""
    page = visitor.page
    visitor.go("/entraide/")
    form = page.locator("form[action='/entraide/seances/']")
    form.get_by_label(colleague, exact=True).check()
    form.locator("input[name=minutes][value='30']").check()
    form.locator("input[name=outcome][value=meet_again]").check()
    form.locator("button[type=submit]").click()
    expect(page.locator("[data-toast]")).to_be_visible()


def read_notices(visitor):
    """What is shown once, at the first sign-in: the welcome is skipped."""
    visitor.page.wait_for_url("**/compte/bienvenue/**")
    visitor.page.locator("main a[href^='/compte/information/']").last.click()
    visitor.page.wait_for_url("**/compte/information/**")
    visitor.check()
    visitor.page.locator("main form[method=post] button[type=submit]").click()
    visitor.page.wait_for_url(lambda url: "information" not in url)


def print_invitation(visitor):
    """From the record on the screen. Returns the staff number and the code that are printed."""
    visitor.page.locator("form[action$='/invitation/'] button:not([name])").click()
    printed = visitor.page.locator("main ol strong")
    printed.first.wait_for()
    visitor.check_admin()
    _address, number, code = printed.all_inner_texts()
    return number, code


def open_account(visitor, number, code, password):
    """With what was printed, as somebody reads it from the letter."""
    page = visitor.page
    visitor.visit("/compte/ouvrir/")
    answers = {"staff_number": number, "code": code, "password": password, "repeated": password}
    for name, value in answers.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("main form.form button[type=submit]").click()
    read_notices(visitor)
