"""Disclosure parameters from the settings, for every publication."""

from django.conf import settings

from adoption.publishing.disclosure.protection import Parameters
from core.site_settings import value_of


def parameters_in_force() -> Parameters:
    return Parameters.for_production(
        value_of("PUBLICATION_THRESHOLD"),
        settings.PUBLICATION_COALITION,
        value_of("PUBLICATION_DETAIL_THRESHOLD"),
    )
