"""Blocks of words, a picture, a list, a table."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.blocks import previews
from cms.blocks.groups import PICTURES, PRACTICE, TEXT
from core.html import STORED_RICH_TEXT, clean_to_store


RICH_TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
# Inside a block that has a heading of its own: no heading may stand above it.
PLAIN_FEATURES = ["bold", "italic", "ol", "ul", "link"]


def struct_block_error(**messages):
    """Return the error of a StructBlock, each message at its field."""
    return blocks.StructBlockValidationError(
        {name: ValidationError(message) for name, message in messages.items()}
    )


class RichTextBlock(blocks.RichTextBlock):
    """A rich text that is cleaned when it is stored, whoever made it: the editor, a file, a translation."""

    def get_prep_value(self, value):
        return clean_to_store(value.source, STORED_RICH_TEXT)


class CaptionedImageBlock(blocks.StructBlock):
    """A picture with its alternative, or marked as decorative (Wagtail's ImageBlock asks for one)."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("image")
        description = _("A picture with its caption, described for whoever cannot see it.")
        synonyms = _("photo, screenshot, drawing")
        preview_template = "cms/blocks/previews/image.html"
        group = PICTURES
        template = "cms/blocks/image.html"


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=80)
    text = RichTextBlock(label=_("text"), features=["bold", "italic", "link"])

    class Meta:
        icon = "help"
        label = _("to keep in mind")
        description = _("One thing that nobody should miss, in a frame.")
        synonyms = _("warning, tip, important, box")
        preview_value = staticmethod(previews.callout)
        group = TEXT
        template = "cms/blocks/callout.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = RichTextBlock(label=_("text"), required=False, features=["bold", "italic", "link"])


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(StepBlock(), label=_("steps"), min_num=2, max_num=7)

    class Meta:
        icon = "list-ol"
        label = _("steps")
        description = _("What to do in order, one action a step.")
        synonyms = _("procedure, instructions, numbered list")
        preview_value = staticmethod(previews.steps)
        group = TEXT
        template = "cms/blocks/steps.html"


class ChecklistBlock(blocks.StructBlock):
    """Things to try for real. Ticks stay in the reader's browser page: nothing is recorded."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("things to try"), min_num=1)

    class Meta:
        icon = "check"
        label = _("try it")
        description = _("Things that readers tick as they try them.")
        synonyms = _("list, boxes, exercise")
        preview_value = staticmethod(previews.checklist)
        group = PRACTICE
        template = "cms/blocks/checklist.html"


@dataclass(frozen=True, slots=True)
class ParsedTable:
    headers: list[str]
    rows: list[list[str]]

    def labelled(self):
        """Return each cell with its column's heading: a phone shows a row as a block."""
        return [list(zip(self.headers, row, strict=False)) for row in self.rows]


def read_table(text):
    """Read every row, and a problem with its line for each that is none. Raises Unreadable for another table."""
    lines = [line for line in text.splitlines() if line.strip()]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return ParsedTable(cells[0], cells[1:]) if cells else ParsedTable([], [])


class TableValue(blocks.StructValue):
    @cached_property
    def table(self):
        return read_table(self["text"])


class TableBlock(blocks.StructBlock):
    """A small comparison, typed or pasted as plain lines."""

    caption = blocks.CharBlock(label=_("what the table compares"), max_length=200)
    show_caption = blocks.BooleanBlock(
        label=_("show this above the table"), required=False, default=True
    )
    text = blocks.TextBlock(
        label=_("rows"),
        help_text=_("A line is a row, cells are parted by |, the first row holds the headings."),
    )

    class Meta:
        icon = "table"
        label = _("table")
        description = _("A small table, pasted as lines.")
        synonyms = _("columns, grid, spreadsheet")
        preview_value = staticmethod(previews.table)
        group = TEXT
        template = "cms/blocks/table.html"
        value_class = TableValue

    def clean(self, value):
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        table = read_table(value["text"])
        uneven = [
            number for number, row in enumerate(table.rows, 2) if len(row) != len(table.headers)
        ]
        if len(table.headers) < 2 or not table.rows or uneven:
            raise struct_block_error(
                text=_("Give every row as many cells as there are headings, two at least.")
            )
        return value
