"""Every main screen in both colour schemes on the narrowest screen, and in English."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, MARC, SYLVIE


NARROW = {"width": 320, "height": 640}
LESSON = "/apprendre/les-services-essentiels/trois-services-essentiels/"
QUIZ = "/apprendre/faire-ensemble/faisons-ensemble/"
PAGES = [
    "/", "/apprendre/", "/apprendre/faire-ensemble/", LESSON, "/parcours/",
    "/usage/equipe/", "/usage/equipe/contacts/", "/usage/carnet/",
    "/usage/carnet/espace-locataire/objectifs/", "/usage/ce-qui-est-mesure/", "/entraide/",
    "/compte/mes-donnees/", "/compte/mes-donnees/consultations/", "/compte/mot-de-passe/",
    "/contenus/accessibilite/", "/contenus/glossaire/", "/composants/",
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [NARROW, None], ids=["narrow", "wide"])
def test_every_screen_of_a_manager_is_accessible_and_fits(visitor, scheme, viewport):
    sylvie = visitor(SYLVIE, viewport=viewport, color_scheme=scheme)
    for path in PAGES:
        sylvie.visit(path)


def test_a_menu_with_every_entry_fits_each_width(visitor):
    claire = visitor(CLAIRE)
    expect(claire.page.locator("nav.nav li")).to_have_count(6)
    head = claire.page.locator("header.site-header")
    for width, most in ((320, 170), (360, 170), (1024, 130), (1280, 75)):
        claire.page.set_viewport_size({"width": width, "height": 800})
        claire.check_width()
        assert head.bounding_box()["height"] < most, width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_question_and_its_explanation_are_accessible_and_fit(visitor, scheme):
    sylvie = visitor(SYLVIE, viewport=NARROW, color_scheme=scheme)
    sylvie.go(QUIZ)
    steps.start_quiz(sylvie)
    sylvie.check()
    steps.hand_in(sylvie.page, as_it_is=True)
    sylvie.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_strangers_see_is_accessible_and_fits(visitor, scheme):
    stranger = visitor(viewport=NARROW, color_scheme=scheme)
    for path in ("/compte/connexion/", "/compte/ouvrir/", "/contenus/accessibilite/"):
        stranger.visit(path)


def test_the_theme_that_a_person_chooses_holds_on_every_page(visitor):
    marc = visitor(MARC, viewport=PHONE, color_scheme="light")
    page = marc.page
    for theme in ("dark", "light", ""):
        page.locator("details.menu > summary").click()
        page.locator(f"button[name=theme][value='{theme}']").click()
        marc.visit("/entraide/")
        expect(page.locator(f"html[data-theme='{theme}']")).to_have_count(1 if theme else 0)


def test_a_browser_that_asks_for_english_is_answered_in_english(visitor):
    marc = visitor(locale="en-GB")
    marc.visit("/compte/connexion/")
    expect(marc.page.locator("html")).to_have_attribute("lang", "en")
    marc.sign_in(MARC)
    marc.check()
    expect(marc.page.locator("html")).to_have_attribute("lang", "en")
    expect(marc.page.locator("h1")).to_have_text("Hello Marc")


def test_the_language_switch_changes_the_page_one_is_on_and_back(visitor):
    marc = visitor(MARC)
    page = marc.page
    marc.go("/parcours/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    for language in ("en", "fr"):
        page.locator(f"button[name=language][value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.url == f"{marc.site.url}/parcours/"
    marc.check()
