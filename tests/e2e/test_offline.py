"""Without a network, on a device of one's own: read, answered, noted, and sent later, in order and once."""

import dataclasses
import json
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.cuts import wire_to
from tests.e2e.site import MARC, NADIA, PASSWORD, eventually
from tests.e2e.test_front_desk import AT_A_DESK, DESK, NOTED


pytestmark = pytest.mark.every_look


DEVICES, OFFLINE = "/compte/mes-appareils/", "/hors-ligne/"
PERSON = "from people.models import Person\nperson = Person.objects.get(email={name!r})\n"
# A lesson with a quiz that is left, of the paths that the person follows.
FOLLOW = (
    PERSON
    + """
from learning.offline import _open_lessons
rows = _open_lessons(person)
print([lesson.url for lesson in rows if lesson.required_quiz and not lesson.is_passed and not lesson.is_read][0])
"""
)
RECORDED = (
    PERSON
    + """
from quizzes.models import Attempt
last = Attempt.objects.filter(learner=person).exclude(submitted_at=None).order_by("submitted_at").last()
print(0 if last is None else last.items.exclude(response={{}}).count())
"""
)
BEGUN = (
    PERSON
    + "from quizzes.models import Attempt\nprint(Attempt.objects.filter(learner=person).count())"
)
IS_READ = (
    PERSON
    + "from learning.models import LessonProgress\n"
    + "print(LessonProgress.objects.filter(person=person).exclude(read_at=None).count())"
)


@pytest.fixture
def wire(site):
    with wire_to(site.url) as wire:
        yield wire


@pytest.fixture
def on_own_device(visitor, site, wire):
    """Sign in at the end of the wire, on a phone that is said to be one's own."""

    def sign_in(name, *, own=True, **options):
        one = visitor(viewport=PHONE, service_workers="allow", **options)
        one.site = dataclasses.replace(site, url=wire.url)
        one.context.add_cookies([{"name": "lesson_view", "value": "whole", "url": wire.url}])
        one.sign_in(name)
        if own:
            one.go(DEVICES)
            with one.page.expect_navigation():
                one.page.locator("[data-own] button").click()
            expect(one.page.locator("[data-state=own]")).to_be_visible()
            expect(one.page.locator("[data-progress=begun]")).to_be_focused()
            one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return one

    return sign_in


def download(one):
    one.page.locator("[data-download] button").click()
    expect(one.page.locator("[data-progress=done]")).to_be_visible(timeout=120_000)


def cut(one, wire):
    wire.is_cut = True


def mend(one, wire):
    wire.is_cut = False
    one.complaints[:] = [said for said in one.complaints if "ERR_" not in said]


@pytest.mark.smoke
def test_in_a_cellar_a_kept_lesson_is_read_its_quiz_answered_and_it_is_recorded_when_back(
    on_own_device, site, wire
):
    lesson = site.shell(FOLLOW.format(name=NADIA)).splitlines()[-1]
    before = int(site.shell(IS_READ.format(name=NADIA)))
    begun = int(site.shell(BEGUN.format(name=NADIA)))
    nadia = on_own_device(NADIA)
    nadia.go(DEVICES)
    nadia.check()
    download(nadia)
    nadia.check()
    assert int(site.shell(BEGUN.format(name=NADIA))) == begun
    page = nadia.page

    cut(nadia, wire)
    nadia.go("/usage/carnet/")
    expect(page.locator("[data-kept=pages] a").first).to_be_visible()
    nadia.check()
    page.locator(f"[data-kept=pages] a[href='{lesson}']").press("Enter")
    expect(page.locator("[data-network] .banner")).to_be_visible()
    nadia.check()
    page.locator("form[action^='/quiz/commencer/'] button").first.click()
    given = 0
    while page.locator("form[data-quiz]").count():
        nadia.check()
        address = page.url
        if page.locator("label.answer input").count():
            page.locator("label.answer").first.click()
            given += 1
        page.locator("form[data-quiz] .quiz__act button").first.click()
        page.wait_for_url(lambda url, address=address: url != address)
    nadia.check()
    hand_in = page.url
    page.locator("form[data-once] button").press("Enter")
    for _look in range(2):  # once sent, and when it is read again while it waits
        expect(page.locator("[data-network-here] .banner--good")).to_be_visible()
        expect(page.locator("form[data-once] button")).to_be_hidden()
        page.goto(hand_in)
    expect(page.locator("[data-network] [data-lost]")).to_be_visible()
    nadia.go(lesson)
    page.locator(steps.WAY_ON).click()
    expect(page.locator("[data-network-here] .banner--good")).to_be_visible()
    nadia.check()
    assert int(site.shell(IS_READ.format(name=NADIA))) == before

    nadia.go(OFFLINE)
    waits = page.locator("[data-kept=waiting] li")
    expect(waits).to_have_count(3)  # answers, the quiz handed in, the lesson
    assert len({said for said in waits.all_inner_texts() if said.strip()}) == 3
    mend(nadia, wire)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url(f"{wire.url}/")
    expect(page.locator("[data-network] .banner--good")).to_be_visible()
    nadia.check()
    assert int(site.shell(RECORDED.format(name=NADIA))) == given
    assert int(site.shell(IS_READ.format(name=NADIA))) == before + 1


