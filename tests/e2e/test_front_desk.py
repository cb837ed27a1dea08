"""One tap at the desk, on a phone, with and without script; its figures; rates shared between two sites."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adoption.sharing.signed_figures import encode_file, fingerprint, signed_bytes
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE


DESK, FIGURES, COMPARISON = "/usage/guichet/", "/usage/accueil/", "/usage/comparaison/"
SHARING = "/usage/partage/"
KEY = Ed25519PrivateKey.from_private_bytes(b"4" * 32)
AT_A_DESK = """
from people.models import Position
held = Position.objects.filter(contact="front_office", is_primary=True, ended_on=None, site__isnull=False)
print(held.filter(person__is_active=True).select_related("person").order_by("pk")[{place}].person)
"""
NOTED = """
from adoption.contacts.models import TallyBox
print(sum(sum(each.counts.values()) for each in TallyBox.objects.all()))
"""


def agent(site, place):
    (account,) = site.open_accounts(site.shell(AT_A_DESK.format(place=place)))
    return account


@pytest.mark.parametrize("scripted", [True, False])
def test_one_tap_is_noted_and_taken_back_on_a_phone(visitor, site, scripted):
    before = int(site.shell(NOTED))
    visit = visitor(agent(site, 3 if scripted else 4), viewport=PHONE, java_script_enabled=scripted)
    page = visit.page
    visit.go("/")
    page.locator(f"main a[href='{DESK}']").first.click()
    page.wait_for_url(f"**{DESK}")
    tap = page.locator("button[name=quoi][value=opened]")
    assert tap.bounding_box()["height"] > 44
    if scripted:
        visit.check()
    tap.click()
    page.locator("button[name=reprendre]").wait_for()
    assert int(site.shell(NOTED)) == before + 1
    if scripted:
        visit.check()
    page.locator("button[name=reprendre]").click()
    page.locator(".callout--good").wait_for()
    assert page.locator("button[name=reprendre]").count() == 0
    assert int(site.shell(NOTED)) == before


def test_the_figures_of_the_desks_are_read(visitor):
    claire = visitor(CLAIRE)
    claire.visit(FIGURES)
    claire.page.locator("figure details.data summary").click()
    assert claire.page.locator("figure table").is_visible()
    assert claire.page.locator(".desk-bars__line").count() == 7
    claire.check()


def test_rates_are_shared_and_stand_beside_those_of_another_site(visitor, site, tmp_path):
    """The other site has another key: its file is ours, signed anew, with other rates."""
    ours = tmp_path / "ours.json"
    site.manage("export_figures", "--output", str(ours))
    payload = json.loads(ours.read_text())["payload"]
    payload["organisation"]["label"] = "Office de l’Ouest"
    for month in payload["months"]:
        for name in ("account", "used", "habit"):
            month[name] = {"low": 1, "high": 2}
    theirs = tmp_path / "theirs.json"
    public = KEY.public_key().public_bytes_raw()
    theirs.write_bytes(encode_file(payload, public, KEY.sign(signed_bytes(payload))))

    claire = visitor(CLAIRE)
    page = claire.page
    claire.visit(SHARING)
    for file in (ours, theirs):
        page.set_input_files("input[name=file]", file)
        page.locator("form[enctype] button[type=submit]").click()
        if file == ours:  # refused: it is our own
            page.wait_for_url(f"**{SHARING}")
    page.get_by_text(fingerprint(public)).wait_for()
    claire.check()
    page.locator("input[name=compared]").check()
    page.locator("button[name=take_in]").click()
    page.wait_for_url(f"**{SHARING}")
    page.locator(f"main a[href='{COMPARISON}']").click()
    page.wait_for_url(f"**{COMPARISON}")
    claire.check()
    assert page.locator(".compare").get_by_text("Office de l’Ouest").is_visible()
