import os
from threading import Thread

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from adoption.charts.frame import make_ready  # noqa: E402 - the settings come first


# The first chart of a process would wait for the drawing library; nothing else does.
Thread(target=make_ready, name="drawings", daemon=True).start()
