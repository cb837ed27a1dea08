"""A page put into English by the way that editors have: wagtail-localize."""

from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object


def english():
    return Locale.objects.get(language_code="en")


def start_translation(thing, user=None):
    """Submitted for translation: a draft of it in English, still in French words."""
    translate_object(thing, [english()], user=user)
    return Translation.objects.get(source__object_id=thing.translation_key)


def say(translation, words):
    """`words`: French to English, for each segment that has them."""
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        if segment.string.data in words:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=translation.target_locale,
                defaults={"data": words[segment.string.data]},
            )


def translate(thing, words=None, *, publish=True):
    """The English page, published or kept as a draft."""
    translation = start_translation(thing)
    say(translation, words or {thing.title: f"{thing.title} (en)"})
    translation.save_target(publish=publish)
    target = translation.get_target_instance()
    if publish:  # Wagtail does it on commit, which a test has not
        target.get_latest_revision().publish()
        target.refresh_from_db()
    return target


def segments(thing):
    source, _made = TranslationSource.update_or_create_from_instance(thing)
    return [segment.string.data for segment in source.stringsegment_set.order_by("order")]
