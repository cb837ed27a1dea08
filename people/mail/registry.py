"""Registers the kinds of mail: what each is for, our words for it, what may stand in them.

An app registers its kinds in `AppConfig.ready()`. A placeholder is `{name}`: a name between braces,
replaced by a text and never evaluated. Our words are lazy: they are read in the person's language.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import category

from people.enums import MailGroup, MailRhythm
from people.models import Person


PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder. `sample`: what a preview shows in its place. `is_needed`: a mail without it would be of no use."""

    name: str
    label: Any
    sample: Any
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class MailKind:
    """A kind of mail. `is_essential`: cannot be turned off. `is_urgent`: quiet hours do not hold it back.

    `concerns`: who finds it on “My mails”, and to whom one that waited is still sent. `is_discreet`: that
    one waits tells of two people; the queue counts all such mails together. `is_composed`: somebody
    writes the words of each, maybe for one person; those of the kind are a sample. The queue counts them so too,
    and nobody holds them: whether one waits would tell what its reader chose. `reaches_leavers`: sent to
    whoever has left too, at the address that is still held.
    """

    key: str
    title: Any
    purpose: Any
    subject: Any
    text: Any
    placeholders: tuple[Placeholder, ...] = ()
    is_essential: bool = False
    is_urgent: bool = False
    rhythm: MailRhythm = MailRhythm.AT_ONCE
    concerns: Callable[[Person], bool] = lambda person: True
    is_discreet: bool = False
    is_composed: bool = False
    reaches_leavers: bool = False
    group: MailGroup = MailGroup.ACCOUNT

    @property
    def may_be_held(self) -> bool:
        return not (self.is_essential or self.is_composed)

    @property
    def needed(self) -> set[str]:
        return {placeholder.name for placeholder in self.placeholders if placeholder.is_needed}


_kinds: dict[str, MailKind] = {}


def register_mail_kind(kind: MailKind, group: MailGroup | None = None) -> None:
    """Register a kind. `group`: under which heading it stands, where the kind itself does not say so."""
    _kinds[kind.key] = replace(kind, group=group) if group else kind


def mail_kinds() -> list[MailKind]:
    return list(_kinds.values())


def mail_kind(key: str) -> MailKind | None:
    return _kinds.get(key)


def placeholder_names(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def has_stray_braces(text: str) -> bool:
    """Whether a brace belongs to no placeholder: a slip, or the language of some template engine."""
    return bool(re.search(r"[{}]", PLACEHOLDER.sub("", text)))


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Replace placeholders. A value is never read again: a name like “{link}” stays a name."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def on_one_line(text: str) -> str:
    """Return a text that is safe in a header, a line of a calendar, a sentence.

    Nothing in it begins another line, turns the writing around or is read as an encoded word.
    """
    if text.isprintable():
        plain = text
    else:
        plain = "".join(letter if letter.isprintable() else _blank(letter) for letter in text)
    return " ".join(plain.replace("=?", "= ?").split())


def _blank(letter: str) -> str:
    """Return "" for a character without width, a space for one that separates two words."""
    return "" if category(letter) == "Cf" else " "


def unknown_placeholders(texts: Iterable[str], kind: MailKind) -> set[str]:
    known = {placeholder.name for placeholder in kind.placeholders}
    return {name for text in texts for name in placeholder_names(text)} - known
