"""Names characters that nobody sees, so that whoever typed them finds them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


NAMES = {
    "\t": gettext_lazy("a tab"),
    "\n": gettext_lazy("a line end"),
    "\r": gettext_lazy("a line end"),
    "\u00a0": gettext_lazy("a no-break space"),
    "\u00ad": gettext_lazy("a soft hyphen"),
    "\u200b": gettext_lazy("a zero-width space"),
    "\u200c": gettext_lazy("a zero-width non-joiner"),
    "\u200d": gettext_lazy("a zero-width joiner"),
    "\u200e": gettext_lazy("a left-to-right mark"),
    "\u200f": gettext_lazy("a right-to-left mark"),
    "\u202f": gettext_lazy("a narrow no-break space"),
    "\ufeff": gettext_lazy("a byte-order mark"),
}


def unseen_place(text: str) -> int | None:
    """Return the position of the first character that cannot be shown, or is a space of another kind."""
    for position, character in enumerate(text):
        if character != " " and (character.isspace() or not character.isprintable()):
            return position
    return None


def unseen_character(text: str, position: int) -> str:
    """Say which character it is, and where it stands."""
    character = text[position]
    code = f"U+{ord(character):04X}"
    name = NAMES.get(character)
    shown = "".join(sign if sign.isprintable() or sign.isspace() else "\ufffd" for sign in text)
    return _("%(character)s at place %(place)s of “%(text)s”") % {
        "character": f"{name} ({code})" if name else code,
        "place": position + 1,
        "text": " ".join(shown.split()),
    }
