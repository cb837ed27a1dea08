"""Crawl everything that a signed-in person can read by following what pages offer."""

import io
import re
import zipfile
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from lxml import etree, html


HOST = "http://testserver"
START = "/"
# Nothing is there for a reader: the way out, another language, files that are the same for everybody.
NOT_FOLLOWED = re.compile(
    r"^/(static|media|deconnexion|i18n|langue|jsi18n)/|\.(css|js|woff2|png|ico)$"
)
ADDRESSES = ("href", "src", "data-url", "hx-get", "data", "action")
MOST_PAGES = 700
# Pages of a campaign beside its figures: jobs, promises, cases, releases, and the catalogue that a release changes.
CAMPAIGN = (
    r"/(?:metiers|engagements|cas|parcours/portails|admin/(?:versions|snippets/cms/portal/edit))/"
)
NARROWING = ("indicateur", "niveaux", "affiches")
SEEKING = ("q", "nature", "issue", "decision", "annee")
# Of the pages of other apps one of each shape is read: /admin/agents/*/ of one person.
VARIABLE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9A-Z]*[0-9][0-9A-Z-]*\b")


# What is drawn anew for every answer, or says when the database’s own clock stood.
FRESH = (
    (re.compile(rb'name="csrfmiddlewaretoken" value="\w+"'), b""),
    (re.compile(rb'name="once" value="[\da-f-]{36}"'), b""),
    (re.compile(rb'"CSRF_TOKEN": "\w+"'), b""),
    (
        re.compile(rb"(\bvu=[\da-f]{64})%3A[\w-]+"),
        rb"\1",
    ),  # the mark of a drawing, signed for one session
    (re.compile(rb"\d\d/\d\d/\d{4} \d\d:\d\d"), b""),
    (re.compile(rb'"published_at": "[\d-]+T[\d:.]+Z"'), b""),
    (re.compile(rb"Made on \d+ \w+ \d{4} at \d\d:\d\d"), b""),
    (re.compile(rb'</strong>\s*<span class="note">\d+(?:\xc2\xa0|\s)\w+(?:\xc2\xa0|\s)\d{4}'), b""),
    (re.compile(rb'datetime="[\d-]+T[\d:]+\.\d+\+\d\d:\d\d"'), b""),
)
SIGNED = re.compile(
    r"(?<=\bvu=[\da-f]{64})%3A[\w-]+"
)  # without it the view answers, as it does anybody
STAMP = re.compile(rb">[\d-]+T[\d:]+Z<")  # when a workbook was made
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEALED_ANEW = re.compile(r"\.(zip|xlsx)\b|export=xlsx")


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    headers: tuple[tuple[str, str], ...]
    content: bytes

    @property
    def text(self):
        return self.content.decode("utf-8", "replace")

    @property
    def is_page(self):
        return self.kind.startswith("text/html")


def signed_in(person):
    client = Client(headers={"accept-language": "en"}, raise_request_exception=True)
    client.force_login(person)
    return client


def crawl(person, *, starts=(START,), is_followed=lambda address: True):
    """Follow every link, image, filter option and file of the pages; return answers by address."""
    client = signed_in(person)
    found, waiting = {}, list(starts)
    seen = {address_kind(address) for address in waiting}
    while waiting:
        address = waiting.pop(0)
        assert len(found) < MOST_PAGES, f"more than {MOST_PAGES} pages, the last one {address}"
        found[address] = answer = read(client, address)
        for link in links_of(answer, address):
            if address_kind(link) not in seen and is_followed(link) and is_one_filter(link):
                seen.add(address_kind(link))
                waiting.append(link)
    return found


def is_one_filter(address):
    """What leaves lines or columns of the programme’s table out: each alone; of a file, all four at once as well.

    Of attempts, what is looked for: each condition alone.
    """
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    if parts.path.startswith("/usage/experiences"):
        return sum(name in asked for name in SEEKING) < 2
    narrowed = [each for each in NARROWING if each in asked]
    if len(narrowed) == len(NARROWING) and "equipe" in asked:
        return "." in parts.path
    return not narrowed or len(narrowed) + ("equipe" in asked) == 1


def address_kind(address):
    """The address itself for adoption's pages; else one for all of its kind."""
    parts = urlsplit(address)
    if is_of_adoption(parts.path):
        return address
    return VARIABLE.sub("*", parts.path), tuple(
        sorted(parse_qs(parts.query, keep_blank_values=True))
    )


def is_of_adoption(path):
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return getattr(view, "view_class", view).__module__.startswith("adoption.")


def read(client, address):
    response = client.get(address)
    content = b"".join(response) if response.streaming else response.content
    headers = tuple(
        (name, value)
        for name, value in sorted(response.headers.items())
        if name not in {"Set-Cookie", "Content-Security-Policy", "X-Request-ID"}
    )
    return Answer(response.status_code, response.headers.get("Content-Type", ""), headers, content)


def links_of(answer, address):
    """Addresses of this site, without their fragments."""
    named = dict(answer.headers).get("Location")
    links = [named] if named else []
    if answer.is_page and answer.content.strip():
        page = html.document_fromstring(answer.content, parser=html.HTMLParser(encoding="utf-8"))
        for each in page.iter(etree.Element):
            links += _named_by(each)
        for form in page.iter("form"):
            if form.get("method", "get").lower() == "get":
                links += _asked(form, address)
    for link in links:
        whole = urlsplit(urljoin(HOST + address, link))
        if f"{whole.scheme}://{whole.netloc}" != HOST or NOT_FOLLOWED.search(whole.path):
            continue
        yield SIGNED.sub("", whole.path + (f"?{whole.query}" if whole.query else ""))


def _named_by(element):
    for name, value in element.attrib.items():
        if name in ADDRESSES and element.tag != "form":
            yield value
        elif name == "srcset":
            yield from (part.split()[0] for part in value.split(","))


def _asked(form, address):
    """Each option of each list, the others left as they are."""
    lists = {each.get("name"): each for each in form.iter("select") if each.get("name")}
    given = {name: _chosen(each) for name, each in lists.items()}
    hidden = {
        each.get("name"): each.get("value", "")
        for each in form.iter("input")
        if each.get("name") and each.get("type") in (None, "hidden", "search", "text")
    }
    action = urlsplit(form.get("action") or address).path
    for name, each in lists.items():
        for option in each.iter("option"):
            wanted = hidden | given | {name: _value(option)}
            yield f"{action}?{urlencode(wanted)}"


def _chosen(chooser):
    options = list(chooser.iter("option"))
    chosen = [each for each in options if "selected" in each.attrib] or options[:1]
    return _value(chosen[0]) if chosen else ""


def _value(option):
    return option.get("value", option.text_content())


def headers_but_length(answer):
    """Headers without the length, which the content says: an hour on the full second is written shorter."""
    return tuple((name, value) for name, value in answer.headers if name != "Content-Length")


def comparable_content(found, address):
    """Content of an answer that can be compared with that of another day."""
    answer = found[address]
    if answer.kind == WORKBOOK and answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
            read = [(name, STAMP.sub(b"><", parts.read(name))) for name in parts.namelist()]
            return answer.status, read
    if SEALED_ANEW.search(address):  # encrypted for each download
        return answer.status, answer.kind
    content = answer.content
    for pattern, nothing in FRESH:
        content = pattern.sub(nothing, content)
    return answer.status, headers_but_length(answer), content
