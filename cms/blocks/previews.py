"""Gives each block an invented example, in the editor's language, for the picture beside it in the list of blocks."""

from typing import Any

from django.utils.translation import gettext as _


def text() -> str:
    heading, words = (
        _("Before the call"),
        _("Keep the letter at hand: its number stands at the top."),
    )
    return f"<h2>{heading}</h2><p>{words}</p>"


def callout() -> dict[str, Any]:
    return {
        "title": _("Nobody asks for your password"),
        "text": _paragraph(_("Neither by telephone nor by message.")),
    }


def steps() -> dict[str, Any]:
    titles = (_("Open Messages."), _("Press “Write”."), _("Choose whom you write to."))
    return {"steps": [{"title": title, "text": ""} for title in titles]}


def checklist() -> dict[str, Any]:
    return {
        "title": _("Try it now"),
        "items": [_("I have opened my account"), _("I have found my last letter")],
    }


def table() -> dict[str, Any]:
    rows = (
        (_("Question"), _("Where to look")),
        (_("Where is my request?"), _("My requests")),
        (_("When was I paid?"), _("My payments")),
    )
    return {
        "caption": _("Where to look first"),
        "show_caption": True,
        "text": "\n".join(" | ".join(row) for row in rows),
    }


def accordion() -> dict[str, Any]:
    return {
        "items": [
            {"title": title, "text": _paragraph(_("The answer, once opened."))}
            for title in (_("And if I have no e-mail address?"), _("And if the page stays white?"))
        ]
    }


def tabs() -> dict[str, Any]:
    return {
        "title": _("Depending on your device"),
        "items": [
            {"title": _("Telephone"), "text": _paragraph(_("Touch the envelope at the top."))},
            {"title": _("Computer"), "text": _paragraph(_("Open Messages."))},
        ],
    }


def comparison() -> dict[str, Any]:
    return {
        "title": _("To help without doing it for them"),
        "columns": [
            {
                "title": _("Show"),
                "tone": "good",
                "text": _paragraph(_("The person holds the mouse.")),
            },
            {
                "title": _("Do it for them"),
                "tone": "bad",
                "text": _paragraph(_("The person only watches.")),
            },
        ],
    }


def case() -> dict[str, Any]:
    return {
        "title": _("A letter that nobody expected"),
        "situation": _paragraph(_("Somebody comes with a letter and has three days left.")),
        "front": _role(_("Reception"), _("A worried person, and a queue.")),
        "back": _role(_("Case handling"), _("A request without its last page.")),
        "helped": _paragraph(_("A call between the two, before the answer.")),
    }


def _role(name: str, sees: str) -> dict[str, Any]:
    return {
        "name": name,
        "sees": _paragraph(sees),
        "does": _paragraph(_("Looks up what was sent.")),
        "questions": [_("What would you say first?")],
    }


def reveal() -> dict[str, Any]:
    return {
        "title": _("How would you calm somebody who is angry?"),
        "text": _paragraph(_("Say what you have understood, then what you will do.")),
    }


def cards() -> dict[str, Any]:
    pairs = ((_("browser"), _("What opens pages.")), (_("tab"), _("One page among others.")))
    return {
        "title": _("Three words to know"),
        "items": [{"title": word, "text": _paragraph(meaning)} for word, meaning in pairs],
    }


def find() -> dict[str, Any]:
    clues = (_("within 24 hours"), _("your bank card number"))
    message = _("Your file will be closed %(clue)s. Send us %(other)s.")
    return {
        "title": _("What should alert you in this message?"),
        "message": message % {"clue": clues[0], "other": clues[1]},
        "image": None,
        "spots": [
            {"text": clue, "is_wanted": True, "left": None, "top": None, "feedback": ""}
            for clue in clues
        ],
    }


def sort() -> dict[str, Any]:
    boxes = (
        (_("Personal data"), (_("a telephone number"), _("a photo of somebody"))),
        (_("No personal data"), (_("opening hours"),)),
    )
    return {
        "title": _("Personal data or not?"),
        "boxes": [
            {"title": title, "cards": [{"text": card, "feedback": ""} for card in texts]}
            for title, texts in boxes
        ],
    }


def order() -> dict[str, Any]:
    titles = (_("Greet"), _("Listen"), _("Say it again in your words"))
    return {
        "title": _("In which order?"),
        "steps": [{"title": title, "text": ""} for title in titles],
    }


def dialogue() -> dict[str, Any]:
    replies = (_("“Show me what you see.”"), _("“Give me your telephone.”"))
    return {
        "title": _("At the front desk"),
        "situation": _paragraph(_("Somebody cannot get into their account.")),
        "turns": [
            {
                "key": "1",
                "said": _paragraph(_("“It does not work!”")),
                "replies": [
                    {"text": reply, "effect": "helps", "next": "", "consequence": ""}
                    for reply in replies
                ],
            }
        ],
    }


def sheet() -> dict[str, Any]:
    return {
        "title": _("The sheet to keep beside you"),
        "document": None,
        "description": _("Five gestures on one page."),
        "accessible": _("A tagged PDF."),
    }


def _paragraph(words: str) -> str:
    return f"<p>{words}</p>"