def left_on(one):
    """What the browser holds of the site: in its database by store, and the addresses of its caches."""
    return one.page.evaluate(
        """async () => {
          const database = await new Promise((done) => {
            const asked = indexedDB.open("passerelle", 1);
            asked.onsuccess = () => done(asked.result);
          });
          const counts = {};
          for (const name of database.objectStoreNames) {
            counts[name] = await new Promise((done) => {
              const asked = database.transaction(name).objectStore(name).count();
              asked.onsuccess = () => done(asked.result);
            });
          }
          database.close();
          const cached = [];
          for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) cached.push(new URL(request.url).pathname);
          }
          return { counts, cached };
        }"""
    )


def test_a_shared_device_keeps_only_what_everybody_gets(on_own_device, wire):
    nadia = on_own_device(NADIA, own=False)
    nadia.go("/")
    nadia.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    nadia.go("/parcours/")
    nadia.go("/apprendre/")
    left = left_on(nadia)
    assert set(left["counts"].values()) <= {0}
    assert [path for path in left["cached"] if not path.startswith("/static/")] == [OFFLINE]

    cut(nadia, wire)
    nadia.go("/parcours/")
    expect(nadia.page.locator("[data-offline-page]")).to_be_attached()
    assert "Benali" not in nadia.page.content()
    nadia.check()
    mend(nadia, wire)


def test_nobody_else_reads_what_was_kept(on_own_device, site, wire):
    """Signed out, or somebody else signed in over a session that had ended, or revoked from elsewhere."""
    lesson = site.shell(FOLLOW.format(name=NADIA)).splitlines()[-1]
    nadia = on_own_device(NADIA)
    keep_one(nadia, lesson)
    page = nadia.page
    nadia.context.clear_cookies()
    nadia.sign_in(MARC)
    assert set(left_on(nadia)["counts"].values()) == {0}
    cut(nadia, wire)
    nadia.go(lesson)
    expect(page.locator("[data-offline-page]")).to_be_attached()
    mend(nadia, wire)

    marc = nadia
    marc.go(DEVICES)
    with page.expect_navigation():
        page.locator("[data-own] button").click()
    keep_one(marc, lesson)
    site.shell("from people.models import PersonalDevice\nPersonalDevice.objects.all().delete()")
    page.evaluate("sessionStorage.clear()")
    marc.go("/")
    expect(page.locator("[data-network] .banner")).to_be_visible()
    assert set(left_on(marc)["counts"].values()) == {0}

    marc.go(DEVICES)
    with page.expect_navigation():
        page.locator("[data-own] button").click()
    keep_one(marc, lesson)
    page.locator("details.menu summary").first.click()
    page.locator("form[data-forgets] button").click()
    page.wait_for_url("**/connexion/**")
    assert set(left_on(marc)["counts"].values()) <= {0}


BENALI = "Benali"


def assert_nothing_of_nadia(one, lesson):
    """Without a network: neither the lesson that she kept, nor its title in a list, nor her name."""
    for address in (lesson, "/", OFFLINE):
        one.go(address)
        expect(one.page.locator("[data-offline-page]")).to_be_attached()
        expect(one.page.locator("[data-kept]:visible")).to_have_count(0)
        assert BENALI not in one.page.content()


