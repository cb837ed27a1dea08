"""Every address, section and kind of mail there is has been read in one of the two stories, or stands here with a reason."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import URLPattern, get_resolver, resolve
from django.urls.exceptions import Resolver404

from adoption import mails
from adoption.steering import sections


pytestmark = pytest.mark.django_db

# Nothing of the kind is in the stories. What it would say is tried where it is named.
NOT_READ = {}
NOT_SENT = {
    mails.QUESTION: "goes to all alike and holds nothing: tests/adoption/test_question_by_mail.py",
    mails.WITHHELD: "no month is withheld here; it holds nothing: tests/adoption/test_publication.py",
}


def patterns_of(resolver, namespace=""):
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield ":".join(filter(None, (namespace, each.name or ""))), each.callback
        else:
            yield from patterns_of(each, each.namespace or namespace)


def of_adoption():
    """By name, the views of adoption that answer a GET: whatever is added to `urls.py` is among them."""
    found = {}
    for name, view in patterns_of(get_resolver()):
        inner = getattr(view, "view_class", view)
        if inner.__module__.startswith("adoption.") and not getattr(view, "posts_only", False):
            found[name] = view
    return found


def name_at(address):
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def opened(*stories):
    return {
        name_at(address)
        for world in stories
        for found in world.found.values()
        for address, answer in found.items()
        if answer.status == 200
    }


def test_every_address_of_adoption_is_opened_by_a_reader(worlds, longer):
    unread = of_adoption().keys() - opened(worlds[0], longer[0])

    assert unread - NOT_READ.keys() == set(), "nobody reads what it says"
    assert NOT_READ.keys() - unread == set(), "it is read, or there is none"


def test_every_section_of_the_report_is_read(worlds, longer, monkeypatch):
    keys = set()
    monkeypatch.setattr(sections, "register_section", lambda key, _maker, **_order: keys.add(key))
    sections.register()
    read = {
        title["id"]
        for world in (worlds[0], longer[0])
        for found in world.found.values()
        for address, answer in found.items()
        if address.startswith("/usage/programme/rapport/") and answer.is_page
        for title in BeautifulSoup(answer.content, "lxml").select(".report__section h2")
    }

    assert keys - read == set()


def test_every_kind_of_mail_is_read(worlds, longer, monkeypatch):
    kinds = []
    monkeypatch.setattr(mails, "register_mail_kind", lambda kind: kinds.append(kind.key))
    mails.register()
    sent = {kind for world in (worlds[0], longer[0]) for _person, kind, *_rest in world.mails}

    assert set(kinds) - sent == NOT_SENT.keys()
