"""Lets editors find a block by other words than its name: `synonyms` of its Meta, in the list of blocks."""

from typing import Any

from django import forms
from wagtail.admin import telepath
from wagtail.admin.staticfiles import versioned_static
from wagtail.blocks import StreamBlock
from wagtail.blocks.stream_block import StreamBlockAdapter


class SearchedStreamBlockAdapter(StreamBlockAdapter):
    js_constructor = "passerelle.blocks.StreamBlock"

    def js_args(self, block: StreamBlock) -> list[Any]:
        *arguments, meta = super().js_args(block)
        synonyms = {
            name: str(child.meta.synonyms)
            for name, child in block.child_blocks.items()
            if hasattr(child.meta, "synonyms")
        }
        return [*arguments, meta | {"synonyms": synonyms}]

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[versioned_static("admin/block_picker.js")])


def register() -> None:
    telepath.register(SearchedStreamBlockAdapter(), StreamBlock)