@pytest.mark.smoke
def test_an_opponent_on_the_same_browser_finds_nothing_of_whoever_was_there(
    on_own_device, site, wire
):
    """She signs out and he signs in; then her session ends by itself, and the network goes as he signs in."""
    lesson = site.shell(FOLLOW.format(name=NADIA)).splitlines()[-1]
    nadia = on_own_device(NADIA)
    keep_one(nadia, lesson)
    page = nadia.page
    page.locator("details.menu summary").first.click()
    page.locator("form[data-forgets] button").click()
    page.wait_for_url("**/connexion/**")
    marc = nadia
    marc.sign_in(MARC)
    page.go_back()
    assert BENALI not in page.content()
    left = left_on(marc)
    assert set(left["counts"].values()) == {0}
    assert [path for path in left["cached"] if not path.startswith("/static/")] == [OFFLINE]
    cut(marc, wire)
    assert_nothing_of_nadia(marc, lesson)
    mend(marc, wire)

    marc.context.clear_cookies()
    nadia.sign_in(NADIA)
    nadia.go(DEVICES)
    with page.expect_navigation():
        page.locator("[data-own] button").click()
    keep_one(nadia, lesson)
    nadia.context.clear_cookies()
    marc.go(f"/compte/connexion/?next={lesson}")
    page.locator("input[name=username]").fill(MARC)
    page.locator("input[name=password]").fill(PASSWORD)
    wire.under, wire.chance, wire.left = lesson, 1000, 10**6
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[data-offline-page]")).to_be_attached()
    cut(marc, wire)
    assert_nothing_of_nadia(marc, lesson)
    wire.left = 0
    mend(marc, wire)
    marc.go("/")
    assert set(left_on(marc)["counts"].values()) <= {0, 1}  # what to tell her was lost
    cut(marc, wire)
    assert_nothing_of_nadia(marc, lesson)
    mend(marc, wire)


def keep_one(one, lesson):
    """What a download does, of one page; the key cannot be taken out, and nothing is legible."""
    seen = one.page.evaluate(
        """async (lesson) => {
          const mine = await vault.device();
          await vault.keep(mine, lesson, await fetch(lesson), { title: "Une leçon" });
          await queue.put(mine, { name: "x", address: "/nowhere/", body: "texte=secret", title: "t" });
          const taken = await crypto.subtle.exportKey("raw", mine.aes).then(() => "yes", () => "no");
          const row = await new Promise((done) => {
            const asked = indexedDB.open("passerelle", 1);
            asked.onsuccess = () => {
              const found = asked.result.transaction("queue").objectStore("queue").getAll();
              found.onsuccess = () => { asked.result.close(); done(found.result); };
            };
          });
          const bytes = new TextDecoder().decode(row[0].data);
          for (const { id } of await vault.waiting(mine)) await vault.drop(id);
          return { taken, legible: bytes.includes("secret") };
        }""",
        lesson,
    )
    assert seen == {"taken": "no", "legible": False}


# --- Noted without a network -------------------------------------------------------------------------------

PAIR = """
from ambassadors.help.models import Pair
from ambassadors.help.policies import shared_pairs_of
from people.actions.notices import record_notice_seen
from people.enums import NoticePurpose
from people.queries.notices import current_notices
from people.models import Person
person = Person.objects.get(email={name!r})
record_notice_seen(person=person, shown=current_notices([NoticePurpose.HELP]))
pair = shared_pairs_of(person).filter(pk__in=Pair.objects.active().values("pk")).order_by("pk").first()
print(pair.uuid)
"""
SESSIONS = "from ambassadors.help.models import Session\nprint(Session.objects.count())"


def test_a_session_is_noted_in_a_cellar_and_once_when_back(on_own_device, site, wire):
    address = f"/entraide/binomes/{site.shell(PAIR.format(name=MARC)).splitlines()[-1]}/noter/"
    before = int(site.shell(SESSIONS))
    marc = on_own_device(MARC)
    keep_one(marc, address)
    page = marc.page
    cut(marc, wire)
    marc.go(address)
    page.locator("#session_minutes_1").check(force=True)
    page.locator("form[data-typed] button").click()
    expect(page.locator("[data-network-here] .banner--good")).to_be_visible()
    marc.check()
    assert int(site.shell(SESSIONS)) == before

    wire.is_cut, wire.under, wire.chance, wire.left = False, "/entraide/", 1000, 2
    for _visit in range(4):
        marc.go("/parcours/")
        page.evaluate("queue.flush()")
    mend(marc, wire)
    assert len(wire.made) == 2
    assert int(site.shell(SESSIONS)) == before + 1


