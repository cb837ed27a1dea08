"""Saving a page many times in one load, and when the indexes hear of it."""

import pytest
from wagtail.models import Page, ReferenceIndex

from cms.models import GlossaryTerm, HomePage
from core.index_tasks import deferred_indexing
from tests.learning.factories import make_article


pytestmark = pytest.mark.django_db


def found(word):
    return list(Page.objects.search(word))


@deferred_indexing()
def cut_off():
    make_article("dedans", "Ensuite")
    raise ValueError("cut")


def test_a_page_is_found_at_once_and_within_a_load_when_it_ends():
    make_article("dehors", "Maintenant")
    assert found("maintenant")
    with deferred_indexing():
        page = make_article("dedans", "Ensuite")
        page.title = "Enfin"
        page.save()
        assert not found("enfin")
    assert [page_found.pk for page_found in found("enfin")] == [page.pk]
    assert not found("ensuite")


def test_a_load_that_breaks_off_leaves_the_indexes_as_they_were():
    with pytest.raises(ValueError, match="cut"):
        cut_off()
    assert not found("ensuite")
    make_article("apres", "Maintenant")
    assert found("maintenant")


def test_a_page_deleted_before_the_end_is_not_indexed():
    with deferred_indexing():
        page = make_article("dedans", "Ensuite")
        GlossaryTerm.objects.create(term="Mot", definition="Ce qu’il dit.")
        page.delete()
    assert not found("ensuite")
    assert not ReferenceIndex.objects.filter(object_id=str(page.pk)).exists()
    assert HomePage.objects.exists()
