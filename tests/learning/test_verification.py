"""The public page of a certificate says what its holder agreed to; before that, not even that there is one."""

from datetime import timedelta
from itertools import combinations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.dates import today
from learning.actions.certificates import share_certificate
from learning.certificate_codes import generate_code
from learning.enums import CertificateDetail
from learning.models import Certificate
from tests.learning.factories import make_module, make_path
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

FORM = reverse("verification:form")
NAME, TITLE, LESSON = "Zoé Canari", "Parcours du canari", "Leçon du canari"


@pytest.fixture(autouse=True)
def fresh_rates():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def holder():
    return PersonFactory(first_name="Zoé", last_name="Canari")


@pytest.fixture
def certificate(holder):
    lesson = {"uuid": "0", "title": LESSON, "module": "Module du canari", "revision": 1}
    return Certificate.objects.create(
        person=holder,
        path=make_path(make_module()),
        title=TITLE,
        lessons=[lesson | {"done_on": today().isoformat()}],
        minutes=20,
        issued_on=today() - timedelta(days=70),
        expires_on=today() + timedelta(days=300),
        code=generate_code(),
    )


def shown(code):
    return reverse("verification:shown", args=[code])


def let_read(certificate, *shows):
    share_certificate(certificate=certificate.uuid, shows=shows)


def stranger():
    return Client(headers={"accept-language": "en"})


def read(code, client=None):
    return (client or stranger()).get(shown(code))


# --- Nothing, until its holder agrees ------------------------------------------------------------------


def same(answer):
    """All that whoever asks can compare: status, bytes, headers, but for the one that says who they are."""
    headers = {
        k: v
        for k, v in answer.headers.items()
        if k not in ("Expires", "Set-Cookie", "X-Request-ID", "Passerelle-Person")
    }
    return answer.status_code, answer.content, headers


def test_one_that_is_not_shared_is_byte_for_byte_like_one_that_does_not_exist(certificate):
    others = (generate_code(), "x", "0" * 24, certificate.code[:-1], "é" * 40, "<script>")

    secret = same(read(certificate.code))

    assert secret[0] == 404
    assert [same(read(code)) for code in others] == [secret] * len(others)
    assert certificate.code.encode() not in secret[1]


def test_it_is_the_same_for_the_holder_a_manager_and_whoever_is_not_signed_in(
    certificate, holder, training_manager
):
    expected = same(read(certificate.code))
    for person in (holder, training_manager):
        client = stranger()
        client.force_login(person)
        assert same(read(certificate.code, client)) == expected
        let_read(certificate, CertificateDetail.NAME)
        assert same(read(certificate.code, client)) == same(read(certificate.code))
        let_read(certificate)


def test_what_was_taken_back_and_whoever_was_erased_leave_nothing_to_tell(certificate, holder):
    expected = same(read(generate_code()))
    let_read(certificate, *CertificateDetail.values)
    assert NAME in read(certificate.code).content.decode()

    let_read(certificate)
    assert same(read(certificate.code)) == expected

    let_read(certificate, *CertificateDetail.values)
    Certificate.objects.filter(person=holder).delete()  # as erasing does, and the register says
    assert same(read(certificate.code)) == expected


def test_the_database_is_asked_the_same_whether_there_is_one_or_not(certificate):
    def queries(code):
        with CaptureQueriesContext(connection) as seen:
            read(code)
        return [each["sql"].replace(code, "CODE") for each in seen]

    read(generate_code())
    assert queries(certificate.code) == queries(generate_code())


def test_guessing_is_slowed_down(certificate):
    let_read(certificate, CertificateDetail.NAME)
    client = stranger()

    answers = [client.get(shown(generate_code())).status_code for _time in range(60)]

    assert set(answers) == {404}
    assert client.get(shown(certificate.code)).status_code == 429
    assert NAME not in client.get(shown(certificate.code)).content.decode()


# --- What they agreed to, and nothing else ---------------------------------------------------------------

TELLS = {
    CertificateDetail.NAME: NAME,
    CertificateDetail.TITLE: TITLE,
    CertificateDetail.DAY: "Finished on",
    CertificateDetail.VALIDITY: "Valid until",
    CertificateDetail.LESSONS: LESSON,
}


