"""The words with which an answer to a request about data begins: the organisation's, or ours."""

from django.utils.translation import gettext_lazy, override

from people.enums import RequestKind
from people.mail.queries import mail_language_of
from people.mail.registry import fill_placeholders
from people.models import AnswerTemplate, DataRequest, Person
from people.queries.rights import may_come_in, reads_own_page


NAME = "name"  # the one placeholder of an answer
OUR_WORDS = {
    RequestKind.CORRECTION: gettext_lazy(
        "Hello {name},\n\nWhat you asked to be corrected is corrected. You read it on your page “My data”."
    ),
    RequestKind.ACCESS: gettext_lazy(
        "Hello {name},\n\nThe copy of your data is on your page “My data”, to read there or to take away as a "
        "file. Its passphrase is on that page."
    ),
    RequestKind.ERASURE: gettext_lazy(
        "Hello {name},\n\nYour data cannot be erased as you ask, for this reason:"
    ),
    RequestKind.RESTRICTION: gettext_lazy(
        "Hello {name},\n\nYour use of the portal is set aside: from the next publication on it counts in no "
        "figure, and what you noted is yours alone. You end it on your page “My data”."
    ),
    RequestKind.OBJECTION: gettext_lazy(
        "Hello {name},\n\nYour objection is taken into account: from the next publication on your use of the "
        "portal counts in no figure, and you are asked nothing more. You withdraw it on your page “My data”."
    ),
    RequestKind.PORTABILITY: gettext_lazy(
        "Hello {name},\n\nYour data are in the file that you take from your page “My data”: donnees.json is for "
        "programs. Its passphrase is on that page."
    ),
}
# For who has not opened their account yet.
OUR_WORDS_BEFORE_OPENING = {
    RequestKind.ACCESS: gettext_lazy(
        "Hello {name},\n\nThe copy of your data is in the file that you are handed. Its passphrase is on your "
        "page “My data”, once your account is open."
    ),
    RequestKind.PORTABILITY: gettext_lazy(
        "Hello {name},\n\nYour data are in the file that you are handed: donnees.json is for programs. Its "
        "passphrase is on your page “My data”, once your account is open."
    ),
}
# For who cannot open “My data”, and is sent the answer on paper.
OUR_WORDS_BY_LETTER = {
    RequestKind.CORRECTION: gettext_lazy(
        "Hello {name},\n\nWhat you asked to be corrected is corrected."
    ),
    RequestKind.ACCESS: gettext_lazy(
        "Hello {name},\n\nThe copy of your data is in the file that you are sent. Its passphrase comes on a "
        "letter apart."
    ),
    RequestKind.RESTRICTION: gettext_lazy(
        "Hello {name},\n\nYour use of the portal is set aside: from the next publication on it counts in no "
        "figure, and what you noted is yours alone. You end it by writing to us."
    ),
    RequestKind.OBJECTION: gettext_lazy(
        "Hello {name},\n\nYour objection is taken into account: from the next publication on your use of the "
        "portal counts in no figure, and you are asked nothing more. You withdraw it by writing to us."
    ),
    RequestKind.PORTABILITY: gettext_lazy(
        "Hello {name},\n\nYour data are in the file that you are sent: donnees.json is for programs. Its "
        "passphrase comes on a letter apart."
    ),
}
# Article 12(4): the reasons, and where to go against it.
REFUSAL_WORDS = gettext_lazy(
    "Hello {name},\n\nWhat you ask is refused, for this reason:\n\n\n\nIf you do not agree, you may complain to "
    "the CNIL (cnil.fr, or by letter: CNIL, TSA 80715, 75334 Paris Cedex 07) or go to court."
)


def template_words(kind: str) -> dict[str, str]:
    """Return the words of a kind by language, as a form has them: the organisation's, or ours."""
    own = AnswerTemplate.objects.filter(kind=kind).first()
    if own is not None:
        return {"text_fr": own.text_fr, "text_en": own.text_en}
    words = {}
    for language in ("fr", "en"):
        with override(language):
            words[f"text_{language}"] = str(OUR_WORDS[RequestKind(kind)])
    return words


def answer_begun(data_request: DataRequest) -> str:
    """Return the template of its kind, filled in, in the language in which the person is written to."""
    if data_request.person is None:
        return ""
    person, kind = data_request.person, RequestKind(data_request.kind)
    language = _language_of(person)
    is_own = AnswerTemplate.objects.filter(kind=kind).exists()
    if not is_own:
        with override(language):
            return _named(_our_words(kind, person), person)
    return _named(template_words(kind)[f"text_{language}"], person)


def _our_words(kind: RequestKind, person: Person) -> str:
    """Return the words for the way in which the answer reaches them."""
    if not may_come_in(person):
        return str(OUR_WORDS_BY_LETTER.get(kind, OUR_WORDS[kind]))
    if not reads_own_page(person):
        return str(OUR_WORDS_BEFORE_OPENING.get(kind, OUR_WORDS[kind]))
    return str(OUR_WORDS[kind])


def refusal_begun(data_request: DataRequest) -> str:
    """Return the words of any refusal, without the reason, in the language in which the person is written to."""
    if data_request.person is None:
        return ""
    with override(_language_of(data_request.person)):
        return _named(str(REFUSAL_WORDS), data_request.person)


def _language_of(person: Person) -> str:
    return "fr" if mail_language_of(person).startswith("fr") else "en"


def _named(text: str, person: Person) -> str:
    return fill_placeholders(text, {NAME: f"{person.first_name} {person.last_name}"})
