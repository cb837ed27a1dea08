"""Defines the blocks that every app may compose. Each has a template under templates/cms/blocks/."""

from django.utils.translation import gettext_lazy as _

from cms.blocks import picker, previews
from cms.blocks.basic import (
    RICH_TEXT_FEATURES,
    CalloutBlock,
    CaptionedImageBlock,
    ChecklistBlock,
    RichTextBlock,
    StepsBlock,
    TableBlock,
)
from cms.blocks.case import CaseBlock
from cms.blocks.embed import EmbedBlock
from cms.blocks.folded import AccordionBlock, ComparisonBlock, TabsBlock
from cms.blocks.groups import TEXT
from cms.blocks.media import AudioBlock, SheetBlock, VideoBlock
from cms.blocks.recall import FlipCardsBlock, RevealBlock
from cms.blocks.walkthrough import WalkthroughBlock


picker.register()


def article_blocks():
    text = RichTextBlock(
        label=_("text"),
        features=RICH_TEXT_FEATURES,
        template="cms/blocks/text.html",
        group=TEXT,
        description=_("Paragraphs, headings, lists and links."),
        synonyms=_("paragraph, title, list"),
        preview_value=previews.text,
    )
    return [
        ("text", text),
        ("image", CaptionedImageBlock()),
        ("callout", CalloutBlock()),
        ("steps", StepsBlock()),
        ("checklist", ChecklistBlock()),
        ("table", TableBlock()),
        ("video", VideoBlock()),
        ("audio", AudioBlock()),
        ("accordion", AccordionBlock()),
        ("tabs", TabsBlock()),
        ("comparison", ComparisonBlock()),
        ("walkthrough", WalkthroughBlock()),
        ("case", CaseBlock()),
        ("reveal", RevealBlock()),
        ("cards", FlipCardsBlock()),
        ("sheet", SheetBlock()),
        ("embed", EmbedBlock()),
    ]
