"""Rules for whether, and how, another version of a question can read an answer. Pure."""

from dataclasses import dataclass, field

from quizzes.kinds.base import Spec
from quizzes.marking import clean_response
from quizzes.values.marks import Read, Response
from quizzes.values.rekeying import plain_words


@dataclass(frozen=True, slots=True)
class KeyReading:
    """How answers to the version `asked` are read by `spec`, the one whose key counts.

    `is_reworded`: what was asked reads otherwise, so that its author must say whether it means the same.
    """

    asked: Spec
    spec: Spec
    is_reworded: bool
    read: Read = field(compare=False)

    def response(self, given: Response) -> Response:
        return clean_response(self.spec, self.read(given))


def read_by_key(asked: Spec, spec: Spec) -> KeyReading | None:
    """Return None where the answers cannot be told apart any more, or where nobody's key marks them."""
    read = asked.reader(spec) if asked.kind == spec.kind else None
    if read is None:
        return None
    return KeyReading(asked, spec, plain_words(asked.text) != plain_words(spec.text), read)
