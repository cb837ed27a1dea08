from django.utils.translation import gettext

from adoption.foundation.indicators import Definition


def definition_text(definition: Definition) -> dict[str, str]:
    return {
        "code": definition.code,
        "title": gettext(definition.title),
        "unit": gettext(definition.unit),
        "denominator": gettext(definition.denominator),
        "window": gettext(definition.window),
        "source": gettext(definition.source),
        "version": str(definition.version),
    }
