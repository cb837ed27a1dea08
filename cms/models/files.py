from django.core.cache.backends.dummy import DummyCache
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index


class Picture(AbstractImage):
    """A picture with its source. Its text alternative belongs to the place where it is shown.

    `file_hash` is set however it came in: a course finds the picture again by its digest.
    """

    credit = models.CharField(_("source and licence"), max_length=255, blank=True)

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")
    # In the place of Wagtail's, by which its chooser cannot search among the pictures of one tag.
    search_fields = [
        *AbstractImage.search_fields,
        index.RelatedFields(
            "tags",
            [
                index.SearchField("name", boost=10),
                index.AutocompleteField("name"),
                index.FilterField("name"),
            ],
        ),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args, **kwargs):
        if not self.file_hash:
            self._set_image_file_metadata()
        super().save(*args, **kwargs)


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")
    # Pages read them with their pictures; Wagtail would write each one to the cache at each view all the same.
    cache_backend = DummyCache("", {})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_unique"
            ),
        ]


class Attachment(AbstractDocument):
    """A document, a recording or captions. Its digest is set as a picture's is."""

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    def save(self, *args, **kwargs):
        if not self.file_hash:
            self._set_document_file_metadata()
        super().save(*args, **kwargs)
