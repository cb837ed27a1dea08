"""A partner's learner: in with a printed code, on a path of their own, out after the last day."""

from secrets import token_hex

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE


PASSWORD = "une phrase que personne ne devine"
NOT_THEIRS = [
    "/usage/equipe/",
    "/usage/dossier/",
    "/parcours/obligatoires/",
    "/entraide/ambassadeur/",
    "/compte/me-faire-remplacer/",
]
ENDED = """
from datetime import date, timedelta
from people.models import Person
yesterday = date.today() - timedelta(days=1)
Person.objects.filter(staff_number={number!r}).update(employed_from=yesterday, employed_until=yesterday)
"""


@pytest.fixture
def learner(visitor):
    """The number and the code of one whom the training manager has just added."""
    new = token_hex(4)
    claire = visitor(CLAIRE)
    claire.go("/admin/organisation/externes/nouveau/")
    claire.check_admin()
    page = claire.page
    page.locator("input[name=first_name]").fill("Solenn")
    page.locator("input[name=last_name]").fill(f"Kermarrec {new}")
    page.locator("input[name=new_partner]").fill(f"Maison France services {new}")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.locator("#identity-section").wait_for()
    claire.check_admin()
    return steps.print_invitation(claire)


def test_a_learner_opens_with_a_printed_code_learns_and_sees_no_colleague(visitor, learner):
    solenn = visitor(viewport=PHONE)
    page = solenn.page
    steps.open_account(solenn, *learner, PASSWORD)

    solenn.visit("/parcours/")
    page.locator("section[aria-labelledby=autres] a[href^='/parcours/']").first.click()
    page.locator("form[action$='/suivre/'] button").click()
    steps.open_next_lesson(solenn)
    solenn.check()

    for path in NOT_THEIRS:
        assert solenn.go(path) == 404, path
    for path in ("/admin/agents/", "/entraide/demande/", "/compte/mes-donnees/"):
        solenn.go(path)
        expect(page.locator("main")).not_to_contain_text("Benali")
    expect(page.locator("main")).to_contain_text("Maison France services")
    solenn.check()


def test_after_the_last_day_a_learner_is_out_and_does_not_come_in_again(visitor, learner, site):
    number, code = learner
    steps.open_account(visitor(), number, code, PASSWORD)
    solenn = visitor()
    page = solenn.page
    solenn.sign_in(number, PASSWORD)
    solenn.visit("/parcours/")

    site.shell(ENDED.format(number=number))
    solenn.go("/parcours/")
    page.wait_for_url("**/compte/connexion/**")
    page.locator("input[name=username]").fill(number)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main .errors, main [tabindex='-1']").first).to_be_visible()
    solenn.check()
    solenn.go("/")
    page.wait_for_url("**/compte/connexion/**")
