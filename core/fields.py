from django.db import models
from wagtail.fields import RichTextField as WagtailRichTextField
from wagtail.fields import StreamField as WagtailStreamField

from core.html import STORED_RICH_TEXT, clean_to_store


class StreamField(WagtailStreamField):
    """A StreamField whose block definitions stay out of migrations.

    Blocks change with every release while the column stays JSON: a migration for each change would record
    nothing that the database knows.
    """

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


class RichTextField(WagtailRichTextField):
    """A rich text that is cleaned when it is stored. Migrations see Wagtail's field: the column is the same."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return clean_to_store(value, STORED_RICH_TEXT) if value else value

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs


class CodePointCharField(models.CharField):
    """Text that every database sorts by code point, as SQLite does anyway."""

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
