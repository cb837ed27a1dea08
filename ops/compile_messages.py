"""Compiles the texts of `locale/` as a wheel is built: compiled ones are not kept in the repository."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in Path(self.root, "locale").glob("*/LC_MESSAGES/django.po"):
            aside = source.with_suffix(".part")
            with source.open("rb") as texts, aside.open("wb") as compiled:
                write_mo(compiled, read_po(texts, source.parent.parent.name))
            aside.replace(source.with_suffix(".mo"))  # a site that runs here never reads half of it
