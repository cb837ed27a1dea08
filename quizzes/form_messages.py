from django.utils.translation import gettext, ngettext

from quizzes.values.fields import Message


def translate_message(message: Message) -> str:
    """A sentence of a kind of question in the reader's language."""
    text = gettext(message.text)
    if message.plural:
        text = ngettext(message.text, message.plural, message.count)
    return text % {
        name: translate_message(value) if isinstance(value, Message) else value
        for name, value in message.params.items()
    }