def test_a_tap_without_a_network_waits_with_its_week_alone(on_own_device, site, wire):
    (account,) = site.open_accounts(site.shell(AT_A_DESK.format(place=8)))
    before = int(site.shell(NOTED))
    one = on_own_device(account)
    one.go(DESK)
    keep_one(one, DESK)
    page = one.page
    cut(one, wire)
    one.go(DESK)
    expect(page.locator("[data-device-words=own]")).to_be_visible()
    expect(page.locator("[data-device-words=shared]")).to_be_hidden()
    page.locator("button[name=quoi][value=opened]").click()
    expect(page.locator("[data-network-here] .banner--good")).to_be_visible()
    one.check()
    waiting = page.evaluate("vault.device().then((mine) => vault.taps(mine))")
    assert [set(tap) for tap in waiting] == [{"address", "body", "number"}]
    fields = dict(parse_qsl(waiting[0]["body"]))
    assert set(fields) <= {"portail", "site", "quoi", "envoi", "semaine"}
    assert int(site.shell(NOTED)) == before

    mend(one, wire)
    one.go(DESK)
    expect(page.locator("[data-network] .banner--good")).to_be_visible()
    assert int(site.shell(NOTED)) == before + 1


# --- What needs the network, what is refused, and the way out ------------------------------------------------

PICTURED = (
    PERSON
    + """
from django.test import Client
from learning.offline import _open_lessons
client = Client(headers={{"host": "localhost"}})
client.force_login(person)
print([row.url for row in _open_lessons(person) if "/media/images/" in client.get(row.url).content.decode()][0])
"""
)
NOTE_ELSEWHERE = (
    PERSON
    + """
from learning.actions.notes import save_note
from learning.offline import _open_lessons
from learning.models import Lesson
pk = [row.pk for row in _open_lessons(person) if row.url == {lesson!r}][0]
save_note(person=person, lesson=Lesson.objects.get(pk=pk), text="Du bureau")
"""
)
MARKED = (
    PERSON
    + """
import json
from learning.models import Bookmark, LessonNote
notes = LessonNote.objects.filter(person=person, text__contains="gardien")
print(json.dumps([list(notes.values_list("text", flat=True)), Bookmark.objects.filter(person=person, lesson__in=notes.values("lesson")).count()]))
"""
)
LATER_PICTURES = """() => [...document.querySelectorAll("main img[src^='/media/']")].map(async (image) => {
  image.loading = "eager";
  await image.decode().catch(() => {});
  return image.naturalWidth;
})"""


@pytest.mark.smoke
def test_pictures_are_kept_and_a_note_is_sent_when_the_network_is_back(on_own_device, site, wire):
    lesson = site.shell(PICTURED.format(name=NADIA)).splitlines()[-1]
    nadia = on_own_device(NADIA)
    download(nadia)
    page = nadia.page
    cut(nadia, wire)
    nadia.go(lesson)
    expect(page.locator("[data-network] [data-lost]")).to_be_visible()
    widths = page.evaluate(f"async () => Promise.all(({LATER_PICTURES})())")
    assert widths
    assert all(widths)
    note = page.locator("form[data-note] textarea").first
    note.evaluate(
        "(field) => { for (let part = field; part; part = part.parentElement) if (part.localName === 'details') part.open = true; }"
    )
    note.fill("La clé est au gardien")
    note.evaluate("(field) => field.form.requestSubmit()")
    expect(page.locator("form[data-note] [data-network-here] .banner--good")).to_be_visible()
    page.locator("form[data-later^=bookmark] button").click()
    expect(
        page.locator("form[data-later^=bookmark] [data-network-here] .banner--good")
    ).to_be_visible()
    waits = page.locator("form[data-later^=bookmark]").get_attribute("data-waiting")
    expect(page.locator("form[data-later^=bookmark] button")).to_have_text(waits)
    expect(page.locator("[data-network] [data-lost]")).to_be_visible()
    nadia.check()
    nadia.go(lesson)  # read again from the device: what was typed stands there
    expect(page.locator("form[data-note] textarea").first).to_have_value("La clé est au gardien")
    expect(page.locator("form[data-later^=bookmark] button")).to_have_text(waits)
    site.shell(NOTE_ELSEWHERE.format(name=NADIA, lesson=lesson))

    mend(nadia, wire)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-lost]")).to_have_count(0, timeout=30_000)
    expect(page.locator("form[data-note] textarea").first).to_have_value(
        "Du bureau\n\nLa clé est au gardien", timeout=30_000
    )
    marked = [["Du bureau\n\nLa clé est au gardien"], 1]
    eventually(
        lambda: json.loads(site.shell(MARKED.format(name=NADIA)).splitlines()[-1]) == marked,
        "the note and the bookmark",
    )
    mend(nadia, wire)  # what the browser said late of the cut


