"""What the starter courses name of a portal, and what the demo organisation’s has."""

from pathlib import Path

from django.conf import settings

from demo.campaign.reading import DEFAULT, campaign_named
from learning.course_check.course import LESSON, CourseFileCache, read_course


CAMPAIGN = campaign_named(DEFAULT)
FRENCH = Path(settings.BASE_DIR) / "content" / "fr"


def named(key, known):
    """The lessons that name another than these, with or without its portal before it."""
    lessons = read_course(FRENCH, CourseFileCache(), variant=CAMPAIGN.settings.variant).matching(
        LESSON
    )
    written = {found[0]: page.meta.get(key) for found, page in lessons}
    known = {name for slug in known for name in (slug, f"{CAMPAIGN.portal.slug}/{slug}")}
    return {path: name for path, name in written.items() if name and name not in known}


def test_every_service_that_a_lesson_names_is_the_portal_s():
    assert named("portal_service", set(CAMPAIGN.services)) == {}


def test_every_screen_that_a_lesson_shows_is_the_portal_s():
    assert named("screen", {screen.slug for screen in CAMPAIGN.portal.screens}) == {}
