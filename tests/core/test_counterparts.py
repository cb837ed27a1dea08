"""A page leads to where what it shows is kept, for who may, and that page leads back."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from core.counterparts import _counterparts
from core.site_settings import setting_groups
from tests.people.factories import TeamFactory


pytestmark = pytest.mark.django_db


def doors(page):
    return [
        link["href"] for link in BeautifulSoup(page.content, "html.parser").select("nav.doors a")
    ]


def head_links(page):
    return [
        link["href"] for link in BeautifulSoup(page.content, "html.parser").select(".head__links a")
    ]


def test_who_may_is_led_to_what_a_page_shows_and_nobody_else(client, administrator, person):
    TeamFactory()
    client.force_login(person)
    assert doors(client.get(reverse("people:mails"))) == []

    client.force_login(administrator)
    page = client.get(reverse("people:mails"))

    assert doors(page) == [
        reverse("mail_admin:mails"),
        reverse("settings_admin:group", args=["courriels"]),
    ]


def test_mutual_help_and_its_questions_lead_to_what_each_role_keeps(
    client, editor, training_manager, person
):
    situations = reverse("wagtailsnippets_ambassadors_helpsituation:list")
    shown = {}
    for who in (editor, training_manager, person):
        client.force_login(who)
        pages = [reverse("ambassadors:index"), reverse("ambassadors:questions")]
        shown[who] = [link for page in pages for link in doors(client.get(page))]
        assert all(client.get(link).status_code == 200 for link in shown[who])

    answers = reverse("ambassadors:questions_to_answer")
    assert shown[editor] == [situations, answers]
    assert shown[training_manager] == [reverse("ambassadors_admin:rounds"), answers]
    assert shown[person] == []


def test_a_page_of_the_administration_leads_to_its_settings_and_to_the_site(client, administrator):
    client.force_login(administrator)

    assert head_links(client.get(reverse("mail_admin:mails"))) == [
        reverse("settings_admin:group", args=["courriels"])
    ]
    assert head_links(client.get(reverse("notice_admin:notices")))[0] == reverse(
        "people:information"
    )


def test_an_officer_who_may_not_change_settings_is_led_to_none(client, data_protection_officer):
    client.force_login(data_protection_officer)

    assert head_links(client.get(reverse("people_admin_retention"))) == []


def test_every_name_of_an_address_is_one():
    """A renamed page would lead nowhere, and say nothing."""
    names = {pair.site for pair in _counterparts} | {pair.admin for pair in _counterparts}
    names |= {page for group in setting_groups() for page in group.pages}
    assert names - known_names() == set()


def known_names():
    from django.urls import get_resolver

    def walk(resolver, namespace=""):
        for each in resolver.url_patterns:
            if hasattr(each, "url_patterns"):
                yield from walk(
                    each, f"{namespace}{each.namespace}:" if each.namespace else namespace
                )
            elif each.name:
                yield f"{namespace}{each.name}"

    return set(walk(get_resolver()))
