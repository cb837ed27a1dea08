"""Several people of the staff list at once: a role, invitations, a move; and the file of one who has left."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import site as sites
from tests.e2e.conftest import PHONE
from tests.e2e.counting import Counted
from tests.e2e.site import HELENE, YANN


AGENTS = "/admin/agents/"
BOXES = "main input[name=people]"
COUNT = "main [data-selection-count]"
ACT = ".selection__act button"
# The session is as old as one left open since the morning.
STALE = """
import time
from people.models import OpenSession, Person
from people.session_store import session_store
for row in OpenSession.objects.filter(person__email="{name}"):
    held = session_store(row.session_key)
    for record in held.get("account_authentication_methods", []):
        record["at"] = time.time() - 3600
    held.save()
"""
UNINVITED = "account=new&is_active=true"


def prove(counted):
    """Give the password again, then press the one button that sends what was kept."""
    counted.page.locator("input[name=password]").fill(sites.PASSWORD)
    counted.click("form button[type=submit]")
    counted.click("form.form button[type=submit]")


def choose_three(page):
    for box in page.locator(BOXES).all()[:3]:
        box.check()
    expect(page.locator(COUNT)).to_contain_text("3")


@pytest.mark.smoke
def test_an_administrator_gives_a_role_and_invites_several_at_once(visitor, site):
    yann = visitor(YANN)
    page = yann.page
    yann.go(f"{AGENTS}?{UNINVITED}")
    yann.check_admin()
    site.shell(STALE.format(name=YANN))
    choose_three(page)
    role = Counted.here(yann)
    role.select("#bulk-act", value="grant:editor")
    role.click(ACT)
    expect(page.locator("main tbody tr")).to_have_count(3)
    yann.check_admin()
    role.click("form button[type=submit]")
    prove(role)
    page.wait_for_url(f"**{AGENTS}?{UNINVITED}")  # as it was narrowed
    role.ends("administrator: give a role to three people", most=4)
    yann.go(f"{AGENTS}?role=editor")
    assert page.locator(BOXES).count() >= 3

    yann.go(f"{AGENTS}?{UNINVITED}")
    choose_three(page)
    page.locator(ACT).click()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**{AGENTS}?{UNINVITED}")
    site.shell(STALE.format(name=YANN))
    yann.go(f"{AGENTS}?account=invited")
    choose_three(page)
    again = Counted.here(yann)
    again.click(ACT)
    yann.check_admin()
    again.click("form button[type=submit]")
    prove(again)
    page.wait_for_url(f"**{AGENTS}?account=invited")
    again.ends("administrator: send three invitations again", most=4)


def test_a_choice_outlives_a_search_a_filter_and_a_turned_page(visitor):
    yann = visitor(YANN)
    page = yann.page
    yann.go(AGENTS)
    first = page.locator(BOXES).first.get_attribute("value")
    choose_three(page)
    page.locator("main nav.pagination .next a").click()
    expect(page).to_have_url(re.compile(r"p=2"))
    expect(page.locator(COUNT)).to_have_text(re.compile(r"^3 .*3 "))  # three, none of them in view
    expect(page.locator("#listing-results")).to_be_focused()
    page.locator(BOXES).first.check()
    name = page.locator("main tbody tr .title").first.inner_text().split()[0]
    page.locator("[data-search-form] input[name=q]").fill(name)
    expect(page.locator("main tbody tr", has_text=name).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"q="))
    expect(page.locator(COUNT)).to_have_text(re.compile(r"^4 "))
    assert page.locator(BOXES).evaluate_all("boxes => boxes.filter((b) => b.checked).length") == 1
    yann.check_admin()
    page.locator(ACT).click()
    expect(page.locator("main form input[name=people][type=hidden]")).to_have_count(4)
    expect(page.locator(f"main form input[name=people][value='{first}']")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^(Annuler|Cancel)")).click()
    expect(page).to_have_url(re.compile(r"q="))
    expect(page.locator(COUNT)).to_have_text(
        re.compile(r"^(Personne|Nobody)")
    )  # left, and forgotten


def test_several_move_as_a_list_of_changes_would_have_it(visitor):
    yann = visitor(YANN, color_scheme="dark")
    page = yann.page
    yann.go(f"{AGENTS}?size=200")
    page.locator("[data-selection-all]").click()
    expect(page.locator(COUNT)).to_contain_text("200")
    page.locator("[data-selection-none]").click()
    page.locator(BOXES).nth(2).check()
    page.locator(BOXES).nth(5).check()
    page.locator("#bulk-act").select_option("change")
    page.locator(ACT).click()
    yann.check_admin()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main li.error")).to_be_visible()  # nothing changes
    page.locator("main [name=site]").select_option(index=1)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/imports/*-*-*-*/")
    yann.check_admin()


def test_people_are_chosen_on_a_phone_with_the_keyboard_and_without_a_script(visitor):
    phone = visitor(YANN, viewport=PHONE)
    page = phone.page
    phone.go(AGENTS)
    phone.check_admin()
    box = page.locator(BOXES).first
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(COUNT)).to_contain_text("1")
    bar = page.locator("main .selection__bar").bounding_box()
    assert bar["y"] + bar["height"] <= PHONE["height"] + 1  # in view, however long the list
    page.locator(ACT).click()
    phone.check_admin()
    assert page.locator("main tbody tr").count() == 1

    plain = visitor(YANN, java_script_enabled=False)
    plain.go(AGENTS)
    plain.page.locator("[data-selection-all]").click()
    expect(plain.page.locator(COUNT)).to_contain_text("50")
    plain.page.locator("#bulk-act").select_option("revoke:editor")
    plain.page.locator(ACT).click()
    expect(plain.page.locator("main")).to_contain_text(
        re.compile("n’a pas ce rôle|does not have this role")
    )


LEFT = """
from datetime import timedelta
from core.dates import today
from people.actions.rights import enter_data_request
from people.models import Person
helene = Person.objects.get(email="{helene}")
gone = Person.objects.staff().filter(groups=None, is_superuser=False).last()
Person.objects.filter(pk=gone.pk).update(employed_until=today() - timedelta(days=40), is_active=False, last_login=None)
print(enter_data_request(person=gone, by=helene, kind="access", channel="letter", received_on=today(),
    identity_check="document", wrong="Une copie.").uuid)
"""


def test_an_officer_makes_the_file_of_one_who_has_left_and_its_letter(visitor, site):
    uuid = site.shell(LEFT.format(helene=HELENE)).strip().splitlines()[-1]
    helene = visitor(HELENE)
    page = helene.page
    helene.go(f"/admin/demandes/{uuid}/")
    helene.check_admin()
    page.locator("main form[action$='/courrier/'] button").click()
    helene.check_admin()
    expect(page.locator("main .letter strong")).to_have_text(re.compile(r"^(\w{4}-){5}\w{4}$"))
    with page.expect_download() as saved:
        page.locator("main form[action$='/fichier/'] button").click()
    assert saved.value.suggested_filename == "mes-donnees.zip"
    helene.go(f"/admin/demandes/{uuid}/")
    page.locator("button[name=status][value=answered]").click()
    expect(page.locator("button[name=status][value=answered]")).to_have_count(0)
