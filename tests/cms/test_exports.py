"""Wagtail's own exports."""

import csv
import io

import pytest
from django.urls import reverse
from wagtail.log_actions import log

from cms.models import ArticlePage, HomePage


pytestmark = pytest.mark.django_db


@pytest.mark.may_write  # Wagtail keeps its own admin tables on a GET
@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "＝1+1"])
def test_a_title_is_never_a_formula_of_the_spreadsheet(client, editor, title):
    page = HomePage.objects.get().add_child(instance=ArticlePage(title=title, slug="titre"))
    log(instance=page, action="wagtail.edit", user=editor)
    client.force_login(editor)

    response = client.get(reverse("wagtailadmin_reports:site_history"), {"export": "csv"})

    cells = [cell for row in csv.reader(io.StringIO(response.getvalue().decode())) for cell in row]
    assert f"'{title}" in cells
    assert title not in cells
