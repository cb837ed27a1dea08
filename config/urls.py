from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from cms.admin_drafts import ChosenPublishedPages
from cms.admin_views import ScriptWords
from cms.ranges import serve_in_parts
from cms.views import serve
from config.probes import alive, ready
from core import offline_views
from core.gallery import gallery
from core.observability.metrics import metrics
from core.views import media
from people.admin_views.staff import StaffListPreferences
from people.views.account import SignOut


handler500 = "core.views.server_error"
urlpatterns = [
    path("langue/", login_not_required(set_language), name="set_language"),
    path("sante/vivant", alive, name="alive"),
    path("sante/pret", ready, name="ready"),
    path("metriques", metrics, name="metrics"),
    path("service-worker.js", offline_views.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline_views.manifest, name="manifest"),
    path("hors-ligne/", offline_views.offline, name="offline"),
    path("composants/", gallery, name="gallery"),
    path("compte/", include("people.urls")),
    path("compte/", include("people.account_urls")),
    path("contenus/", include("cms.urls")),
    path("quiz/", include("quizzes.urls")),
    path("parcours/", include("learning.urls")),
    path("entrainement/", include("learning.practice_urls")),
    path("attestations/", include("learning.public_urls")),
    path("entraide/", include("ambassadors.help.urls")),
    path("engagements/", include("ambassadors.commitments.urls")),
    path("ateliers/", include("ambassadors.planning.urls")),
    path("ateliers/", include("ambassadors.workshops.urls")),
    path("pratiques/", include("ambassadors.practices.urls")),
    path("cas/", include("ambassadors.cases.urls")),
    path("parcours-usager/", include("ambassadors.journeys.urls")),
    path("metiers/", include("ambassadors.job_changes.urls")),
    path("usage/", include("adoption.urls")),
    path("api/portail/v1/", include("adoption.api_urls")),
    path("admin/account/", require_admin_access(StaffListPreferences.as_view())),
    path("admin/localize/jsi18n/", require_admin_access(ScriptWords.as_view())),  # before its own
    path(
        "admin/choose-page/chosen-multiple/",  # before Wagtail's
        require_admin_access(ChosenPublishedPages.as_view()),
    ),
    path("admin/logout/", SignOut.as_view(), name="admin_logout"),  # before Wagtail's: one way out
    path("admin/", include(wagtailadmin_urls)),
    # Before Wagtail's, which sends a video whole or not at all.
    path("documents/<int:document_id>/<path:document_filename>", serve_in_parts, name="document"),
    path("documents/", include(wagtaildocs_urls)),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", media, name="media"),
    # Wagtail's own sign-in for private pages is no second way in: it leads to ours.
    path(
        "_util/login/",
        login_not_required(RedirectView.as_view(pattern_name="people:login")),
        name="wagtail_login",
    ),
    *(route for route in wagtail_urls.urlpatterns if route.name != "wagtail_serve"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
]
