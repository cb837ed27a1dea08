"""Names the groups in which editors are offered the blocks of a page."""

from django.utils.translation import gettext_lazy as _


TEXT = _("Texts")
PICTURES = _("Pictures, films and sound")
DETAILS = _("To open, compare and turn over")
QUESTIONS = _("Questions and exercises")
PRACTICE = _("To do")
