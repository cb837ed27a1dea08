from django.utils.translation import gettext, ngettext

from quizzes.values.fields import Message


def in_language(message: Message) -> str:
    """A sentence of a kind of question in the reader's language."""
    text = gettext(message.text)
    if message.plural:
        text = ngettext(message.text, message.plural, message.count)
    return text % {
        name: in_language(value) if isinstance(value, Message) else value
        for name, value in message.params.items()
    }
