"""Shared notes, written by both people at the same time."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ambassadors.help.actions.follow_up import save_notes
from ambassadors.help.models import PairNotebook
from ambassadors.help.models.follow_up import NOTES_LENGTH
from tests.ambassadors.factories import PairFactory
from tests.ambassadors.visits import signed_in


pytestmark = pytest.mark.django_db


def test_notes_of_both_keep_to_their_length_and_who_came_second_keeps_their_text(client):
    pair = PairFactory(active=True)
    first, second = "a" * (NOTES_LENGTH - 10), "b" * (NOTES_LENGTH - 10)
    save_notes(pair=pair, by=pair.request.person, version=0, text=first)

    with pytest.raises(ValidationError):
        save_notes(pair=pair, by=pair.ambassador.person, version=0, text=second)
    page = signed_in(client, pair.ambassador.person).post(
        reverse("ambassadors:pair_notes", args=[pair.uuid]), {"version": "0", "text": second}
    )

    assert PairNotebook.objects.get().text == first
    assert second in page.content.decode()
