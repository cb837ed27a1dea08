"""Find it: what is suspicious, or to be seen, in a message or on a picture, as that kind of question of the bank."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.blocks import previews
from cms.blocks.basic import RichTextBlock
from learning.exercises.base import FEEDBACK_FEATURES, ExerciseBlock
from learning.exercises.questions import answer_question, problems_in_words, rich_of
from quizzes.kinds.hotspot import Hotspot, Spot
from quizzes.values.marks import FULL
from quizzes.values.media import Media, MediaKind
from quizzes.values.texts import Rich


class SpotBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("spot"),
        max_length=200,
        help_text=_("In a message, its very words; on a picture, what is there."),
    )
    is_wanted = blocks.BooleanBlock(label=_("is to be found"), required=False)
    left = blocks.IntegerBlock(
        label=_("from the left, in %"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_(
            "On a picture: how far the middle of the spot is from its left edge, in per cent of its width. "
            "A click on the small picture above fills in both; check it in the preview."
        ),
    )
    top = blocks.IntegerBlock(
        label=_("from the top, in %"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_(
            "How far the middle of the spot is from the top edge, in per cent of the height of the picture."
        ),
    )
    feedback = RichTextBlock(
        label=_("what to say to it"),
        features=FEEDBACK_FEATURES,
        help_text=_("Why it should alert, or why it is harmless."),
    )


class FindBlock(ExerciseBlock):
    title = blocks.CharBlock(
        label=_("question"),
        max_length=160,
        help_text=_("Such as “Three things in this message should alert you. Which?”"),
    )
    message = blocks.TextBlock(
        label=_("message"),
        required=False,
        max_length=1500,
        help_text=_("The text in which to look. Leave it empty to look on a picture."),
    )
    image = ImageBlock(label=_("picture"), required=False)
    spots = blocks.ListBlock(SpotBlock(), label=_("spots"), min_num=2, max_num=9)

    kind_icon = "search"
    names_itself = True

    class Meta:
        icon = "search"
        label = _("find it")
        description = _("A message or a picture in which readers find what matters.")
        synonyms = _("phishing, hotspot, click, spot")
        preview_value = staticmethod(previews.find)
        template = "learning/exercises/question.html"

    def problems(self, value):
        if bool(value["message"]) == bool(value["image"]):
            return {"message": _("Give a message or a picture: one of the two.")}
        if not any(spot["is_wanted"] for spot in value["spots"]):
            return {"spots": _("Say of one spot at least that it is to be found.")}
        return problems_in_words(hotspot_of(value), "spots")

    def answer(self, value, data, *, prefix):
        return answer_question(hotspot_of(value), data, prefix=prefix)


def hotspot_of(value) -> Hotspot:
    wanted = sum(bool(spot["is_wanted"]) for spot in value["spots"]) or 1
    return Hotspot(
        text=Rich(value["title"] or ""),
        message=Rich(value["message"] or ""),
        media=_picture(value["image"]),
        choices=tuple(
            Spot(
                text=Rich(spot["text"] or ""),
                fraction=FULL / wanted if spot["is_wanted"] else Decimal(0),
                feedback=rich_of(spot["feedback"]),
                left=_place(spot["left"]),
                top=_place(spot["top"]),
            )
            for spot in value["spots"]
        ),
    ).numbered()


def _place(percent: int | None) -> int:
    """Return a place on a picture: its very edge is 1, 0 is none."""
    return 0 if percent is None else max(percent, 1)


def _picture(image) -> tuple[Media, ...]:
    if not image:
        return ()
    words, is_decorative = image.contextual_alt_text or "", bool(image.decorative)
    kind = MediaKind.PICTURE
    return (Media(kind=kind, file=image.pk, alternative=words, is_decorative=is_decorative),)
