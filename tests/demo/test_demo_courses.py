"""What the starter courses name of a portal, and what the demo organisation’s has."""

from pathlib import Path

from django.conf import settings

from demo.seeding.learning import VARIANT
from demo.seeding.organisation import PORTAL, SCREENS, SERVICES
from learning.course_check.course import LESSON, Shelf, read_course


FRENCH = Path(settings.BASE_DIR) / "content" / "fr"


def named(key, known):
    """The lessons that name another than these, with or without its portal before it."""
    lessons = read_course(FRENCH, Shelf(), variant=VARIANT).matching(LESSON)
    written = {found[0]: page.meta.get(key) for found, page in lessons}
    known = {name for slug in known for name in (slug, f"{PORTAL}/{slug}")}
    return {path: name for path, name in written.items() if name and name not in known}


def test_every_service_that_a_lesson_names_is_the_portal_s():
    assert named("portal_service", {slug for slug, *_rest in SERVICES}) == {}


def test_every_screen_that_a_lesson_shows_is_the_portal_s():
    assert named("screen", {slug for slug, _name in SCREENS}) == {}
