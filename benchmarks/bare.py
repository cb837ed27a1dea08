"""The yardsticks, behind the same server and middleware as the product: one query and one template.

The second also says who reads it, and so costs the session and the account.
"""

import os


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings


settings.ROOT_URLCONF = "benchmarks.bare"

from django.contrib.auth.decorators import login_not_required  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.urls import path  # noqa: E402


application = get_wsgi_application()

from people.models import Team  # noqa: E402


TEMPLATE = Template(
    "<!doctype html><title>{{ team }}</title><h1>{{ team.name }}</h1><p>{{ reader }}</p>"
)


@login_not_required
def page(request):
    return HttpResponse(TEMPLATE.render(Context({"team": Team.objects.organisation()})))


def readers_page(request):
    given = {"team": Team.objects.organisation(), "reader": request.user}
    return HttpResponse(TEMPLATE.render(Context(given)))


@login_not_required
def ready(request):
    return HttpResponse("ready")


urlpatterns = [path("", page), path("lecteur", readers_page), path("sante/pret", ready)]
