"""What is published never changes: the database refuses it, whatever the code does."""

import pytest
from django.apps import apps
from django.db import connection

from adoption.contacts.models import TallyFigure, TallyPublication
from adoption.experiments.models import EvaluatedMonth, Evaluation
from adoption.publishing.models import Publication, ReachPublication, Roll
from adoption.publishing.models.bounds import BoundedFigure
from adoption.sharing.models import SharedMonth
from adoption.surveys.models import SurveyPublication


PUBLISHED = [
    EvaluatedMonth,
    Evaluation,
    Publication,
    ReachPublication,
    Roll,
    SurveyPublication,
    TallyPublication,
    TallyFigure,
    SharedMonth,
    *(
        each
        for each in apps.get_app_config("adoption").get_models()
        if issubclass(each, BoundedFigure)
    ),
]


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
def test_the_database_refuses_to_change_what_is_published(model):
    """After every migration: SQLite drops the triggers of a table that one of them remakes."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = (
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
            )
        else:
            asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        cursor.execute(asked, [table])
        names = [name for (name,) in cursor.fetchall()]

    assert f"{table}_never_changes" in names
