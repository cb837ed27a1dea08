"""Packages that others made, played in a lesson: they report, and they reach nothing of ours."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.site import NADIA, ROOT


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
    one.page.locator("a[href*='/contenus/']").first.click()
    if part:
        one.page.locator(".toc a", has_text=part).click()
    return unit_of(one)


def unit_of(one):
    return one.page.frame_locator("[data-scorm-player] iframe").frame_locator("iframe")


def said(one, name):
    expect(one.page.locator(f"[data-said={name}]")).to_be_visible()


needs_samples = pytest.mark.skipif(
    not MOODLE.is_dir(), reason="no sample data: set PASSERELLE_SHARED"
)


@needs_samples
def test_a_course_of_one_unit_is_followed_to_its_end_and_taken_up_where_it_was_left(
    learner, lesson, site
):
    address = lesson("Golf", MOODLE / "singlescobasic.zip")
    one = learner()
    unit = opened(one, address)
    expect(unit.locator("#butNext")).to_be_enabled()
    one.check()
    unit.locator("#butNext").click()
    unit.locator("#butNext").click()
    one.page.get_by_role("link", name="Retour à la leçon").click()
    one.page.wait_for_url(f"**{address}")
    assert states(site, "Golf")[0][:3] == ["item_1", False, None]
    assert states(site, "Golf")[0][3]["cmi.core.lesson_location"] == "2"

    unit = opened(one, address)
    expect(unit.frame_locator("#contentFrame").locator("h1, h2").first).to_be_visible()
    for _page in range(13):
        unit.locator("#butNext").click()
    quiz = unit.frame_locator("#contentFrame")
    quiz.locator("input[type=button], button").last.click()
    one.page.get_by_role("link", name="Retour à la leçon").click()
    one.page.wait_for_url(f"**{address}")
    one.check()
    state = states(site, "Golf")[0]
    assert state[3]["cmi.core.lesson_status"] in ("completed", "failed", "passed")
    print(state)
