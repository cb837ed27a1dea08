"""What is grave asks for the password or the second factor again: every address is judged, every one asks."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from tests.access.matrix import MATRIX
from tests.access.places import address, places
from tests.access.test_matrix import first_let_in, outcome, undone
from tests.access.world import EDITOR, STRANGER
from tests.conftest import proved_before, read_only


pytestmark = pytest.mark.django_db

GRAVE = {name for acts in settings.GRAVE_ACTS.values() for name in acts}
ASKED_AGAIN = {
    reverse(name)
    for name in (
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "prove_elsewhere",
    )
}
# Of the administration and one's own account, what takes a form and is not grave, and why.
NOT_GRAVE = {
    "asks for the password, a code, or a link from a mail itself": (
        r"people:(login|open_account|password_\w+|reopened|stop_mails)|account_\w+|saml_acs"
        r"|mfa_(re)?authenticate\w*|mfa_login_webauthn|mfa_list_webauthn|\w+_login"
    ),
    "one’s own choice, or makes an account safer": (
        r"people:(information|lose_other_devices|\w+_push_device|\w+_device|put_aside|open_notification|mails|new_passphrase|ask)"
        r"|people:(set_theme|logout)|admin_logout"
    ),
    "makes a draft or a proposal, which a grave act applies": r"people_admin:(import|enrol|bulk_changes)",
    "stores nothing, or that people were looked at": r"people_sign_in:try|people_admin:bulk",
    "closes or names, and opens nothing": (
        r"organisation_admin:(team|move_team|add_external|end_external|name)|portal_tokens:revoke"
        r"|rights_admin:(request|identity|extend|add_request|template)|kept_admin:\w+|mail_admin:mails"
    ),
    "does what was due anyway, or leaves it undone": r"operations_admin:operations",
    "the daily work of those who teach and write": (
        r"(screen|review|releases|course|rules|cohorts|ambassadors|commitments|workshops|marking|quiz)_admin:\w+"
        r"|messages_admin:(?!send)\w+"
        r"|learning_times|adoption_contacts|adoption_contact_channels"
        r"|wagtailsnippets_(?!cms_portal)\w+:\w+"
    ),
}


def takes_a_form(row):
    answers = set(row.post.own.values()) | set(row.post.other.values())
    return bool(answers & {200, 204, 302})


def test_every_form_of_the_administration_and_of_an_account_is_judged():
    routes = {place.name: place.route for place in places()}
    forms = {
        row.name
        for row in MATRIX
        if takes_a_form(row) and routes[row.name].startswith(("admin/", "compte/"))
    }
    harmless = {
        name for name in forms if any(re.fullmatch(rule, name) for rule in NOT_GRAVE.values())
    }

    assert {name for name in GRAVE if not name.endswith("*")} - routes.keys() == set()
    assert sorted(forms - GRAVE - harmless) == [], "grave, or why not?"
    assert harmless & GRAVE == set()


def test_what_wagtail_offers_of_the_kind_is_grave_too():
    """Also what a later version of it adds."""
    alike = re.compile(r"unpublish|bulk_action|pages:(delete|action)|wagtailusers_")
    names = {place.name for place in places() if alike.search(place.name)}
    namespaces = {f"{name.partition(':')[0]}:*" for name in names}

    assert len(names) > 10
    assert {name for name in names - GRAVE if f"{name.partition(':')[0]}:*" not in GRAVE} == set()
    assert namespaces & GRAVE == {"wagtailusers_users:*", "wagtailusers_groups:*"}


def asks(name, method):
    """Whether this address asks by this method."""
    kinds = ("shown", "file") if method == "get" else ("shown", "file", "sent")
    return any(name in settings.GRAVE_ACTS[kind] for kind in kinds)


def is_asked(response):
    return urlsplit(response.headers.get("Location", "")).path in ASKED_AGAIN


def sent_late_and_in_time(world, row, method, role, owner):
    """Whether eleven minutes after the password it is asked again, and the outcome after nine."""
    client, to = world.client(role), (address(row, world, owner), row.sent(world))
    send = getattr(client, method)
    with undone():
        proved_before(client, minutes=11)
        with read_only():
            late = is_asked(send(*to))
        proved_before(client, minutes=9)
        return late, outcome(send(*to))


def test_eleven_minutes_after_the_password_each_asks_for_it_and_writes_nothing(world):
    wrong = {}
    for row in MATRIX:
        role = first_let_in(row)
        owner = role if row.post.for_role(role, own=True) != 404 else STRANGER
        for method in ("get", "post"):
            if asks(row.name, method):
                found = sent_late_and_in_time(world, row, method, role, owner)
                expected = (True, getattr(row, method).for_role(role, own=owner == role))
                if found != expected:
                    wrong[f"{row.name} {method}"] = (found, expected)

    assert wrong == {}


def test_what_is_out_stays_out_in_an_editor_s_session_of_an_hour(world):
    page = world.shared["article"]
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    addresses = [
        f"{bulk}?id={page.pk}",
        reverse("wagtailadmin_pages:unpublish", args=[page.pk]),
        reverse("wagtailadmin_pages:delete", args=[page.pk]),
        reverse("wagtailadmin_api:pages:action", args=[page.pk, "unpublish"]),
        reverse("wagtailadmin_api:pages:action", args=[page.pk, "delete"]),
    ]
    client = world.client(EDITOR)
    with undone():
        proved_before(client, minutes=60)
        asked = [is_asked(client.post(each)) for each in addresses]
        export = client.get(reverse("wagtailadmin_reports:site_history"), {"export": "csv"})
        assert (asked, is_asked(export)) == ([True] * 5, True)
        assert Page.objects.get(pk=page.pk).live
        questions = reverse("wagtail_bulk_action", args=["quizzes", "question", "change"])
        of_questions = [questions, questions.replace("change", "delete")]
        assert [is_asked(client.get(f"{page}?id=1")) for page in of_questions] == [False, True]
        sent = [{"status": status} for status in ("", "ready", "draft", "archived")]
        asked = [is_asked(client.post(f"{questions}?id=1", data)) for data in sent]
        assert asked == [False, False, True, True]
        proved_before(client, minutes=9)
        client.post(addresses[0])
        assert not Page.objects.get(pk=page.pk).live
