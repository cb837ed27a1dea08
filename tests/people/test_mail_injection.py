"""Whatever stands in a name, a mail stays one mail, to one person, of our own words."""

from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from cms.models import OrganisationSettings
from people.actions.delivery import send_due_mails
from people.actions.mails import Letter, enqueue_mail
from people.mail.message import decrypt_mail, fill_mail, message_for, unfilled_mail
from people.mail.registry import mail_kinds, on_one_line
from people.models import OutgoingMail
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

HOSTILE = [
    "x\r\nBcc: all@evil.example",
    "x\nSubject: forged\n\nNew body",
    "x\r\n\r\n<script>alert(1)</script>",
    "x\u2028Bcc: all@evil.example",
    "x\x00\x0b\x85Bcc: all@evil.example",
    "=?utf-8?q?x=0D=0ABcc=3A_all=40evil=2Eexample?=",
    "{{ 7 * 7 }}{% debug %}{{ settings.SECRET_KEY }}",
    "%(link)s %s %d {link} {0} {name.__class__} ${HOME}",
    "<img src=https://evil.example/x>",
    '"><a href="https://evil.example">',
    "x\u202etxt.exe\u2066\u200b\x9b\ufeff",  # turned around, of no width, a terminal's command
    "x\x1c\x1dBcc: all@evil.example\x1e",
    "é" * 3_000,
    "x <all@evil.example>, y",
]
KINDS = {kind.key: kind for kind in mail_kinds()}


@pytest.fixture
def person():
    return PersonFactory(email="nadia@exemple.fr")


def sent(person, kind, value):
    """The message as it would travel, each placeholder filled with the value."""
    names = {placeholder.name for placeholder in kind.placeholders}
    values = dict.fromkeys(names - {"link"}, value)
    enqueue_mail(kind=kind.key, letter=Letter(person=person, key=value, path="/", values=values))
    mail = OutgoingMail.objects.order_by("-pk").select_related("person")[0]
    message = message_for(person, [mail], [decrypt_mail(mail.content)])
    return message, message_from_bytes(message.message().as_bytes(), policy=policy.default)


OURS = {
    "subject", "from", "to", "message-id", "date", "mime-version", "content-type",
    "auto-submitted", "content-language",
}  # fmt: skip
OPTIONAL = {"list-unsubscribe", "list-unsubscribe-post"}


@pytest.mark.parametrize("key", KINDS)
def test_no_value_adds_a_header_a_person_or_a_part(person, key):
    words = fill_mail(unfilled_mail(KINDS[key], "fr"), "fr", {})
    for value in HOSTILE:
        OrganisationSettings.objects.update(name=value[:120])

        message, travelled = sent(person, KINDS[key], value)

        assert message.recipients() == ["nadia@exemple.fr"]
        assert {name.lower() for name in dict(travelled)} - OPTIONAL == OURS
        parts = [part.get_content_type() for part in travelled.iter_parts()]
        assert parts == ["text/plain", "text/html"]
        assert len(str(travelled["subject"]).splitlines()) == 1
        assert str(travelled["subject"]).isprintable()
        assert max(map(len, message.message().as_bytes().splitlines())) < 998  # RFC 5322
        assert not set("\u202e\u2066\u200b\x9b\ufeff\x1c\x1d\x1e") & set(message.body)
        assert words.subject.partition("{")[0] in str(travelled["subject"])


@pytest.mark.parametrize("key", KINDS)
def test_a_value_is_neither_markup_nor_a_template(person, key):
    takes_values = {placeholder.name for placeholder in KINDS[key].placeholders} - {"link"}
    for value in HOSTILE:
        message, _ = sent(person, KINDS[key], value)
        page = message.alternatives[0].content

        for forged in ("<script>", "<img src=https://evil", 'href="https://evil'):
            assert forged not in page
        if takes_values and value == on_one_line(value):
            assert value in message.body


NO_ADDRESSES = [
    "nadia@exemple.fr, all@evil.example",
    "nadia@exemple.fr,all@evil.example",
    "nadia@exemple.fr;all@evil.example",
    "nadia@exemple.fr all@evil.example",
    "x@evil.example>, <nadia@exemple.fr",
    "Nadia <nadia@exemple.fr>",
    "group: nadia@exemple.fr;",
    "nadia@exemple.fr (x)",
    "nadia@exemple.fr\r\nBcc: all@evil.example",
    "nadia@exemple.fr\u2028",
    "nadia@exemple.fr\u202e",
    '"nadia, all@evil.example"@exemple.fr',
    '"\\"<all@evil.example>,\\""@exemple.fr',
    '"nadia\x01"@exemple.fr',
    "nadia",
    "@exemple.fr",
]


def test_what_is_not_one_address_gets_no_mail_and_holds_no_other_back(mailoutbox):
    """However it came into the table: no form takes most of them."""
    for number, address in enumerate([*NO_ADDRESSES, "nadia+x@exemple.fr", "nadia@préfecture.fr"]):
        person = PersonFactory(email=address)
        enqueue_mail(kind="invitation", letter=Letter(person=person, key=str(number), path="/"))
    OutgoingMail.objects.update(next_try_at=timezone.now())
    send_due_mails()

    assert [message.recipients() for message in mailoutbox] == [
        ["nadia+x@exemple.fr"],
        ["nadia@préfecture.fr"],
    ]
    assert OutgoingMail.objects.filter(status="given_up").count() == len(NO_ADDRESSES)
