"""A block of a real situation, seen from the front office and from the back office, and its outcome."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import previews
from cms.blocks.basic import PLAIN_FEATURES, RichTextBlock
from cms.blocks.groups import QUESTIONS


class RoleBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        label=_("role"), max_length=60, help_text=_("Such as reception, or case handling.")
    )
    sees = RichTextBlock(label=_("what they see"), features=PLAIN_FEATURES)
    does = RichTextBlock(label=_("what they do"), features=PLAIN_FEATURES)
    questions = blocks.ListBlock(
        blocks.CharBlock(max_length=255), label=_("questions to discuss"), min_num=1, max_num=6
    )


class CaseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    situation = RichTextBlock(
        label=_("situation"),
        features=PLAIN_FEATURES,
        help_text=_("What happened, with nobody’s name and nothing that tells who it was."),
    )
    front = RoleBlock(label=_("front office"))
    back = RoleBlock(label=_("back office"))
    helped = RichTextBlock(
        label=_("what really helped"),
        features=PLAIN_FEATURES,
        help_text=_("Shown once the reader asks for it."),
    )

    class Meta:
        icon = "group"
        label = _("case study")
        description = _("A real situation, seen by the front office and by the back office.")
        synonyms = _("story, example, discussion")
        preview_value = staticmethod(previews.case)
        group = QUESTIONS
        template = "cms/blocks/case.html"
