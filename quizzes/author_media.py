"""What an author says of pictures and recordings beside a question or on a choice."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quizzes.author_rows import textarea_field
from quizzes.queries.question_resources import pictures_for, recordings_for
from quizzes.values.media import MAX_ALTERNATIVE, Media, MediaKind
from quizzes.values.texts import Rich, TextFormat


MOST_MEDIA = 6
BLANK_MEDIA = 2
GONE = _("(deleted since)")


def _file(label: Any, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None, choices=[("", "—")], **more
    )


def _alternative(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("What it shows or says, in words"),
        required=False,
        max_length=MAX_ALTERNATIVE,
        help_text=help_text,
    )


class WithPicture(forms.Form):
    """The picture of a choice, with what says the same in words."""

    picture = _file(_("Picture"))
    alternative = _alternative(
        _("For whoever does not see the picture. Needed, unless the picture is decorative.")
    )
    is_decorative = forms.BooleanField(
        label=_("The picture is decorative: it says nothing"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("picture") is not None:
            self._check_alternative(cleaned)
        elif cleaned.get("alternative") and not cleaned.get("recording"):
            self.add_error(
                "picture", ValidationError(_("Choose the picture that this text tells."))
            )
        return cleaned

    def _check_alternative(self, cleaned: dict[str, Any]) -> None:
        says, is_decorative = bool(cleaned.get("alternative")), cleaned.get("is_decorative")
        if not says and not is_decorative:
            wanted = _("Write what the picture shows, or mark it as decorative.")
            self.add_error("alternative", ValidationError(wanted, code="no_alternative"))
        if says and is_decorative:
            either = _("A decorative picture has no text: remove one or the other.")
            self.add_error("is_decorative", ValidationError(either, code="both"))


class MediaRow(WithPicture):
    """A picture or a recording beside the question."""

    picture = _file(_("Picture"))
    recording = _file(
        _("Or recording"), help_text=_("A document of the kind mp3, m4a, ogg or wav.")
    )
    alternative = _alternative(
        _("The text of a picture, unless it is decorative; what a recording is, in a few words.")
    )
    transcript = textarea_field(_("What is said in the recording, in writing"), rows=3)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("recording") is None:
            return cleaned
        if cleaned.get("picture") is not None:
            one = _("A picture or a recording: use another row for the second.")
            self.add_error("recording", ValidationError(one, code="both"))
        if not cleaned.get("alternative"):
            name = _("Write what the recording is, in a few words.")
            self.add_error("alternative", ValidationError(name, code="no_alternative"))
        if not cleaned.get("transcript"):
            words = _("Write what is said: not everybody hears it.")
            self.add_error("transcript", ValidationError(words, code="no_transcript"))
        return cleaned


def offer_files(rows: Iterable[forms.Form], author: Any, media: Collection[Media]) -> None:
    """Give the fields of all rows of a form the files that an author may choose from, asked once."""
    chosen = {kind: {one.file for one in media if one.kind is kind} for kind in MediaKind}
    pictures, sounds = chosen[MediaKind.PICTURE], chosen[MediaKind.AUDIO]
    choices = {
        "picture": _options(pictures_for(author, kept=pictures), pictures),
        "recording": _options(recordings_for(author, kept=sounds), sounds),
    }
    for row in rows:
        for name, options in choices.items():
            field = row.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = options


def _options(found: list[tuple[int, str]], kept: set[int]) -> list[tuple[Any, Any]]:
    gone = sorted(kept - {key for key, _title in found})
    return [("", "—"), *found, *((key, GONE) for key in gone)]


def media_formset(data: Any, media: Iterable[Media], *, prefix: str = "media") -> Any:
    """The formset of what stands beside a question. A form sent without it changes nothing of it."""
    filled = [media_row_values(one) for one in media]
    formset = forms.formset_factory(
        MediaRow,
        extra=min(BLANK_MEDIA, max(0, MOST_MEDIA - len(filled))),
        max_num=MOST_MEDIA,
        absolute_max=MOST_MEDIA,
    )
    is_sent = data is not None and f"{prefix}-TOTAL_FORMS" in data
    return formset(data if is_sent else None, initial=filled, prefix=prefix)


def media_row_values(media: Media) -> dict[str, Any]:
    """Return what a row shows of a picture or recording that is there."""
    name = "picture" if media.kind is MediaKind.PICTURE else "recording"
    return {
        name: media.file,
        "alternative": media.alternative,
        "is_decorative": media.is_decorative,
        "transcript": media.transcript.text,
    }


def media_from_row(row: dict[str, Any], text_format: TextFormat) -> tuple[Media, ...]:
    """Return what the valid data of a row says: one, or none."""
    if row.get("picture") is not None:
        own: dict[str, Any] = {"kind": MediaKind.PICTURE, "file": row["picture"]}
        own["is_decorative"] = row["is_decorative"]
    elif row.get("recording") is not None:
        own = {"kind": MediaKind.AUDIO, "file": row["recording"]}
        if row["transcript"].strip():
            own["transcript"] = Rich(row["transcript"], text_format)
    else:
        return ()
    return (Media(alternative=row["alternative"], **own),)
