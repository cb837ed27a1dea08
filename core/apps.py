from django.apps import AppConfig

from core import checks  # noqa: F401 - registers them


class Core(AppConfig):
    name = "core"
