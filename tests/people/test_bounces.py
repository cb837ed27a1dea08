"""Reports of mail servers: believed for a mail of ours to that address, and for nothing else."""

import io
import json
from uuid import uuid4

import pytest
from django.core.management import call_command

from people.importers.bounces import import_bounces
from people.mail.queries import is_address_refused
from people.models import OutgoingMail
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@relais.exemple.fr
To: retours@exemple.fr
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="XX"

--XX
Content-Type: text/plain; charset=us-ascii

Sorry.

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.exemple.fr

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no

--XX
Content-Type: {original}

From: passerelle@exemple.fr
Message-ID: <{uuid}@passerelle.exemple.fr>
Subject: x

--XX--
"""


@pytest.fixture
def nadia():
    return PersonFactory(email="nadia@exemple.fr")


@pytest.fixture
def sent(nadia):
    return OutgoingMail.objects.create(
        person=nadia,
        kind="invitation",
        key="k",
        language="fr",
        status="sent",
        next_try_at="2026-11-24T09:00Z",
        sent_at="2026-11-24T09:00Z",
    )


def report(sent=None, **changed):
    values = {
        "address": "Nadia@exemple.fr",
        "action": "failed",
        "status": "5.1.1",
        "original": "message/rfc822",
        "uuid": sent.uuid if sent else uuid4(),
    }
    return REPORT.format(**values | changed).encode()


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_refusal_of_a_mail_of_ours_marks_the_address_once(nadia, sent, original):
    data = report(sent, original=original)

    assert import_bounces(data).created == 1
    assert import_bounces(data).unchanged == 1
    assert is_address_refused(nadia)


@pytest.mark.parametrize(
    "changed",
    [
        {"uuid": uuid4()},  # whoever knows an address alone
        {"uuid": "nonsense"},
        {"address": "other@exemple.fr"},
        {"action": "delayed"},
        {"status": "4.2.2"},
        {"status": "5.2.2"},  # full
        {"status": "5.7.1"},  # policy
        {"status": ""},
    ],
)
def test_only_a_permanent_failure_of_our_mail_marks_an_address(nadia, sent, changed):
    assert import_bounces(report(sent, **changed)).ignored == 1
    assert not is_address_refused(nadia)


@pytest.mark.parametrize(
    "nested",
    [
        b"Content-Type: message/rfc822\n\n" * 3000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
            for depth in range(3000)
        ),
    ],
    ids=["messages", "parts"],
)
def test_a_mail_nested_without_end_keeps_no_other_from_being_read(nadia, sent, nested):
    box = b"From a\n" + nested + b"\n\nFrom b\n" + report(sent)
    read = import_bounces(box)

    assert (read.ignored, read.created) == (1, 1)
    assert is_address_refused(nadia)


def test_a_new_address_is_not_marked_for_the_old_one(nadia, sent):
    nadia.email = "n.benali@exemple.fr"
    nadia.save()

    assert import_bounces(report(sent)).ignored == 1


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"Subject: Absence\n\nBonjour", b"From "])
def test_what_is_no_report_is_left_alone(nadia, data):
    assert import_bounces(data).created == 0


def test_the_command_reads_a_mailbox_and_a_dry_run_marks_nobody(nadia, sent, tmp_path):
    box = tmp_path / "retours.mbox"
    each = b"From MAILER-DAEMON Tue Nov 24 10:00:00 2026\n"
    box.write_bytes(each + b"Subject: Absence\n\nBonjour\n\n" + each + report(sent))
    for options in (["--dry-run"], []):
        out = io.StringIO()
        call_command("import_bounces", str(box), "--json", *options, stdout=out)
        done = json.loads(out.getvalue())
        assert (done["created"], done["ignored"]) == (1, 1)
        assert is_address_refused(nadia) is not bool(options)
        assert "nadia" not in out.getvalue()
