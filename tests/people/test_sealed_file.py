"""The file that a person takes away: opened by its subject, a closed box for everybody else."""

import io
import uuid
import zipfile
from datetime import date
from secrets import token_hex

import pytest
import pyzipper
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from adoption.usage.models import Objection
from adoption.usage.pseudonyms import subject_of
from people.actions.rights import renew_passphrase
from people.exporters.person import personal_zip
from people.models import DataRequest, ExportSeal
from people.passphrases import passphrase_of
from people.queries.privacy import export_passphrase
from tests.adoption.factories import PortalLinkFactory, UsageDayFactory
from tests.people.factories import PersonFactory
from tests.people.sealed import opened


pytestmark = pytest.mark.django_db


@pytest.fixture
def me():
    return PersonFactory(first_name="CANARY-0", last_name="CANARY-1", staff_number="CANARY-2")


def entries(content):
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        return archive.infolist()


def test_my_passphrase_opens_it_nobody_elses_does_and_neither_does_none(me):
    content = personal_zip(me)

    assert all("CANARY-1" in text for text in opened(content, export_passphrase(me)).values())
    for wrong in (export_passphrase(PersonFactory()), "", export_passphrase(me).lower()):
        with pytest.raises(RuntimeError):
            opened(content, wrong)


def test_what_can_be_read_without_the_passphrase_says_nothing(me):
    content = personal_zip(me)

    assert b"CANARY" not in content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["donnees.zip"]
        assert archive.comment == b""
    for entry in entries(content):
        assert entry.flag_bits & 1  # encrypted
        assert (
            entry.compress_type == zipfile.ZIP_STORED
        )  # else its length is that of what is inside
        assert entry.CRC == 0  # a checksum would confirm a guess at what is inside
        assert (entry.wz_aes_strength, entry.wz_aes_version) == (
            pyzipper.zipfile_aes.EXTRA_WZ_AES and 3,
            2,
        )


def test_its_length_tells_neither_what_is_held_nor_that_somebody_objected(me):
    """Whoever hands it over would read a link, days or an objection from how long it is."""
    nobody, files = PersonFactory(), []
    link = PortalLinkFactory(person=me)
    for day in range(1, 28):
        UsageDayFactory(portal=link.portal, pseudonym=link.pseudonym, day=date(2027, 1, day))
    files.append(personal_zip(me))
    Objection.objects.create(subject=subject_of(me))
    files.append(personal_zip(me))

    assert {len(file) for file in files} == {len(personal_zip(nobody))}
    inside = [opened(file, export_passphrase(me))["donnees.json"] for file in files]
    assert "2027-01-27" in inside[0]
    assert len(inside[0]) < len(inside[1])


def test_who_holds_more_than_a_step_takes_the_next(me):
    few = len(personal_zip(me))
    DataRequest.objects.bulk_create(
        DataRequest(person=me, kind="access", wrong=token_hex(1000), due_on=date(2027, 1, 1))
        for _each in range(200)
    )

    file = personal_zip(me)

    assert len(file) in {few + 256 * 1024, few + 768 * 1024}
    assert file.count(b"donnees.zip") == 2  # by its beginning and by its list: nothing after it
    assert "access" in opened(file, export_passphrase(me))["donnees.json"]


def test_another_passphrase_opens_the_files_made_from_then_on(me, client):
    client.force_login(me)
    first, old = export_passphrase(me), personal_zip(me)

    client.post(reverse("people:new_passphrase"))

    second = export_passphrase(me)
    assert second != first
    assert opened(old, first)
    assert opened(personal_zip(me), second)
    with pytest.raises(RuntimeError):
        opened(personal_zip(me), first)


def test_the_database_alone_makes_no_passphrase(me, settings):
    """With another key, the same rows give another one; and none of it stands in the table."""
    renew_passphrase(person=me)
    mine = export_passphrase(me)

    assert mine not in str(ExportSeal.objects.values().get(person=me))
    settings.PSEUDONYM_KEY = "another-key"
    assert export_passphrase(me) != mine


def test_only_i_read_my_passphrase_on_my_page(me, client):
    other = PersonFactory()
    client.force_login(me)
    mine = client.get(reverse("people:my_data")).content.decode()

    assert export_passphrase(me) in mine
    assert export_passphrase(other) not in mine


def test_the_command_makes_a_file_without_saying_what_opens_it(me, tmp_path, capsys):
    target = tmp_path / "copie.zip"

    call_command("export_person", me.staff_number, "--output", str(target))

    assert opened(target.read_bytes(), export_passphrase(me))
    output = "".join(capsys.readouterr())
    assert export_passphrase(me) not in output
    assert me.looks_received.get().seen == "sealed_file"


def test_markup_in_a_name_is_only_text_in_the_file():
    me = PersonFactory(last_name="<script>alert(1)</script>")

    page = opened(personal_zip(me), export_passphrase(me))["donnees.html"]

    assert "<script" not in page


@given(st.uuids(), st.text(max_size=40))
def test_a_passphrase_is_six_groups_of_letters_that_paper_does_not_confuse(person, nonce):
    phrase = passphrase_of(str(person), nonce)

    assert [len(group) for group in phrase.split("-")] == [4] * 6
    assert not set(phrase) & set("01OIL")
    assert phrase == passphrase_of(str(person), nonce)


def test_passphrases_differ_between_people_and_between_nonces():
    people, nonces = [str(uuid.uuid4()) for _each in range(50)], ["", "a", "b"]

    assert len({passphrase_of(person, nonce) for person in people for nonce in nonces}) == 150
