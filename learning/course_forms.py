"""How each kind of block is written in a course file, for those who read it and those who write it.

A block is a directive: `::: name attribute="…"`, its body, `:::`. A directive that holds others has more
colons than they. docs/course-files.md shows each.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class Of(Enum):
    """What an attribute gives."""

    TEXT = auto()
    YES_NO = auto()
    CHOICE = auto()
    PICTURE = auto()  # a file beside the lesson
    IMAGE = auto()  # the same, with `alt`, or `decorative="yes"`
    DOCUMENT = auto()
    PACKAGE = auto()
    QUIZ = auto()


class Body(Enum):
    """What the lines of a directive are, other than the directives among them."""

    NOTHING = auto()
    WORDS = auto()  # Markdown
    PLAIN = auto()  # lines as they are
    ITEMS = auto()  # - …
    STEPS = auto()  # 1. **…** …
    ROWS = auto()  # a table
    MARKS = auto()  # - 40, 60: …


@dataclass(frozen=True, slots=True)
class Attribute:
    """`field`: the block's own name for it. What is `default` is not written."""

    field: str
    of: Of = Of.TEXT
    required: bool = False
    default: Any = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Directives of this name inside another: a list of them (`is_many`), or the one."""

    field: str
    form: "Form"
    is_many: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """`into`: the field where the body goes; "" when the body is all there is."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    body: Body = Body.NOTHING
    into: str = ""
    may_be_empty: bool = False
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many directives stand inside one another, with this one."""
        return 1 + max((part.form.height for part in self.parts.values()), default=0)


@dataclass(frozen=True, slots=True)
class Named:
    """Something beside the text that a block needs, by its file’s place or its short name."""

    of: Of
    name: str


TITLE = Attribute("title", required=True)
WORDS = Form(body=Body.WORDS)


def _titled_words(field: str = "text", **attributes: Attribute) -> Form:
    return Form({"title": TITLE, **attributes}, Body.WORDS, field)


def _file(field: str, of: Of = Of.DOCUMENT, *, required: bool = False) -> Attribute:
    return Attribute(field, of, required=required, default=None)


_ROLE = Form(
    {"name": Attribute("name", required=True)},
    Body.ITEMS,
    "questions",
    parts={"sees": Part("sees", WORDS, is_many=False), "does": Part("does", WORDS, is_many=False)},
)
_SCREEN_STEP = Form(
    {"title": TITLE, "src": _file("image", Of.IMAGE)},
    Body.WORDS,
    "text",
    may_be_empty=True,
    parts={"marks": Part("marks", Form(body=Body.MARKS), is_many=False)},
)

FORMS: dict[str, Form] = {
    "text": Form(body=Body.WORDS, may_be_empty=True),
    "image": Form({"src": _file("image", Of.IMAGE, required=True), "caption": Attribute("caption")}),
    "callout": _titled_words(),
    "steps": Form(body=Body.STEPS, into="steps"),
    "checklist": Form({"title": TITLE}, Body.ITEMS, "items"),
    "table": Form(
        {
            "caption": Attribute("caption", required=True),
            "show": Attribute("show_caption", Of.YES_NO, default=True),
        },
        Body.ROWS,
        "text",
    ),
    "video": _titled_words(
        "transcript",
        src=_file("file", required=True),
        poster=_file("poster", Of.PICTURE),
        captions=_file("captions"),
        no_speech=Attribute("no_speech", Of.YES_NO, default=False),
    ),
    "audio": _titled_words("transcript", src=_file("file", required=True)),
    "accordion": Form(parts={"part": Part("items", _titled_words())}),
    "tabs": Form({"title": TITLE}, parts={"tab": Part("items", _titled_words())}),
    "comparison": Form(
        {"title": TITLE},
        parts={
            "column": Part(
                "columns",
                _titled_words(
                    tone=Attribute(
                        "tone", Of.CHOICE, default="plain", options=("plain", "good", "bad")
                    )
                ),
            )
        },
    ),
    "walkthrough": Form({"title": TITLE}, parts={"step": Part("steps", _SCREEN_STEP)}),
    "case": Form(
        {"title": TITLE},
        parts={
            "situation": Part("situation", WORDS, is_many=False),
            "front": Part("front", _ROLE, is_many=False),
            "back": Part("back", _ROLE, is_many=False),
            "helped": Part("helped", WORDS, is_many=False),
        },
    ),
    "sheet": Form(
        {
            "title": TITLE,
            "src": _file("document", required=True),
            "description": Attribute("description"),
            "accessible": Attribute("accessible", required=True),
        }
    ),
    "embed": Form(
        {
            "title": TITLE,
            "url": Attribute("url", required=True),
            "shape": Attribute("shape", Of.CHOICE, default="wide", options=("wide", "tall")),
        },
        Body.PLAIN,
        "summary",
    ),
    "quiz": Form(
        {
            "name": Attribute("quiz", Of.QUIZ, required=True),
            "required": Attribute("required", Of.YES_NO, default=True),
        }
    ),
    "scorm": Form(
        {
            "src": _file("package", Of.PACKAGE, required=True),
            "required": Attribute("required", Of.YES_NO, default=True),
        }
    ),
}
