from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from learning.policies import messages_visible_to
from learning.queries.messages import filled_words
from people.mail.message import paragraphs


@require_safe
def message(request, uuid):
    """Show a message to somebody whom it reached, as long as it waits under their bell."""
    row = get_object_or_404(messages_visible_to(request.user), uuid=uuid)
    written = row.words_in(get_language())[2]
    words = filled_words(row, written, request.user.first_name)
    context = {"words": words, "paragraphs": paragraphs(words.text), "written": written, "row": row}
    return render(request, "learning/message.html", context)
