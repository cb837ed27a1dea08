"""Defines what each purpose collects, and the words that say so before it does.

An app registers a `Notice` for each of its purposes. Its `version` grows when what is collected or why
changes, and then everybody is shown it again. The fields come from the models: nobody lists them by hand.
docs/data-dictionary.md is the whole of it, and a test compares.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Field as ModelField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from people.enums import NoticePurpose
from people.privacy_registry import Holding, holdings


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of a purpose. `models`: labels of what is held for it; empty, for all that no other notice names."""

    purpose: NoticePurpose
    version: int
    text: Any
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectedField:
    """A field that is held. `column` and `kind` as a program says them; `label` as a person does, empty for a key."""

    column: str
    kind: str
    label: Any


# Columns of packages that name them for programs only.
WORDS_OF_OTHERS: dict[str, dict[str, Any]] = {
    "mfa.Authenticator": {
        "type": _("kind of second step"),
        "data": _("what it is checked with, sealed"),
        "created_at": _("created at"),
        "last_used_at": _("last used at"),
    },
    "wagtailcore.ModelLogEntry": {
        "label": _("title"),
        "action": _("what was done"),
        "data": _("details"),
        "content_changed": _("whether the content changed"),
        "deleted": _("whether it was deleted"),
        "object_id": _("number of what was changed"),
    },
    "wagtailusers.UserProfile": {"dismissibles": _("messages put away")},
}

_notices: dict[str, Notice] = {}

# Shown at the first sign-in: these begin with the account.
AT_SIGN_IN = (NoticePurpose.ACCOUNT, NoticePurpose.ACCESS_LOG, NoticePurpose.LEARNING)


def register_notice(notice: Notice) -> None:
    _notices[notice.purpose] = notice


def notices() -> list[Notice]:
    """Return the notices in the order of the purposes."""
    return [_notices[purpose] for purpose in NoticePurpose if purpose in _notices]


def notice_for(purpose: str) -> Notice:
    return _notices[purpose]


def holdings_for(notice: Notice) -> list[Holding]:
    elsewhere = {label for other in notices() for label in other.models}
    return [
        holding
        for holding in holdings()
        if holding.model in notice.models or (not notice.models and holding.model not in elsewhere)
    ]


def fields_of(holding: Holding) -> Iterator[CollectedField]:
    """Return every column of the table, keys included, and its tables of pairs."""
    model = apps.get_model(holding.model)
    for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
        is_key = field.primary_key or (not field.editable and not field.is_relation)
        label = "" if is_key else capfirst(field_label(field))
        yield CollectedField(field.name, field.get_internal_type(), label)


def field_label(field: ModelField) -> str:
    """Return the label of the model; else a pointer's by what it points to, and ours for a column of
    another package."""
    words = WORDS_OF_OTHERS.get(field.model._meta.label, {}).get(field.name)
    if words or has_own_label(field):
        return str(words or field.verbose_name)
    pointed_to = field.related_model
    return str(pointed_to._meta.verbose_name if pointed_to else field.verbose_name)


def has_own_label(field: ModelField) -> bool:
    return getattr(field, "_verbose_name", None) is not None


def fingerprint(notice: Notice) -> str:
    """Return a digest that changes when anything that is collected for the purpose does."""
    collected = [
        f"{holding.model}.{field.column}:{field.kind}"
        for holding in holdings_for(notice)
        for field in fields_of(holding)
    ]
    return hashlib.sha256("\n".join(sorted(collected)).encode()).hexdigest()[:12]


def register() -> None:
    register_notice(
        Notice(
            NoticePurpose.ACCOUNT,
            7,
            _(
                "Your organisation gives Passerelle your name, your staff number, your team and your "
                "job, so that you can sign in and find lessons that fit your work. Passerelle adds "
                "your settings, the views of figures that you save and the named groups in which the training "
                "department puts you, and nothing about your use of the portal. It notes when and how you confirmed "
                "who you are: figures count you from then on. Where the data protection officer allows it, you may ask to be "
                "told on a device that something waits for you: the maker of its browser then passes on an empty message, "
                "and learns from it that this device is notified, when, and nothing else. Of a request about your data "
                "it keeps how it came, how it was made sure that it was you, and what was done."
            ),
        )
    )
    register_notice(
        Notice(
            NoticePurpose.ACCESS_LOG,
            2,
            _(
                "Whenever somebody opens the record of a named person, a result that was sent or an open answer to "
                "be marked, Passerelle notes who, when, why and, of an answer, to which question. The person "
                "whose record or answer it is can read it; you can read yours."
            ),
            ("people.Look",),
        )
    )
