from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models import PortalRelease
from learning.models.messages import Message
from learning.models.pages import LessonPage
from quizzes.models import Quiz


class ReleaseCampaign(models.Model):
    """Drafts made with a release of a portal, as long as they are there."""

    wagtail_reference_index_ignore = True

    release = models.OneToOneField(
        PortalRelease, on_delete=models.CASCADE, related_name="campaign", primary_key=True
    )
    lesson = models.ForeignKey(LessonPage, on_delete=models.SET_NULL, related_name="+", null=True)
    quiz = models.ForeignKey(Quiz, on_delete=models.SET_NULL, related_name="+", null=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        verbose_name = _("campaign of a release")
        verbose_name_plural = _("campaigns of releases")
        ordering = ["release"]

    def __str__(self):
        return str(self.release)
