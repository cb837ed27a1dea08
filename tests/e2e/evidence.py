"""All that the sites of a browser run tell operators: logs, metrics, traces, reports of errors. They name nobody.

Every site writes its log here as in production and sends its traces and errors to a collector of this process. At the
end all is searched for whoever and whatever was in the sites' databases, and for what anybody typed. What was typed
is looked for in what the sites keep for a while, too: caches, queues, sessions, notices, and mails.
"""

import json
import re
import shutil
import tempfile
import urllib.request
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from tests.collector import Collector, collecting


TOKEN = "a-token-of-the-browser-run-0123456789"
KNOWN = """
import json
from django.contrib.sessions.models import Session
from adoption.usage.models import Declaration, PortalLink, UsageDay
from people.models import OpenSession, Person
people = Person.objects.values_list("email", "staff_number", "last_name", "first_name", "uuid")
known = {str(value) for row in people for value in (*row[:3], f"{row[3]} {row[2]}", row[4])}
for rows in (
    Session.objects.values_list("session_key"), OpenSession.objects.values_list("session_key"),
    PortalLink.objects.values_list("pseudonym", "subject"), Declaration.objects.values_list("subject"),
    UsageDay.objects.values_list("pseudonym").distinct(),
):
    known |= {value for row in rows for value in row}
print(json.dumps(sorted(value for value in known if len(value) > 3)))
"""
# No text of a person stands in these.
KEPT = """
from django.apps import apps
from django.contrib.sessions.models import Session
for label in (
    "people.CacheEntry", "people.OutboxTask", "people.OutgoingMail", "people.OutgoingPush", "people.Notification",
    "people.ReceivedForm", "people.ScheduledTask", "people.Alert", "people.Look",
):
    for row in apps.get_model(label).objects.values():
        print(label, row)
for session in Session.objects.all():
    print("session", session.get_decoded())
"""
KEPT_FILES = ("limits.sqlite3*", "erasures.jsonl", "cache/**/*")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# OpenTelemetry draws one for each process.
INSTANCE = re.compile(rb"service\.instance\.id.{0,4}" + UUID.pattern.encode(), re.DOTALL)
ADDRESS = re.compile(
    r"/(?:admin|api|ateliers|attestations|compte|contenus|documents|entraide|media|parcours|pratiques|quiz|usage)/"
)
WORDS = re.compile(r"\w+")
PHRASE = re.compile(r"\S+ \S+ \S+")
FORM_PART = re.compile(r'name="[^"]*"\r\n\r\n(.*?)\r\n--', re.DOTALL)
# What is typed here is for oneself, for one other or for nobody; elsewhere it is published, or a mail may say it.
PRIVATE = (
    "/apprendre/",
    "/compte/",
    "/contenus/",
    "/entraide/",
    "/parcours/lecons/",
    "/parcours/notes/",
    "/quiz/",
)


class Evidence:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="evidence-"))
        self.log = self.folder / "log"
        self.log.touch()
        self.metrics: list[str] = []
        self.known: set[str] = set()
        self.typed: set[str] = set()
        self.kept: list[str] = []
        self._collecting = collecting()
        self.collector: Collector = self._collecting.__enter__()

    def close(self) -> None:
        self._collecting.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    def texts(self) -> dict[str, str]:
        """What was told, by the way on which it came."""
        sent = b"\n".join(body for _path, body in self.collector.received)
        sent = INSTANCE.sub(b"", sent)
        return {
            "log": self.log.read_text("utf-8", "replace"),
            "metrics": "\n".join(self.metrics),
            "traces and errors": sent.decode("utf-8", "replace"),
        }

    def kept_texts(self) -> dict[str, str]:
        """What the sites kept for a while, and the mails that went."""
        mails = sorted((self.folder / "mails").glob("*"))
        return {
            "kept": "\n".join(self.kept),
            "mails": "\n".join(body_of(mail.read_bytes()) for mail in mails),
        }


def body_of(mail: bytes) -> str:
    message = message_from_bytes(mail, policy=default)
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message["Subject"]), *parts])


_current: Evidence | None = None


def begin() -> None:
    global _current  # noqa: PLW0603 - of a run there is one
    _current = Evidence()


def settings(own: dict[str, str]) -> dict[str, str]:
    """What makes a site with these settings tell all that it can."""
    if _current is None:
        return {}
    reports = _current.collector.environment
    hosts = [own.get("OUTBOUND_PRIVATE_HOSTS", ""), reports["OUTBOUND_PRIVATE_HOSTS"]]
    return reports | {
        "OUTBOUND_PRIVATE_HOSTS": ",".join(filter(None, hosts)),
        "EMAIL_URL": f"filemail:///{_current.folder}/mails",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "json",
        "METRICS_TOKEN": TOKEN,
        "METRICS_FOLDER": str(_current.folder / "metrics"),
        "SERVER_LOG": str(_current.log),
    }


def keep_log(text: str) -> None:
    if _current is not None:
        with _current.log.open("a") as log:
            log.write(text)


def keep_typed(url: str, body: str) -> None:
    """Remember what somebody sends: a search, or a form whose texts are theirs."""
    if _current is None or not urlsplit(url).path.startswith(PRIVATE):
        return
    _current.typed.update(typed_in(f"{urlsplit(url).query}&{body}"))


def typed_in(sent: str) -> set[str]:
    """Return the phrases of three words or more in a query or a form, as they stand in a text and in an address."""
    values = FORM_PART.findall(sent) or [value for _name, value in parse_qsl(sent)]
    phrases = [" ".join(value.split()) for value in values if PHRASE.search(value)]
    return {form for phrase in phrases for form in (phrase, quote(phrase), quote_plus(phrase))}


def keep_site(site: Any) -> None:
    """Ask a site for its metrics before it ends, and for all that none of them may hold."""
    if _current is None:
        return
    asked = urllib.request.Request(
        f"{site.url}/metriques", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        _current.metrics.append(answer.read().decode())
    _current.known.update(json.loads(site.shell(KNOWN)))
    folder = Path(site.environment["VAR_DIR"])
    files = [file for name in KEPT_FILES for file in folder.glob(name) if file.is_file()]
    _current.kept += [
        site.shell(KEPT),
        *(file.read_bytes().decode("utf-8", "replace") for file in files),
    ]


def end() -> list[str]:
    """What was told of people, with the line in which it stands."""
    global _current
    evidence, _current = _current, None
    if evidence is None:
        return []
    texts, kept = evidence.texts(), evidence.kept_texts()
    evidence.close()
    if not evidence.known:  # no site was served
        return []
    missing = [
        f"{way}: nothing was told" for way, text in texts.items() if "passerelle" not in text
    ]
    return [
        *missing[1:],
        *(
            f"{way}: {line:.300}"
            for way, text in texts.items()
            for line in told(text, evidence.known | evidence.typed)
        ),
        *(
            f"{way} holds what was typed: {phrase:.100}"
            for way, text in kept.items()
            for phrase in sorted(evidence.typed)
            if phrase in text
        ),
    ]


def told(text: str, known: set[str]) -> list[str]:
    """The lines that hold something known, an identifier or an address of a page."""
    phrases = [value for value in known if not WORDS.fullmatch(value) and value in text]
    return [
        line
        for line in dict.fromkeys(text.splitlines())
        if UUID.search(line)
        or ADDRESS.search(line)
        or not known.isdisjoint(WORDS.findall(line))
        or any(phrase in line for phrase in phrases)
    ]
