"""Mapping for Matomo, written as JSON by the site's operator (docs/usage-sources.md)."""

from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic import ValidationError as WrongShape

from adoption.usage.matomo import ACTIONS, TIME
from adoption.usage.models import MatomoMapping
from people.enums import ImportKind
from people.models import ImportMapping


Key = Annotated[str, Field(min_length=1, max_length=60)]


class PatternFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    where: Literal["url", "pageTitle", "title"]
    matches: Annotated[str, Field(min_length=1, max_length=300)]
    service: Annotated[str, Field(max_length=60)] | None


class MappingFile(BaseModel):
    """Schema of the JSON. `extra` is forbidden here too: a mistyped key would be ignored in silence."""

    model_config = ConfigDict(extra="forbid", strict=True)

    pseudonym: Key
    time_zone: str
    clock: Literal["site", "utc"] = "site"
    only_linked: bool = True
    patterns: Annotated[list[PatternFile], Field(min_length=1, max_length=500)]
    ignored_visit_keys: list[Key] = []
    ignored_action_keys: list[Key] = []

    @model_validator(mode="after")
    def uses_nothing_that_it_ignores(self) -> "MappingFile":
        visits = {self.pseudonym, ACTIONS} & set(self.ignored_visit_keys)
        actions = {TIME, *(pattern.where for pattern in self.patterns)} & set(
            self.ignored_action_keys
        )
        if visits | actions:
            raise ValueError(f"used and ignored at once: {', '.join(sorted(visits | actions))}")
        return self


def save_matomo_mapping(*, name: str, text: str | bytes) -> tuple[MatomoMapping, bool]:
    """Save the mapping under the name, replacing an existing one; return whether it is new.

    Raises ValidationError with what is wrong: a mapping holds no data of anybody, so it may be repeated.
    """
    try:
        read = MappingFile.model_validate_json(text)
    except WrongShape as error:
        raise ValidationError(
            [
                f"{'.'.join(map(str, fault['loc'])) or name}: {fault['msg']}"
                for fault in error.errors(include_url=False)
            ]
        ) from error
    if ImportMapping.objects.filter(kind=ImportKind.USAGE, name=name).exists():
        raise ValidationError(_("A mapping of files of use has this name already."))
    mapping = MatomoMapping.objects.filter(name=name).first() or MatomoMapping(name=name)
    is_new = mapping.pk is None
    mapping.pseudonym_key = read.pseudonym
    mapping.time_zone = read.time_zone
    mapping.clock = read.clock
    mapping.only_linked = read.only_linked
    mapping.patterns = [pattern.model_dump() for pattern in read.patterns]
    mapping.ignored_visit_keys = read.ignored_visit_keys
    mapping.ignored_action_keys = read.ignored_action_keys
    mapping.full_clean()
    mapping.save()
    return mapping, is_new
