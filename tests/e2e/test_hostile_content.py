"""What somebody wrote to do harm is words on every screen; two windows on one quiz make one result."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.site import CLAIRE, HELENE, NADIA, SYLVIE, YANN
from tests.hostile_markup import HOSTILE


# Told apart from our own scripts by what they would do: call this.
HARM = "window.harmed"
PAYLOADS = [
    f"<script>{HARM}=1</script>",
    f"<img src=x onerror={HARM}=1>",
    f'"><svg onload={HARM}=1>',
    f"'-{HARM}=1-'",
    f"javascript:{HARM}=1",
    "{{constructor.constructor('window.harmed=1')()}}",
]
# Into every name that is shown, under every check that a form would make: what a file or a command let in.
PLANT = """
from cms.models import GlossaryTerm, OrganisationSettings, Portal, PortalService
from learning.models import Path
from people.models import Job, Partner, Person, Site, Team
from quizzes.models import Category, Question, Quiz
from wagtail.models import Page

payloads = PAYLOADS
def spoil(model, *fields):
    for number, each in enumerate(model.objects.order_by("pk")):
        bad = {field: payloads[number % len(payloads)] for field in fields}
        model.objects.filter(pk=each.pk).update(**bad)

spoil(Team, "name")
spoil(Path, "title", "summary")
spoil(Quiz, "title", "introduction")
spoil(Question, "title")
spoil(PortalService, "name")
for model, field in ((Site, "name"), (Job, "name"), (Category, "name"), (GlossaryTerm, "term")):
    for number, each in enumerate(model.objects.order_by("pk")[:6]):
        model.objects.filter(pk=each.pk).update(**{field: payloads[number]})
for number, person in enumerate(Person.objects.exclude(email__in=KEPT).order_by("pk")):
    Person.objects.filter(pk=person.pk).update(
        first_name=payloads[number % 6], last_name=payloads[(number + 1) % 6]
    )
