"""Blocks of several texts of which a reader opens one, or compares them side by side."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import previews
from cms.blocks.basic import PLAIN_FEATURES, RichTextBlock
from cms.blocks.groups import DETAILS


class Tone(models.TextChoices):
    """The judgement of a column of a comparison, shown by a mark and a word, never colour alone."""

    PLAIN = "plain", _("neither")
    GOOD = "good", _("to do")
    BAD = "bad", _("to avoid")


class PartBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = RichTextBlock(label=_("text"), features=PLAIN_FEATURES)


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(
        PartBlock(),
        label=_("parts"),
        min_num=1,
        max_num=12,
        help_text=_("What a reader may skip: questions and answers, special cases."),
    )

    class Meta:
        icon = "collapse-down"
        label = _("parts that open")
        description = _("Questions or cases that readers open one by one.")
        synonyms = _("FAQ, accordion, fold")
        preview_value = staticmethod(previews.accordion)
        group = DETAILS
        template = "cms/blocks/accordion.html"


class TabBlock(PartBlock):
    title = blocks.CharBlock(
        label=_("title"), max_length=40, help_text=_("One to three words: it stands on a tab.")
    )


class TabsBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("what the tabs tell apart"),
        max_length=120,
        help_text=_("Such as “Depending on your phone”."),
    )
    items = blocks.ListBlock(TabBlock(), label=_("tabs"), min_num=2, max_num=5)

    class Meta:
        icon = "folder-inverse"
        label = _("tabs")
        description = _("The same thing for several devices or situations: readers choose theirs.")
        synonyms = _("variants, telephone, computer")
        preview_value = staticmethod(previews.tabs)
        group = DETAILS
        template = "cms/blocks/tabs.html"


class ColumnBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=60)
    tone = blocks.ChoiceBlock(label=_("is it to be done"), choices=Tone.choices, default=Tone.PLAIN)
    text = RichTextBlock(label=_("text"), features=PLAIN_FEATURES)


class ComparisonBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("what is compared"), max_length=120)
    columns = blocks.ListBlock(
        ColumnBlock(),
        label=_("columns"),
        min_num=2,
        max_num=3,
        help_text=_("Such as before and after, or to do and to avoid."),
    )

    class Meta:
        icon = "grip"
        label = _("comparison")
        description = _("Two or three ways side by side, such as to do and to avoid.")
        synonyms = _("before and after, columns, versus")
        preview_value = staticmethod(previews.comparison)
        group = DETAILS
        template = "cms/blocks/comparison.html"
