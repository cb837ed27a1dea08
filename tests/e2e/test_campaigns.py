"""Four organisations recognise their campaign, from the baseline survey to the committee's report (docs/campaigns.md).

With CAMPAIGN_SCREENS=1 the pictures of that document are taken again.
"""

import io
import os
import re

import pytest
from PIL import Image

from tests.e2e import site as sites
from tests.e2e.campaign_stories import FAMILIES, PRACTICE_PORTAL, REPORT, STORIES, Step
from tests.e2e.site import CLAIRE


SCREENS = sites.ROOT / "docs" / "screens"
SHARES = re.compile(r"(\d+)(?:–(\d+))? %")
CALLS = re.compile(r"Téléphone\s*([\d ]+) contacts, puis ([\d ]+\d)")
WITHIN = 3  # points: how far a volume that was drawn may be from what the campaign says


@pytest.fixture(scope="module", params=list(STORIES))
def name(request):
    return request.param


@pytest.fixture(scope="module")
def seeded(name, tmp_path_factory):
    folder = tmp_path_factory.mktemp(name)
    sites.seed_campaign(folder, name, STORIES[name].staff)
    return folder


def test_an_organisation_recognises_its_campaign(visitor, name):
    story = STORIES[name]
    people, texts, missed = {}, {}, []
    report = Step(story.report_rows, CLAIRE, REPORT, story.report, picture=f"{name}-report")
    for (who, *_place), steps in pages([*story.steps, report]).items():
        if who not in people:
            people[who] = visitor(who or None)
        one = people[who]
        text = texts[steps[0].path] = opened(one, steps[0])
        words = [word for step in steps for word in step.words]
        missed += [(one.page.url, word) for word in words if plain(word) not in text]
        if steps[0].path != PRACTICE_PORTAL:  # which leads to those of other organisations
            foreign = re.findall(rf"\b(?:{'|'.join(story.never)})s?\b", text, re.IGNORECASE)
            missed += [(one.page.url, "not", word) for word in foreign]
        take_picture(one.page, steps)
    assert not missed
    expect_the_figures(people[CLAIRE].page, texts[REPORT], story)
    if story.ahead:
        first, second = (share_in(texts[FAMILIES], family) for family in story.ahead)
        assert first > second, (story.ahead, first, second)


def pages(steps):
    """Steps by what is opened, so that each page is opened once."""
    found = {}
    for step in steps:
        found.setdefault((step.who, step.path, step.link), []).append(step)
    return found


def opened(one, step):
    """Check the page and return what it says to this person."""
    if step.link:
        one.go(step.path)
        one.page.locator("main a", has_text=step.link).last.click()
        one.page.wait_for_url(lambda url: not url.endswith(step.path))
        one.check()
    elif step.path.startswith("/admin/"):
        assert one.go(step.path) == 200, step.path
        one.check_admin()
    else:
        one.visit(step.path)
    return plain(one.page.locator("main").text_content())


def plain(text):
    return " ".join(text.split())


def expect_the_figures(report, text, story):
    """Use has grown, and stays apart from accounts; calls changed by what the campaign says, which may be little."""
    rows = report.locator("section[aria-labelledby=overview] tbody tr").all()
    newest, oldest = (months(row) for row in (rows[0], rows[-1]))
    assert newest["used"][0] > oldest["used"][1], (oldest, newest)
    assert newest["account"][1] > newest["used"][0] > newest["habit"][0]
    before, after = CALLS.search(text).groups()
    change = 100 * (number(after) / number(before) - 1)
    assert abs(change - story.phone) <= WITHIN, change


def months(row):
    """The bounds of each share of a month."""
    cells = [plain(cell.text_content()) for cell in row.locator("td").all()[1:]]
    bounds = [SHARES.search(cell).groups() for cell in cells]
    return {
        key: (int(low), int(high or low))
        for key, (low, high) in zip(("used", "account", "habit"), bounds, strict=True)
    }


def share_in(text, family):
    """The middle of the published share."""
    found = re.search(rf"{family}\s*(?:entre (\d+) et )?(\d+) sur (\d+)", text)
    low, high, size = (int(bound) if bound else None for bound in found.groups())
    return (high if low is None else (low + high) / 2) / size


def number(text):
    return int(text.replace(" ", ""))


def take_picture(page, steps):
    """Keep what stands first below `at`, in few colours: a page of a document loads quickly."""
    wanted = next((step for step in steps if step.picture), None)
    if not wanted or not os.environ.get("CAMPAIGN_SCREENS"):
        return
    page.locator(wanted.at).first.evaluate("one => one.scrollIntoView({block: 'start'})")
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(64)
    taken.save(SCREENS / f"{wanted.picture}.png", optimize=True)
