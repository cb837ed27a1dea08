"""The words of a question in another language, each beside that of its source."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.kinds.base import KINDS, Spec
from quizzes.problems import gettext_noop
from quizzes.specs.wording import TITLE, wording_of
from quizzes.values.texts import HTML_FORMATS, TextFormat
from quizzes.values.words import Part, Word


# By the place of a text, without its numbers: `n` is the first of them, `m` the second. Those of a kind are
# its own.
LABELS = {
    TITLE: gettext_noop("Title"),
    "text": gettext_noop("The question"),
    "general_feedback": gettext_noop("Explanation"),
    "media.alternative": gettext_noop("Picture or recording %(n)d, in words"),
    "media.transcript": gettext_noop("Recording %(n)d, in writing"),
}
FORMAT_NAMES = {
    TextFormat.MARKDOWN: _("Markdown, as the source"),
    TextFormat.HTML: _("HTML, as the source"),
    TextFormat.MOODLE: _("HTML, as the source"),
}
_ID = re.compile(r"[a-z](\d+)\Z")
LINE_LENGTH = 60
MOST_LINES = 12


def text_label(path: str) -> str:
    """A place as an author calls it; the place itself where nobody gave it a name."""
    names, numbers = [], []
    for part in path.split("."):
        identifier = _ID.match(part)
        if part.isdigit():
            numbers.append(int(part) + 1)
        elif identifier:
            numbers.append(int(identifier[1]))
        else:
            names.append(part)
    label = text_labels().get(".".join(names))
    return label % dict(zip("nm", numbers, strict=False)) if label else path


def text_labels() -> dict[str, str]:
    of_kinds = {at: label for kind in KINDS.values() for at, label in kind.word_labels.items()}
    return {at: gettext(label) for at, label in (LABELS | of_kinds).items()}


class TranslationForm(forms.Form):
    """A field for each text. Nothing must be filled in: what is left waits, and the source is shown."""

    def __init__(
        self,
        *args: Any,
        spec: Spec,
        title: str,
        former: Mapping[str, str],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        own = Word(TITLE, title, Part.LINE)
        self.words = {TITLE: own, **wording_of(spec)}
        self.former = former
        self.language = language
        for path, word in self.words.items():
            self.fields[path] = self._field(word)

    def _field(self, word: Word) -> forms.CharField:
        widget: forms.Widget = forms.TextInput()
        if word.part is not Part.LINE:
            length = len(word.text) // LINE_LENGTH + word.text.count("\n") + 2
            widget = forms.Textarea(attrs={"rows": min(length, MOST_LINES)})
        widget.attrs |= {"lang": self.language, "aria-describedby": f"source-{word.path}"}
        return forms.CharField(
            label=text_label(word.path),
            widget=widget,
            required=False,
            max_length=250 if word.path == TITLE else None,
            help_text=_help(word),
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each text. `former`: what was said of an earlier source, where nothing is of this one."""
        for path, word in self.words.items():
            field = self[path]
            former = "" if field.value() else self.former.get(path, "")
            yield {"field": field, "path": path, "source": readable_source(word), "former": former}

    def refuse(self, problems: Mapping[str, list[str]]) -> None:
        for path, reasons in problems.items():
            for reason in reasons:
                self.add_error(path if path in self.fields else None, reason)


def _help(word: Word) -> str:
    if word.path == TITLE:
        return gettext("For authors; learners do not see it.")
    if word.part is Part.ANSWERS:
        return gettext(
            "One a line, as many as the language needs. What the source accepts is accepted too."
        )
    return str(FORMAT_NAMES.get(word.format, "")) if _has_marks(word) else ""


def readable_source(word: Word) -> str:
    """The source as its translator reads it: with its tags where it has any, without the codes of spaces."""
    if word.format not in HTML_FORMATS:
        return word.text
    return word.text if _has_marks(word) else html.unescape(word.text)


def _has_marks(word: Word) -> bool:
    return word.format not in HTML_FORMATS or "<" in word.text or "&lt;" in word.text
