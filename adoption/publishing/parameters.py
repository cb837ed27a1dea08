"""Disclosure parameters from the settings, for every publication."""

from django.conf import settings

from adoption.publishing.disclosure.protection import Parameters


def parameters_in_force() -> Parameters:
    return Parameters.for_production(
        settings.PUBLICATION_THRESHOLD,
        settings.PUBLICATION_COALITION,
        settings.PUBLICATION_DETAIL_THRESHOLD,
    )
