"""A story that is played on more than one kind of site."""

from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE


def first_name(name):
    return name.split()[0]


def a_round_brings_two_colleagues_together(visitor, site):
    """Drafted, read, published; both accept; a session is noted. With Marc where he is proposed."""
    claire = visitor(CLAIRE)
    pairs = steps.draft_round(claire, "Rencontres du trimestre")
    claire.check_admin()
    assert pairs
    assert all(reasons.strip() for _seeker, _ambassador, reasons in pairs)
    seeker_name, ambassador_name, _reasons = next(
        (pair for pair in pairs if pair[1] == "Marc Lefèvre"), pairs[0]
    )
    seeker_account, ambassador_account = site.open_accounts(seeker_name, ambassador_name)

    seeker = visitor(seeker_account)
    seeker.go("/entraide/demande/")
    expect(seeker.page.locator("form[action$='/reponse/']")).to_have_count(0)

    steps.publish_round(claire)
    claire.check_admin()
    for name in (seeker_name, ambassador_name):
        expect(claire.page.locator("main")).not_to_contain_text(name)

    ambassador = visitor(ambassador_account, viewport=PHONE)
    ambassador.check()
    ambassador.visit("/entraide/")
    steps.accept(ambassador, path="/entraide/", colleague=seeker_name)
    ambassador.check()

    seeker.visit("/entraide/demande/")
    steps.accept(seeker, path="/entraide/demande/", colleague=ambassador_name)
    seeker.check()

    steps.log_session(ambassador, seeker_name)
    ambassador.check()

    seeker.visit("/")
    expect(seeker.page.locator("#entraide")).to_contain_text(first_name(ambassador_name))
    seeker.visit("/entraide/demande/")
    expect(seeker.page.locator("h1")).to_contain_text(first_name(ambassador_name))
    expect(seeker.page.locator("form[action$='/terminer/']")).to_be_attached()