@pytest.mark.smoke
def test_a_shared_device_stops_what_it_cannot_send(on_own_device, wire):
    nadia = on_own_device(NADIA, own=False)
    page = nadia.page
    nadia.go("/parcours/")
    cut(nadia, wire)
    page.evaluate("dispatchEvent(new Event('offline'))")
    address = page.url
    page.locator("form[method=post]:not([data-forgets]) button[type=submit]").first.evaluate(
        "(one) => one.click()"
    )
    expect(page.locator("[data-network-here] [data-lost]")).to_be_attached()
    assert page.url == address
    mend(nadia, wire)


@pytest.mark.smoke
def test_a_refused_send_is_not_said_to_be_sent(on_own_device, site, wire):
    address = f"/entraide/binomes/{site.shell(PAIR.format(name=MARC)).splitlines()[-1]}/noter/"
    marc = on_own_device(MARC)
    page = marc.page
    put = """(address) => vault.device().then((mine) => queue.put(mine, {
      name: String(Math.random()), address, page: address, body: "date=x", title: "Une séance", isTyped: true }))"""
    page.evaluate(put, address)
    page.evaluate(put, address)
    assert (
        page.evaluate("vault.device().then(async (mine) => (await vault.waiting(mine)).length)")
        == 1
    )
    page.evaluate("queue.flush()")
    held = page.locator("[data-network-held]")
    expect(held.locator(f"a[href='{address}']")).to_be_visible()
    expect(page.locator("[data-network] .banner--good")).to_have_count(0)
    marc.check()
    marc.go(OFFLINE)
    expect(page.locator("[data-kept=refused] li")).to_have_count(1)
    marc.check()
    page.locator("[data-kept=refused] [data-drop]").click()
    expect(page.locator("[data-kept=refused]")).to_be_hidden()
    assert left_on(marc)["counts"]["queue"] == 0
    marc.complaints.clear()  # the refusal itself


@pytest.mark.smoke
def test_signing_out_without_a_network_ends_the_session_when_it_is_back(on_own_device, wire):
    nadia = on_own_device(NADIA)
    page = nadia.page
    nadia.go("/parcours/")
    cut(nadia, wire)
    page.locator("form[data-forgets] button").evaluate("(one) => one.click()")
    expect(page.locator("[data-kept=signed-out]")).to_be_visible()
    nadia.check()
    assert page.evaluate("vault.device()") is None
    mend(nadia, wire)
    page.goto(f"{wire.url}/parcours/")
    page.wait_for_url("**/connexion/**")
    assert page.evaluate("vault.owed()") is None
    nadia.close()
    nadia.complaints.clear()  # of the cut, some told late


@pytest.mark.smoke
def test_one_line_for_each_device_that_is_named_and_taken_out_when_lost(on_own_device, visitor):
    phone = on_own_device(NADIA)
    office = visitor(NADIA)
    phone.go(DEVICES)
    lines = phone.page.locator("main ul.ruled > li")
    mine = lines.first
    mine.locator("summary").click()
    mine.locator("input[name=name]").fill("Téléphone de service")
    mine.locator("form[action$='/nom/'] button").click()
    expect(mine.locator("strong")).to_have_text("Téléphone de service")
    phone.check()

    office.go(DEVICES)
    named = office.page.locator("main ul.ruled > li", has_text="Téléphone de service")
    expect(named).to_have_count(1)
    named.locator("form[action$='/perdu/'] button").click()
    expect(named).to_have_count(0)
    office.check()
    phone.page.evaluate("sessionStorage.clear()")
    phone.go("/hors-ligne/")
    phone.go("/parcours/")
    phone.page.wait_for_url("**/connexion/**")
    expect(phone.page.locator("[data-network] .banner")).to_be_visible()
    assert set(left_on(phone)["counts"].values()) == {0}