@pytest.mark.parametrize(
    "chosen", [chosen for n in range(1, 6) for chosen in combinations(CertificateDetail, n)]
)
def test_each_choice_shows_what_it_says_and_no_more(certificate, chosen):
    let_read(certificate, *chosen)

    page = read(certificate.code).content.decode()

    assert {shown for shown, text in TELLS.items() if text in page} == set(chosen)
    assert str(certificate.uuid) not in page
    assert str(certificate.person.uuid) not in page


@pytest.mark.parametrize(
    ("days", "word", "not_word"), [(0, "Valid", "Ended"), (-1, "Ended", "Valid")]
)
def test_whether_it_is_valid_is_told_only_where_that_was_agreed(certificate, days, word, not_word):
    Certificate.objects.update(expires_on=today() + timedelta(days=days))
    let_read(certificate, CertificateDetail.VALIDITY)

    page = read(certificate.code).content.decode()
    assert f"{word}</span>" in page
    assert f"{not_word}</span>" not in page

    let_read(
        certificate,
        CertificateDetail.NAME,
        CertificateDetail.TITLE,
        CertificateDetail.DAY,
        CertificateDetail.LESSONS,
    )
    page = read(certificate.code).content.decode()
    assert "Ended" not in page
    assert "Valid" not in page


def test_a_name_is_text(certificate, holder):
    holder.first_name, holder.last_name = "<script>alert(1)</script>", '"><img src=x>'
    holder.save()
    let_read(certificate, CertificateDetail.NAME)

    page = read(certificate.code).content.decode()

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("code", ["", "shared"])
def test_no_search_engine_no_cache_and_no_address_book_keeps_the_page(certificate, code):
    let_read(certificate, CertificateDetail.NAME)
    answer = read(certificate.code if code else generate_code())

    assert "noindex" in answer["X-Robots-Tag"]
    assert b'name="robots" content="noindex' in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer


# --- Typing a code -----------------------------------------------------------------------------------------


def test_a_code_is_typed_in_small_letters_and_with_spaces(certificate):
    let_read(certificate, CertificateDetail.NAME)
    typed = f"  {certificate.code.lower().replace('-', ' ')} "

    answer = stranger().get(FORM, {"code": typed}, follow=True)

    assert NAME in answer.content.decode()
    assert NAME in read(certificate.code.lower().replace("-", "")).content.decode()


@pytest.mark.parametrize("typed", ["abc", "O" * 24, "<script>", "é" * 500])
def test_what_cannot_be_a_code_is_said_to_be_none(typed):
    answer = stranger().get(FORM, {"code": typed})

    assert answer.status_code == 200
    assert "This is not the code of a certificate" in answer.content.decode()
    assert "<script>" not in answer.content.decode()


# --- The holder alone decides ------------------------------------------------------------------------------


def test_the_holder_shares_and_takes_back_at_once(client, certificate, holder):
    client.force_login(holder)
    client.post(
        reverse("learning:share_certificate", args=[certificate.uuid]),
        {"shows": [CertificateDetail.NAME, CertificateDetail.VALIDITY]},
    )
    page = read(certificate.code).content.decode()
    assert NAME in page
    assert TITLE not in page

    client.post(reverse("learning:take_back_certificate", args=[certificate.uuid]))
    assert read(certificate.code).status_code == 404


def test_nobody_else_shares_it_and_what_is_no_choice_is_refused(
    client, certificate, holder, training_manager
):
    address = reverse("learning:share_certificate", args=[certificate.uuid])
    for other in (training_manager, PersonFactory(is_superuser=True)):
        client.force_login(other)
        assert client.post(address, {"shows": [CertificateDetail.NAME]}).status_code == 404
    client.force_login(holder)
    assert client.post(address, {"shows": ["person"]}).status_code == 404
    assert read(certificate.code).status_code == 404


def test_sharing_with_nothing_ticked_asks_for_a_tick_and_shares_nothing(
    client, certificate, holder
):
    client.force_login(holder)
    address = reverse("learning:share_certificate", args=[certificate.uuid])
    english = {"accept-language": "en"}
    page = client.post(address, follow=True, headers=english).content.decode()
    assert "first tick what may be read" in page
    assert "can be read any more" not in page

    let_read(certificate, CertificateDetail.NAME)
    page = client.post(address, follow=True, headers=english).content.decode()
    assert "can be read any more" in page


def test_one_without_an_end_says_so_and_names_no_day(certificate):
    Certificate.objects.update(expires_on=None)
    let_read(certificate, CertificateDetail.VALIDITY)
    page = read(certificate.code).content.decode()
    assert "without an end date" in page
    assert "Valid until" not in page
