from adoption.contacts.models.contacts import ContactChange, ContactVolume, OwnChannel
from adoption.contacts.models.front_desk import TallyBox, TallyFigure, TallyPublication


__all__ = [
    "ContactChange",
    "ContactVolume",
    "OwnChannel",
    "TallyBox",
    "TallyFigure",
    "TallyPublication",
]