def test_what_a_revocation_loses_is_counted(on_own_device, site, wire):
    nadia = on_own_device(NADIA)
    page = nadia.page
    page.evaluate(
        """async () => {
          const mine = await vault.device();
          await queue.put(mine, { name: "x", address: "/nowhere/", body: "a=b", title: "t" });
          await queue.put(mine, { name: "start:/y/", address: "/y/", body: "", isQuiet: true });
        }"""
    )
    site.shell("from people.models import PersonalDevice\nPersonalDevice.objects.all().delete()")
    nadia.go("/")
    expect(page.locator("[data-sends-lost] [data-more]")).to_have_text("1")
    nadia.check()


# --- Cuts -----------------------------------------------------------------------------------------------

TAPS = ("opened", "used", "afraid")
SAVES = 12
# What waits on the device of somebody at a desk: lessons read, answers to one question, taps of this week.
FILL = """async ({ finishes, notes, bookmarks, exercises, planned, save, saves, taps, portal, monday }) => {
  const mine = await vault.device();
  for (const [place, address] of finishes.entries()) await queue.put(mine, { name: `finish:${place}`, address, body: "" });
  for (let n = 1; n <= saves; n += 1) {
    await queue.put(mine, { name: `save:${n}`, address: save, body: `slot=1&sequence=${n}&choice=${n}` });
  }
  for (const [place, address] of notes.entries()) {
    const body = new URLSearchParams({ text: `Note ${place}`, based_on: "none" }).toString();
    await queue.put(mine, { name: `note:${place}`, address, body, isTyped: true });
  }
  for (const address of bookmarks) await queue.put(mine, { name: address, address, body: "kept=yes", isQuiet: true });
  for (const address of exercises) await queue.put(mine, { name: address, address, body: "show=yes&choice=c1", isQuiet: true });
  for (const { address, body } of planned) await queue.put(mine, { name: body, address, body });
  for (const tap of taps) {
    const number = queue.number();
    const body = new URLSearchParams({ portail: portal, quoi: tap, envoi: number, semaine: monday });
    await queue.putTap(mine, { address: "/usage/guichet/", body: body.toString(), number });
  }
}"""
LISTEN = """() => {
  window.heard = [];
  document.addEventListener("queue", ({ detail }) => window.heard.push(detail.state));
}"""
SETUP = """
from core.dates import today
from adoption.publishing.disclosure.tally import Week
from adoption.usage.policies import portals_asking
from learning.exercises.pages import exercise_ids
from learning.models import Bookmark, ExerciseTry, Lesson, LessonNote, LessonProgress
from learning.policies import lessons_visible_to, published_lesson_pages
from quizzes.queries.planned import plan_attempt
from urllib.parse import urlencode
from people.models import Person, ReceivedForm
from people.actions.identity import *
from django.utils import timezone
import json
person = Person.objects.filter(email={name!r}).first() or Person.objects.get(staff_number={name!r})
Person.objects.filter(pk=person.pk, identity_proven_at=None).update(identity_proven_at=timezone.now())
from learning.queries.modules import may_open_lesson
from quizzes.models import Quiz
from quizzes.enums import Purpose
from quizzes.actions.starts import start_attempt
for model in (LessonProgress, LessonNote, Bookmark, ExerciseTry):
    model.objects.filter(person=person).delete()
ReceivedForm.objects.all().delete()
lessons = [lesson for lesson in lessons_visible_to(person).order_by("pk") if may_open_lesson(person, lesson)][:12]
quiz = Quiz.objects.filter(purpose=Purpose.TRAINING, time_limit=None, closes_at=None).order_by("pk").first()
attempt = start_attempt(quiz=quiz, learner=person)
pages = published_lesson_pages().filter(record__in=lessons)
tries = [(page.record.uuid, block) for page in pages for block in exercise_ids(page.body)][:6]
others = Quiz.objects.filter(purpose=Purpose.TRAINING, time_limit=None, closes_at=None).exclude(pk=quiz.pk)
plan = next(plan for one in others.order_by("pk") if (plan := plan_attempt(quiz=one, learner=person)))
answers = [dict(slot=item.slot, sequence=1, page=f"p{{item.slot}}", based_on=0, choice="c1", plan=plan.attempt.plan) for item in plan.items]
print(json.dumps(dict(
    person=person.pk,
    finishes=[f"/parcours/lecons/{{lesson.uuid}}/terminee/" for lesson in lessons],
    notes=[f"/parcours/lecons/{{lesson.uuid}}/note/" for lesson in lessons[:6]],
    bookmarks=[f"/parcours/lecons/{{lesson.uuid}}/signet/" for lesson in lessons[:6]],
    exercises=[f"/parcours/lecons/{{uuid}}/exercices/{{block}}/" for uuid, block in tries],
    planned=[dict(address=f"/quiz/{{plan.attempt.uuid}}/garder/", body=urlencode(answer)) for answer in answers],
    begun=str(plan.attempt.uuid),
    attempt=str(attempt.uuid),
    save=f"/quiz/{{attempt.uuid}}/garder/",
    portal=portals_asking(person, on=today()).order_by("pk").first().slug,
    monday=str(Week.containing(today()).monday),
)))
"""
AFTER = """
import json
from learning.models import Bookmark, ExerciseTry, LessonNote, LessonProgress
from people.models import ReceivedForm
from quizzes.models import Attempt
mine = Attempt.objects.filter(learner={person})
begun = mine.get(uuid={begun!r})
print(json.dumps(dict(
    read=LessonProgress.objects.filter(person={person}).exclude(read_at=None).count(),
    received=ReceivedForm.objects.count(),
    sequence=mine.get(uuid={attempt!r}).items.get(slot=1).sequence,
    notes=sorted(LessonNote.objects.filter(person={person}).values_list("text", flat=True)),
    bookmarks=Bookmark.objects.filter(person={person}).count(),
    exercises=ExerciseTry.objects.filter(person={person}).count(),
    planned=[mine.filter(quiz=begun.quiz).count(), begun.items.filter(sequence=1).count()],
)))
"""


