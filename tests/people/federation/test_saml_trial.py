"""An administrator tries a SAML provider: each step says what was expected, what came, what to do."""

import html
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from django.utils import translation

from tests.identity import keys, saml
from tests.people.federation.conftest import GOES_ON
from tests.people.federation.test_saml import Browser, nadia, register  # noqa: F401
from tests.people.federation.test_trial import steps


pytestmark = [pytest.mark.django_db, pytest.mark.may_write]


@pytest.fixture
def try_it(register, client, administrator):  # noqa: F811
    """Tries, with an assertion that is good but for these changes. `key`: by which it is signed."""
    app = register(is_open=False)
    client.force_login(administrator)

    def go(key="saml", attributes=None, **changes):
        page = client.post(reverse("people_sign_in:try", args=[app.pk]))
        assert len(steps(page)) == 2  # the metadata and its certificate, told before anybody leaves
        asked = saml.read_request(html.unescape(GOES_ON.search(page.content.decode())[1]))
        assert asked.force
        given = attributes if attributes is not None else {"matricule": "00042", "sn": "Benali"}
        said = saml.Assertion(asked, attributes=given, **changes)
        return Browser(client).post(saml.form(saml.signed(said.xml(), key=key)))

    return go


def advised(told):
    """Return the steps that say what to do."""
    with translation.override("fr"):
        words = translation.gettext("What to do:")
    return [number for number, step in enumerate(told) if words in step]


def test_every_step_is_told_and_nothing_is_kept(
    try_it, nadia, signed_in, administrator, client, caplog  # noqa: F811
):  # fmt: skip
    page = try_it()

    told = steps(page)
    assert len(told) == 12
    assert advised(told) == [1]  # the certificate of the tests is good for thirty days
    assert "matricule, sn" in told[9]
    assert str(nadia) in told[10]
    assert "Benali" not in told[9]
    assert "no-store" in page["Cache-Control"]
    assert signed_in() == administrator.staff_number
    assert not SocialAccount.objects.exists()
    assert "00042" not in caplog.text
    assert "00042" not in str(dict(client.session))


WRONG = {
    "request": (4, {"in_response_to": "_another"}),
    "issuer": (5, {"issuer": "https://elsewhere.example/"}),
    "destination": (6, {"destination": "https://elsewhere.example/acs/"}),
    "recipient": (6, {"recipient": "https://elsewhere.example/acs/"}),
    "audience": (7, {"audience": "https://elsewhere.example/"}),
    "expired": (8, {"age": timedelta(hours=1)}),
    "of tomorrow": (8, {"age": timedelta(days=-1)}),
    "signature": (9, {"key": "another"}),
    "attribute": (10, {"attributes": {"employeeNumber": "00042"}}),
    "account": (11, {"attributes": {"matricule": "00043"}}),
}


@pytest.mark.parametrize("name", WRONG)
def test_it_stops_at_the_step_that_fails_and_says_what_to_do(try_it, nadia, name):  # noqa: F811
    number, changes = WRONG[name]

    told = steps(try_it(**changes))

    assert len(told) == number
    assert advised(told) == [1, number - 1]


def test_a_provider_that_refuses_is_told(register, client, administrator):  # noqa: F811
    app = register()
    client.force_login(administrator)
    page = client.post(reverse("people_sign_in:try", args=[app.pk]))
    asked = saml.read_request(html.unescape(GOES_ON.search(page.content.decode())[1]))
    said = saml.Assertion(asked).xml().replace("status:Success", "status:Responder")

    told = steps(Browser(client).post(saml.form(said)))

    assert len(told) == 3
    assert "Responder" in told[-1]


def test_metadata_that_says_too_little_is_told_at_once(register, client, administrator):  # noqa: F811
    app = register(metadata="<nothing/>")
    client.force_login(administrator)

    assert len(steps(client.post(reverse("people_sign_in:try", args=[app.pk])))) == 1


def test_an_ordinary_sign_in_beside_a_trial_is_none(
    register, nadia, client, administrator, signed_in  # noqa: F811
):  # fmt: skip
    app = register()
    client.force_login(administrator)
    client.post(reverse("people_sign_in:try", args=[app.pk]))

    Browser(client).sign_in()

    assert signed_in() == "00042"


def test_the_answer_to_a_trial_is_nothing_for_anybody_else(
    register, nadia, client, administrator, signed_in  # noqa: F811
):  # fmt: skip
    app = register()
    client.force_login(administrator)
    page = client.post(reverse("people_sign_in:try", args=[app.pk]))
    asked = saml.read_request(html.unescape(GOES_ON.search(page.content.decode())[1]))
    administrator.groups.clear()
    said = saml.Assertion(asked, attributes={"matricule": "00042"})

    answer = Browser(client).post(saml.form(saml.signed(said.xml())))

    assert answer.status_code == 404
    assert signed_in() == administrator.staff_number
    assert keys.private_pem("saml") not in answer.content.decode()
