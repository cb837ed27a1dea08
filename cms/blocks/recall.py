"""Blocks that let a reader think before they see: nothing is sent, nothing recorded."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import previews
from cms.blocks.basic import PLAIN_FEATURES, RichTextBlock
from cms.blocks.groups import DETAILS


class RevealBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("question"),
        max_length=200,
        help_text=_("What to think about first, such as “How would you do it?”"),
    )
    text = RichTextBlock(label=_("what is seen then"), features=PLAIN_FEATURES)

    class Meta:
        icon = "view"
        label = _("think, then see")
        description = _("A question to think about before its answer is shown.")
        synonyms = _("hidden answer, guess")
        preview_value = staticmethod(previews.reveal)
        group = DETAILS
        template = "cms/blocks/reveal.html"


class FlipCardBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("word"), max_length=80)
    text = RichTextBlock(label=_("its meaning"), features=["bold", "italic", "link"])


class FlipCardsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    items = blocks.ListBlock(
        FlipCardBlock(),
        label=_("cards"),
        min_num=2,
        max_num=12,
        help_text=_("A reader says the meaning, then turns the card."),
    )

    class Meta:
        icon = "copy"
        label = _("flip cards")
        description = _("Words on cards that turn to show their meaning.")
        synonyms = _("flashcards, memory, vocabulary")
        preview_value = staticmethod(previews.cards)
        group = DETAILS
        template = "cms/blocks/cards.html"