@pytest.mark.parametrize(
    "cuts", [pytest.param(50, marks=pytest.mark.smoke), pytest.param(1000, marks=pytest.mark.full)]
)
def test_random_cuts_lose_nothing_and_double_nothing(on_own_device, site, wire, cuts):
    """Before the request, after the site has committed, in the midst of the answer; now and then the page goes too."""
    (account,) = site.open_accounts(site.shell(AT_A_DESK.format(place=6 if cuts == 50 else 7)))
    given = json.loads(site.shell(SETUP.format(name=account)).splitlines()[-1])
    taps = [tap for tap in TAPS for _time in range(9)]
    noted = int(site.shell(NOTED))
    one = on_own_device(account)
    one.go(DESK)
    page = one.page
    page.evaluate(FILL, given | {"saves": SAVES, "taps": taps})
    heard = []
    page.evaluate(LISTEN)
    wire.chance = 450 if cuts == 50 else 830
    wire.left = cuts
    tries = 0
    while wire.left > 0:
        tries += 1
        page.evaluate("queue.flush()")
        if not page.evaluate(
            "vault.device().then(async (mine) => (await vault.waiting(mine)).length + (await vault.taps(mine)).length)"
        ):
            break
        if tries % 40 == 0:  # the page goes, with what it was doing
            heard += page.evaluate("window.heard")
            left, wire.left = wire.left, 0
            page.evaluate("void queue.flush()")
            page.goto(f"{wire.url}{DEVICES}")
            page.evaluate(LISTEN)
            wire.left = left
    assert len(wire.made) == cuts
    page.evaluate("queue.flush()")
    heard += page.evaluate("window.heard")
    one.complaints[:] = [said for said in one.complaints if "ERR_" not in said]

    assert int(site.shell(NOTED)) == noted + len(taps)
    after = json.loads(site.shell(AFTER.format(**given)).splitlines()[-1])
    keyed = ("finishes", "notes", "bookmarks", "exercises")
    # Each was received once; an answer that is none, to some kinds, is no try.
    assert 0 < after.pop("exercises") <= len(given["exercises"])
    assert after == {
        "read": len(given["finishes"]),
        "received": sum(len(given[kind]) for kind in keyed),
        "sequence": SAVES,
        "notes": [f"Note {place}" for place in range(len(given["notes"]))],
        "bookmarks": len(given["bookmarks"]),
        "planned": [1, len(given["planned"])],
    }
    assert "stale" not in heard
    assert set(left_on(one)["counts"].items()) >= {("queue", 0), ("taps", 0)}