OrganisationSettings.objects.update(name=payloads[0])
Page.objects.filter(depth__gt=3).update(title=payloads[1], draft_title=payloads[2])
"""
SCREENS = {
    NADIA: ["/", "/apprendre/", "/parcours/", "/entraide/", "/entraide/demande/", "/usage/carnet/",
            "/contenus/glossaire/", "/compte/mes-donnees/", "/compte/mes-donnees/consultations/"],
    SYLVIE: ["/usage/equipe/", "/parcours/obligatoires/", "/compte/me-faire-remplacer/"],
    CLAIRE: ["/admin/", "/admin/agents/", "/admin/organisation/", "/admin/entraide/",
             "/admin/parcours/attribuer/", "/usage/dossier/"],
    HELENE: ["/admin/demandes/", "/admin/conservation/", "/admin/information/"],
    YANN: ["/admin/pages/", "/admin/snippets/quizzes/question/", "/admin/snippets/quizzes/quiz/",
           "/admin/snippets/learning/path/", "/admin/reports/site-history/", "/admin/connexions/"],
}  # fmt: skip


@pytest.fixture(scope="module")
def spoiled(site):
    kept = repr([NADIA, SYLVIE, CLAIRE, HELENE, YANN])
    site.shell(PLANT.replace("PAYLOADS", repr(PAYLOADS)).replace("KEPT", kept))
    return site


def unharmed(visitor):
    page = visitor.page
    page.wait_for_load_state()
    assert page.evaluate(HARM) is None, page.url
    made = "img[onerror], svg[onload], a[href^='javascript:'], iframe[src^='javascript:']"
    expect(page.locator(made)).to_have_count(0)


@pytest.mark.parametrize("name", SCREENS)
def test_no_name_does_anything_on_any_screen(visitor, spoiled, name):
    """A complaint of the browser, of the content policy among others, fails the test as ever."""
    one, read = visitor(name), ""
    for path in SCREENS[name]:
        assert one.go(path) == 200, path
        unharmed(one)
        read += one.page.locator("body").inner_text()
    assert any(payload in read for payload in PAYLOADS), "nothing hostile was shown"


SUBMIT = "form[action$='/terminer/'] button"
RESULTS = """
from quizzes.models import Attempt
done = Attempt.objects.filter(learner__email="nadia.benali@exemple.fr").exclude(submitted_at=None)
print(done.count())
"""


def test_a_hostile_quiz_is_answered_in_two_windows_and_has_one_result(visitor, spoiled):
    before = int(spoiled.shell(RESULTS))
    nadia = visitor(NADIA)
    page = nadia.page
    steps.open_next_lesson(nadia)
    unharmed(nadia)
    steps.start_quiz(nadia)
    unharmed(nadia)
    other = nadia.context.new_page()
    other.goto(page.url)
    page.locator(steps.HAND_IN).click()
    expect(page.locator(steps.ANYWAY)).to_be_visible()
    unharmed(nadia)
    other.locator(steps.HAND_IN).click()  # the first window's answers are the newer ones
    expect(other.get_by_text("Une réponse plus récente").first).to_be_visible()
    unharmed(nadia)

    page.locator(steps.ANYWAY).click()
    page.wait_for_url("**/resultat/")
    other.locator(steps.HAND_IN).click()
    other.wait_for_url("**/resultat/")

    assert other.url == page.url
    unharmed(nadia)
    assert int(spoiled.shell(RESULTS)) == before + 1


def test_neither_the_address_nor_what_the_browser_kept_is_run(visitor, spoiled):
    """A draft that somebody else left in this window, a fragment and a query that are markup."""
    nadia = visitor(NADIA)
    page = nadia.page
    nadia.go("/")
    page.locator(steps.NEXT_STEP).click()
    steps.start_quiz(nadia)
    form = page.locator("form[data-quiz]")
    key = f"quiz:{form.get_attribute('data-quiz')}:1"
    draft = "sequence=1&choice=PAYLOAD&text=PAYLOAD&PAYLOAD=PAYLOAD&csrfmiddlewaretoken=PAYLOAD"
    for payload in PAYLOADS:
        kept = draft.replace("PAYLOAD", f"${{encodeURIComponent({payload!r})}}")
        page.evaluate(f"sessionStorage.setItem({key!r}, `{kept}`)")
        page.evaluate(f"localStorage.setItem('theme', {payload!r})")
        page.reload()
        unharmed(nadia)
        expect(page.locator("form[data-quiz]")).to_be_visible()
    path = page.url.removeprefix(spoiled.url).partition("?")[0]
    for payload in PAYLOADS:
        for place in (path, "/", "/usage/equipe/", "/compte/mes-donnees/consultations/"):
            nadia.go(f"{place}?q={payload}&name={payload}#{payload}")
            unharmed(nadia)


# The whole corpus past every check, in an article.
CORPUS_PLANT = """
import json
from django.db import connection
from cms.models import ArticlePage, HomePage

body = json.dumps([{"type": "text", "value": f"<p>Un texte {each}"} for each in CORPUS])
home = HomePage.objects.get(locale__language_code="fr")
article = home.add_child(instance=ArticlePage(title="Tout ce qui nuit", slug="tout-ce-qui-nuit"))
with connection.cursor() as cursor:
    cursor.execute("UPDATE cms_articlepage SET body = %s WHERE page_ptr_id = %s", [body, article.pk])
print(article.url)
"""
# Each element that the corpus could have made, by what the browser made of the page.
MADE = """() => [...document.querySelector("main").querySelectorAll("*")].flatMap((one) =>
  [...one.attributes].filter((each) =>
    /^(on|hx-|data-hx-|style$|srcdoc$|formaction$|action$|ping$|background$|srcset$)/i.test(each.name)
    || (/^(href|src)$/i.test(each.name) && !/^(https?|mailto|tel):/.test(one[each.name]))
    || (/^(id|name|class)$/i.test(each.name) && each.value.includes("harmed"))
  ).map((each) => `${one.localName} ${each.name}=${each.value}`))"""


@pytest.mark.smoke
def test_the_whole_corpus_does_nothing_in_a_browser(visitor, site):
    """Nothing runs, nothing is asked for, no mark of the attacker stands in the page."""
    path = site.shell(
        CORPUS_PLANT.replace("CORPUS", repr([one for one in HOSTILE if "\0" not in one]))
    )
    yann = visitor(YANN)
    page, asked = yann.page, []
    page.on("request", lambda request: asked.append(request.url))
    assert yann.go(path.strip().splitlines()[-1]) == 200
    page.wait_for_load_state("networkidle")
    unharmed(yann)

    assert page.locator("main").inner_text().count("Un texte") > 200
    assert page.evaluate(MADE) == []
    assert [url for url in asked if not url.startswith(site.url) or "harmed" in url] == []
