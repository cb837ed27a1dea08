"""The list of passwords found in breaches: read on disk by bisection, and nobody asked."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from people.password_validation import digest_of, is_listed


digests = st.binary(min_size=20, max_size=20).map(lambda raw: raw.hex().upper())


def write(path, listed, *, ending="\r\n", last=True):
    lines = [f"{digest}:{number}" for number, digest in enumerate(sorted(listed), 1)]
    path.write_bytes((ending.join(lines) + (ending if last else "")).encode())
    return path


@given(
    listed=st.sets(digests, max_size=60),
    absent=digests,
    ending=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
)
def test_bisection_finds_what_is_listed_and_nothing_else(
    tmp_path_factory, listed, absent, ending, last
):
    path = write(tmp_path_factory.mktemp("lists") / "list.txt", listed, ending=ending, last=last)

    assert all(is_listed(digest, path) for digest in listed)
    assert is_listed(absent, path) == (absent in listed)


def test_digest_is_the_one_that_public_lists_are_made_of():
    assert digest_of("password") == "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"


@pytest.fixture
def breached(settings, tmp_path):
    others = {digest_of(str(number)) for number in range(500)}
    path = write(tmp_path / "breaches.txt", others | {digest_of("quatre mots de la fuite")})
    settings.COMPROMISED_PASSWORDS_FILE = str(path)


@pytest.mark.usefixtures("breached")
def test_a_password_from_a_breach_is_refused_and_another_passes():
    with pytest.raises(ValidationError) as error:
        validate_password("quatre mots de la fuite")
    validate_password("quatre mots bien choisis")

    assert [problem.code for problem in error.value.error_list] == ["password_compromised"]


def test_without_a_list_the_same_password_passes(settings):
    settings.COMPROMISED_PASSWORDS_FILE = ""

    validate_password("quatre mots de la fuite")


def test_a_list_that_is_gone_is_an_error_and_no_free_pass(settings, tmp_path):
    settings.COMPROMISED_PASSWORDS_FILE = str(tmp_path / "gone.txt")

    with pytest.raises(FileNotFoundError):
        validate_password("quatre mots de la fuite")
