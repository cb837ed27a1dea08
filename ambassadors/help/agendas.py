"""Define three optional agendas for a meeting of a pair."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Agenda:
    title: Any
    length: Any
    points: tuple[Any, ...]


AGENDAS = (
    Agenda(
        _("The first time"),
        _("30 minutes"),
        (
            _("5 min: who we are, and what brought us here."),
            _("5 min: what one of us would like to be able to do. One thing is enough."),
            _("15 min: do it together. Whoever learns holds the mouse or the phone."),
            _("5 min: what stays between us, how often we meet, and the next date."),
        ),
    ),
    Agenda(
        _("The times after"),
        _("15 to 30 minutes"),
        (
            _("5 min: what was tried since, what worked, where it stopped."),
            _("15 min: take up the place where it stopped. Ask before you explain."),
            _("5 min: one thing to try alone until next time, and the date."),
        ),
    ),
    Agenda(
        _("The last time"),
        _("20 minutes"),
        (
            _("10 min: whoever learnt shows it, from beginning to end."),
            _("5 min: look back at the goals. What is done, what no longer matters?"),
            _("5 min: whom could you show it to now? Then close the pair, each with a word."),
        ),
    ),
)
