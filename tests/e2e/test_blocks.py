"""What authors write with, by keyboard, on a phone, on paper, without script and without captions lost."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.e2e import site as sites
from tests.e2e.conftest import PHONE
from tests.e2e.site import INES, NADIA


class Elsewhere(BaseHTTPRequestHandler):
    """Another site of the organisation, which keeps what it was told."""

    heard: list[dict[str, str]] = []

    def do_GET(self):
        self.heard.append(dict(self.headers))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Plan</title><p>Six accueils.</p>")

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def elsewhere():
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"localhost:{server.server_port}"  # another host: cookies know no ports
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def site(seeded, tmp_path_factory, elsewhere):
    folder = tmp_path_factory.mktemp("site")
    sites.copy_of(seeded, folder)
    with sites.served(sites.environment(folder, EMBED_HOSTS=elsewhere)) as served:
        yield served


@pytest.fixture(scope="module")
def lesson(site, elsewhere):
    made = site.shell(f"from tests.e2e.block_lesson import make; make({elsewhere!r})")
    return made.splitlines()[-1]


def test_the_lesson_is_accessible_on_a_wide_screen_and_on_a_phone(visitor, lesson):
    visitor(NADIA).visit(lesson)
    phone = visitor(NADIA, viewport=PHONE)
    phone.visit(lesson)
    phone.page.set_viewport_size({"width": 320, "height": 700})
    phone.check_width()


def test_the_lesson_is_accessible_in_the_dark(visitor, lesson):
    visitor(NADIA, color_scheme="dark").visit(lesson)


def test_tabs_are_reached_and_turned_with_the_keyboard(visitor, lesson):
    nadia = visitor(NADIA)
    page = nadia.page
    nadia.go(lesson)
    tabs = page.get_by_role("tablist", name="Selon votre appareil")
    first, second, third = (tabs.get_by_role("tab").nth(number) for number in range(3))
    expect(page.get_by_text("Touchez l’enveloppe.")).to_be_visible()
    expect(page.get_by_text("Cliquez sur Messages.")).to_be_hidden()

    first.focus()
    page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="Ordinateur")).to_be_visible()
    expect(page.get_by_text("Touchez l’enveloppe.")).to_be_hidden()
    page.keyboard.press("End")
    expect(third).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tabpanel", name="Téléphone")).to_be_focused()
    nadia.check()


def test_paper_shows_every_tab_and_everything_that_folds(visitor, lesson):
    nadia = visitor(NADIA)
    page = nadia.page
    nadia.go(lesson)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    for text in (
        "Touchez l’enveloppe.", "Cliquez sur Messages.", "Choisissez Écrire.", "Le numéro suffit.",
        "Un appel, le jour même.", "Ouvrez la messagerie, puis écrivez.", "Trois messages du même jour.",
    ):  # fmt: skip
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_role("tablist").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_text("Le numéro suffit.")).to_be_hidden()


def test_a_case_is_read_from_each_side_and_then_what_helped(visitor, lesson):
    nadia = visitor(NADIA)
    page = nadia.page
    nadia.go(lesson)
    expect(page.get_by_text("Trois messages du même jour.")).to_be_hidden()
    page.get_by_role("tab", name="Au traitement").click()
    expect(page.get_by_text("Trois messages du même jour.")).to_be_visible()
    expect(page.get_by_text("Un appel, le jour même.")).to_be_hidden()
    page.locator(".case summary").press("Enter")
    expect(page.get_by_text("Un appel, le jour même.")).to_be_visible()
    nadia.check()


def test_a_screenshot_is_seen_larger_with_its_marks_and_left_with_escape(visitor, lesson):
    nadia = visitor(NADIA)
    page = nadia.page
    nadia.go(lesson)
    figure = page.locator(".walk figure").first
    expect(figure.locator("svg circle")).to_have_count(2)
    expect(figure.locator(".marks li").nth(1)).to_have_text("La liste de vos messages")
    spot = figure.locator("svg circle").nth(1).bounding_box()
    image = figure.locator("img").bounding_box()
    assert abs(spot["x"] + spot["width"] / 2 - image["x"] - 0.70 * image["width"]) < 2
    assert abs(spot["y"] + spot["height"] / 2 - image["y"] - 0.55 * image["height"]) < 2

    link = figure.locator("a[data-zoom-in]")
    link.press("Enter")
    dialog = page.get_by_role("dialog", name="Ouvrez vos messages.")
    expect(dialog).to_be_visible()
    assert dialog.locator("img").bounding_box()["width"] > image["width"]
    nadia.check()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()


def test_a_video_asks_for_nothing_until_it_is_played_and_its_captions_are_found(
    visitor, lesson, site
):
    nadia = visitor(NADIA)
    page = nadia.page
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    nadia.go(lesson)
    page.wait_for_load_state("networkidle")
    video = page.locator("video")
    assert video.evaluate(
        "one => one.paused && !one.autoplay && one.controls && one.preload === 'none'"
    )
    assert not [url for url in asked if url.endswith((".webm", ".mp3"))]
    words = video.evaluate(
        """async one => {
          const track = one.querySelector("track");
          await new Promise((done, failed) => {
            track.addEventListener("load", done);
            track.addEventListener("error", failed);
            track.track.mode = "showing";
            if (track.readyState === 2) done();
          });
          return [...track.track.cues].map(cue => cue.text);
        }"""
    )
    assert words == ["Ouvrez la messagerie."]
    page.locator(".media summary").first.press("Enter")
    expect(page.get_by_text("Ouvrez la messagerie, puis écrivez.")).to_be_visible()


def test_another_site_hears_nothing_until_the_reader_agrees_and_little_then(
    visitor, lesson, elsewhere
):
    Elsewhere.heard.clear()
    nadia = visitor(NADIA)
    page = nadia.page
    nadia.go(lesson)
    page.wait_for_load_state("networkidle")
    assert Elsewhere.heard == []
    part = page.locator(".consent")
    expect(part).to_contain_text(elsewhere)

    part.get_by_role("button").press("Enter")
    frame = part.locator("iframe")
    expect(frame).to_be_focused()
    expect(part.frame_locator("iframe").get_by_text("Six accueils.")).to_be_visible()
    assert frame.get_attribute("sandbox") == "allow-scripts allow-same-origin allow-forms"
    assert frame.get_attribute("title") == "Le plan des accueils"
    assert "Referer" not in Elsewhere.heard[0]
    assert "Cookie" not in Elsewhere.heard[0]
    nadia.check()
    allowed = f"left the site: http://{elsewhere}/"
    nadia.complaints[:] = [one for one in nadia.complaints if not one.startswith(allowed)]

    count = len(Elsewhere.heard)
    nadia.go(lesson)
    page.wait_for_load_state("networkidle")
    assert len(Elsewhere.heard) == count  # the choice is kept nowhere
    expect(part.get_by_role("button")).to_be_visible()


def test_without_script_everything_is_there(visitor, lesson, site):
    nadia = visitor(NADIA, java_script_enabled=False)
    page = nadia.page
    nadia.go(lesson)
    for text in ("Touchez l’enveloppe.", "Cliquez sur Messages.", "Trois messages du même jour."):
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    expect(page.locator(".consent button")).to_be_hidden()
    expect(page.locator(".consent a")).to_be_visible()
    larger = page.locator(".walk figure a").first.get_attribute("href")
    assert nadia.context.request.get(site.url + larger).headers["content-type"].startswith("image/")


def test_a_reader_says_that_the_screen_changed_and_the_editor_mends_it(visitor, lesson):
    nadia = visitor(NADIA)
    nadia.go(lesson)
    nadia.page.locator("#signaler button").click()
    expect(nadia.page.locator(".callout--warn")).to_be_visible()
    nadia.check()

    ines = visitor(INES)
    page = ines.page
    assert ines.go("/admin/ecrans/") == 200
    ines.check_admin()
    change = page.locator("ul.review > li", has_text="Messages")
    expect(change.get_by_role("link", name="Montrer la messagerie")).to_be_visible()
    change.locator("input[type=text]").fill("2026.2")
    change.locator("button").click()
    page.locator(".messages li.success").wait_for()
    expect(change).to_have_count(0)

    nadia.go(lesson)
    expect(nadia.page.locator(".callout--warn")).to_have_count(0)


def test_the_list_of_pages_to_check_again_is_used_with_the_keyboard(visitor, site):
    site.shell(
        "from datetime import date; from learning.models import ModulePage\n"
        "ModulePage.objects.filter(slug='tous-les-blocs').update(review_by=date(2026, 1, 1))"
    )
    ines = visitor(INES)
    assert ines.go("/admin/relectures/") == 200
    ines.check_admin()
    row = ines.page.locator("ul.review > li", has_text="Tous les blocs")
    row.locator("select").select_option("12")
    row.locator("button").press("Enter")
    ines.page.locator(".messages li.success").wait_for()
    expect(row).to_have_count(0)


@pytest.fixture(scope="module")
def exercises(site):
    made = site.shell("from tests.e2e.block_lesson import make_exercises; make_exercises()")
    return made.splitlines()[-1]


@pytest.mark.parametrize("script", [True, False])
def test_exercises_are_answered_with_the_keyboard_with_a_script_or_without(
    visitor, exercises, script
):
    nadia = visitor(NADIA, viewport=PHONE, java_script_enabled=script)
    page = nadia.page
    nadia.go(exercises)

    def exercise(name):
        return page.get_by_role("region", name=name)

    def told(name):
        status = exercise(name).get_by_role("status")
        if script:
            expect(status).to_be_focused()
        return status

    find = exercise("Qu’est-ce qui alerte ?")
    find.get_by_role("checkbox", name="expire ce soir").press("Space")
    find.get_by_role("button", name="Valider ma réponse").press("Enter")
    expect(told("Qu’est-ce qui alerte ?")).to_contain_text("C’est juste.")

    sort = exercise("Personnel ?")
    for card, box in (("Une plaque", "Oui"), ("Un horaire", "Oui")):
        sort.get_by_role("group", name=card).get_by_role("radio", name=box).press("Space")
    sort.get_by_role("button", name="Valider ma réponse").press("Enter")
    expect(told("Personnel ?")).to_contain_text("En partie juste : 1 sur 2.")
    expect(sort).to_contain_text("Bonne réponse : Non")

    order = exercise("Dans quel ordre ?")
    if script:
        for place, step in enumerate(("Un", "Deux", "Trois")):
            while order.locator("[data-order-item]").nth(place).inner_text().split()[1] != step:
                order.get_by_role("button", name=f"Monter : {step}").press("Enter")
    else:
        for place, step in enumerate(("Un", "Deux", "Trois"), 1):
            order.get_by_label(step, exact=True).select_option(str(place))
    order.get_by_role("button", name="Valider ma réponse").press("Enter")
    expect(told("Dans quel ordre ?")).to_contain_text("C’est juste.")
    order.get_by_role("button", name="Recommencer").press("Enter")
    expect(order.locator("select")).to_have_count(3)

    dialogue = exercise("Au guichet")
    dialogue.get_by_role("button", name="Calmez-vous.").press("Enter")
    expect(told("Au guichet")).to_contain_text("finit mal")
    expect(dialogue).to_contain_text("Il crie.")

    exercise("Où écrit-on ?").locator("label[data-spot]").first.click()
    expect(exercise("Où écrit-on ?").get_by_role("checkbox").first).to_be_checked()
    if script:
        page.set_viewport_size({"width": 320, "height": 700})
        nadia.check()
        nadia.check_width()
    page.get_by_text("Le cloud", exact=True).press("Enter")
    expect(page.get_by_text("Ailleurs.")).to_be_visible()


def test_exercises_are_accessible_in_the_dark_and_say_which_were_tried(visitor, exercises):
    nadia = visitor(NADIA, color_scheme="dark")
    nadia.visit(exercises)
    expect(nadia.page.get_by_text("4 exercices essayés sur 6")).to_be_visible()
