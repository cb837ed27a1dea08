"""Where the frame says that the reader is."""

import re

import pytest
from django.urls import reverse


pytestmark = pytest.mark.django_db


def here(page):
    navigation = page.content.decode().partition('class="nav__list"')[2].partition("</ul>")[0]
    return re.findall(r'href="([^"]+)"[^>]*aria-current="page"', navigation)


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        (reverse("learning:paths"), "/apprendre/"),
        (reverse("learning:notes"), "/apprendre/"),
        (reverse("learning:mandatory"), reverse("learning:mandatory")),
        (reverse("learning:programme"), reverse("learning:mandatory")),
        (reverse("adoption:further"), reverse("adoption:programme")),
        (reverse("adoption:surveys"), reverse("adoption:programme")),
        (reverse("adoption:register"), reverse("adoption:programme")),
        ("/", "/"),
    ],
)
def test_one_entry_is_current_the_one_that_names_the_address_most_closely(
    client, training_manager, address, entry
):
    client.force_login(training_manager)

    assert here(client.get(address)) == [entry]


def test_a_page_of_nobody_is_under_no_entry(client, training_manager):
    client.force_login(training_manager)

    assert here(client.get(reverse("people:my_data"))) == []
