"""Finds the guiding sentences that are left in the blocks of a page, each at its field."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError

from core.guidance import guidance_error, has_guidance


def is_guided(lesson: Any) -> bool:
    """Return whether a sentence is left anywhere in a lesson."""
    return has_guidance(lesson.goal) or has_guidance(lesson.body.raw_data)


def guidance_left(block: blocks.Block, value: Any) -> ValidationError | None:
    """Return an error at each field where a sentence is left, however deep; None where there is none."""
    if isinstance(block, blocks.StructBlock) and isinstance(value, blocks.StructValue):
        found = _errors(
            (name, child, value.get(name)) for name, child in block.child_blocks.items()
        )
        return blocks.StructBlockValidationError(found) if found else None
    if isinstance(block, blocks.ListBlock):
        found = _errors((n, block.child_block, item) for n, item in enumerate(value or ()))
        return ListBlockValidationError(block_errors=found) if found else None
    if isinstance(block, blocks.StreamBlock):
        found = _errors((n, child.block, child.value) for n, child in enumerate(value or ()))
        return StreamBlockValidationError(block_errors=found) if found else None
    if value is None or not has_guidance(block.get_prep_value(value)):
        return None
    error = guidance_error()
    is_picture = isinstance(block, blocks.StructBlock)  # whose value is the picture itself
    return blocks.StructBlockValidationError({"alt_text": error}) if is_picture else error


def _errors(parts: Any) -> dict[Any, ValidationError]:
    checked = ((key, guidance_left(block, value)) for key, block, value in parts)
    return {key: error for key, error in checked if error is not None}


class GuidedStreamBlock(blocks.StreamBlock):
    """Blocks that may begin with guiding sentences: a draft keeps them, and what is sent or published has none."""

    def clean(self, value: Any) -> Any:
        left = None if self.is_deferred_validation else guidance_left(self, value)
        if left is not None:
            raise left
        return super().clean(value)
