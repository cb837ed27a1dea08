"""The one settings module: safe by default, changed by environment variables only (docs/runbook.md)."""

import os
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import content_policy, observability, queues
from config.caches import caches
from config.database import database_settings
from config.grave_acts import ACCOUNT_REAUTHENTICATION_TIMEOUT, GRAVE_ACTS, HARMLESS_ACTS  # noqa: F401  # fmt: skip
from config.private_routes import PRIVATE_ROUTES  # noqa: F401 - a setting
from config.push import WEB_PUSH_HOSTS  # noqa: F401 - a setting
from config.schedule import SCHEDULE
from core.holidays import Holidays
from people.federation.environment import provider_settings as identity_providers


BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Names that the environment sets: what is chosen on screen does not count for them (core.site_settings).
SET_BY_ENVIRONMENT = frozenset(os.environ)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
if "VAR_DIR" not in SET_BY_ENVIRONMENT and not (BASE_DIR / "manage.py").exists():  # a wheel
    raise ImproperlyConfigured(
        "Set VAR_DIR: the folder of what is written, such as /var/lib/passerelle."
    )
DEBUG = env.bool("DEBUG", default=False)
SERVE_OVER_HTTP = env.bool("SERVE_OVER_HTTP", default=DEBUG)  # the demo on 127.0.0.1, nothing else


def secret(name):
    """Read a secret, which has no default outside DEBUG: an installation must choose its own."""
    value = env.str(name, default="")
    if value:
        return value
    if DEBUG:
        return f"insecure-{name.lower()}-for-local-development-only-0123456789abcdef"
    raise ImproperlyConfigured(f"Set the environment variable {name} (50 random characters).")


def packages_origin(given, base):
    """Return the origin of packages: as given; in development, a name that browsers resolve by themselves; else ""."""
    own = urlsplit(base)
    if not given and own.scheme == "http" and own.hostname in ("127.0.0.1", "localhost"):
        given = f"http://packages.localhost:{own.port or 80}"
    parts = urlsplit(given)
    origin = f"{parts.scheme}://{parts.netloc}".removesuffix(
        ":80" if parts.scheme == "http" else ":443"
    )
    if not given:
        return ""
    if given.rstrip("/") not in (origin, f"{parts.scheme}://{parts.netloc}") or not parts.hostname:
        raise ImproperlyConfigured("PACKAGES_ORIGIN is like https://contenus.exemple.fr.")
    if parts.hostname == own.hostname:
        raise ImproperlyConfigured("PACKAGES_ORIGIN needs a host of its own: not that of BASE_URL.")
    return origin


SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Ties a portal-use link to a person, and makes the passphrase of their export. Held outside the database: a copy of the database names nobody.
PSEUDONYM_KEY = secret("PSEUDONYM_KEY")
# Signs the figures that are shared with other organisations: manage.py make_sharing_key. "": nothing is shared.
SHARING_KEY = env.str("SHARING_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
# What others made is played on a host of its own (docs/decisions/0023-scorm.md); "": nowhere.
PACKAGES_ORIGIN = packages_origin(env.str("PACKAGES_ORIGIN", default=""), BASE_URL)
if PACKAGES_ORIGIN:
    ALLOWED_HOSTS.append(str(urlsplit(PACKAGES_ORIGIN).hostname))

INSTALLED_APPS = [
    "config.apps.Config",
    "demo",
    "adoption",
    "ambassadors",
    "learning",
    "quizzes",
    "cms",
    "people",
    "core",
    "wagtail_localize",
    "wagtail_localize.locales",  # in place of wagtail.locales
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django_filters",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "core.observability.middleware.observe_requests",
    "core.middleware.add_security_headers",
    "config.probes.answer_probes",  # before what asks for HTTPS and for a known host
    "django.middleware.security.SecurityMiddleware",
    "learning.middleware.serve_packages_apart",
    "core.middleware.compress_pages",
    "core.middleware.refuse_long_addresses",
    "core.middleware.shorten_searches",
    "adoption.middleware.without_cookies",
    "core.site_settings.read_settings_once",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",  # before what may fail: an error page has its nonce too
    "core.middleware.refuse_uploads_without_room",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.middleware.end_stale_sessions",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.RequireLogin",
    "people.middleware.ShowNoticesFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cms.middleware.loosen_admin_policy",
    "core.middleware.keep_personal_pages_out_of_caches",
    "people.offline.mark_pages",
    "core.middleware.explain_refused_methods",
    "people.middleware.RequireSecondFactor",
    "people.middleware.RequireRecentProof",
    "cms.middleware.GuardTranslations",
    "cms.middleware.SayWhatIsNotPublished",
    "cms.middleware.RefuseUnreadableQueries",
    "axes.middleware.AxesMiddleware",
    "people.offline.AnswerWaitingForms",  # last: whoever may not send it was refused before
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.page_frame",
            ],
            "builtins": ["core.templatetags.passerelle", "django.templatetags.i18n"],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------
DATABASES = {"default": database_settings(env, f"sqlite:///{VAR_DIR / 'passerelle.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = caches(REDIS_URL, VAR_DIR)

# --- Background work: at once by default, by a worker when there is a broker -------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL)
CELERY_TASK_ALWAYS_EAGER = not CELERY_BROKER_URL
CELERY_TASK_EAGER_PROPAGATES = CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = env.str("TIME_ZONE", default="Europe/Paris")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_MAX_TASKS_PER_CHILD, CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500, 700_000  # KiB
CELERY_BROKER_TRANSPORT_OPTIONS = queues.transport_options(CELERY_BROKER_URL, VAR_DIR)
CELERY_BROKER_CONNECTION_TIMEOUT = queues.CONNECTION_TIMEOUT
CELERY_BROKER_CONNECTION_MAX_RETRIES = queues.WORKER_RETRIES
CELERY_TASK_PUBLISH_RETRY = queues.PUBLISH_RETRY
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_BEAT_SCHEDULER = "config.beat.DatabaseScheduler"
BEAT_SCHEDULE = SCHEDULE
# Without a broker: beside the answer, which neither waits for it nor tells by its length whether a mail went.
BACKGROUND_IN_A_THREAD = CELERY_TASK_ALWAYS_EAGER
# Wagtail's own small tasks (search index, references) run at once.
TASKS = {"default": {"BACKEND": "core.index_tasks.IndexingBackend"}}

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # counts, and lets nobody in
    "people.backends.EmailOrStaffNumberBackend",
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "people:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "people.password_validation.CompromisedPasswordValidator"},
]
COMPROMISED_PASSWORDS_FILE = env.str("COMPROMISED_PASSWORDS_FILE", default="")
PASSWORD_RESET_TIMEOUT = env.int("PASSWORD_RESET_MINUTES", default=60) * 60
# Whoever may see others' data sets up a second factor first (docs/decisions/0012-sign-in.md).
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
# django-allauth carries the steps of signing in.
ACCOUNT_ADAPTER = "people.account_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_number"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the staff list says whose an address is
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if SERVE_OVER_HTTP else "https"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SERVE_OVER_HTTP
MFA_TOTP_ISSUER = "Passerelle"
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # an office has one address
MFA_TOTP_TOLERANCE = 1  # a telephone may be half a minute late
# Signing in as elsewhere (docs/single-sign-on.md). Nobody is made, no token is kept.
SOCIALACCOUNT_ADAPTER = "people.federation.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = identity_providers(
    env.str("OIDC_PROVIDERS", default=""), env.str("SAML_PROVIDERS", default="")
)
SOCIALACCOUNT_STORE_TOKENS = SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
# Who may still sign in with a password of ours: everybody, or administrators.
PASSWORD_SIGN_IN = env.str("PASSWORD_SIGN_IN", default="everybody")
if PASSWORD_SIGN_IN not in {"everybody", "administrators"}:
    raise ImproperlyConfigured("PASSWORD_SIGN_IN is everybody or administrators.")
MFA_ADAPTER = "people.second_factor_adapter.SecondFactorAdapter"
ACCOUNT_FORMS = {"reauthenticate": "people.forms.second_factor.PasswordAgainForm"}
MFA_FORMS = {
    "authenticate": "people.forms.second_factor.CodeForm",
    "reauthenticate": "people.forms.second_factor.CodeAgainForm",
    "activate_totp": "people.forms.second_factor.ApplicationForm",
    "add_webauthn": "people.forms.second_factor.PasskeyForm",
    "edit_webauthn": "people.forms.second_factor.PasskeyNameForm",
}
# django-axes counts who is wrong at the door: by account and address, then more slowly by either.
SIGN_IN_FAILURES = env.int("SIGN_IN_FAILURES", default=5)
SIGN_IN_FAILURES_ACCOUNT = env.int("SIGN_IN_FAILURES_ACCOUNT", default=50)
SIGN_IN_FAILURES_ADDRESS = env.int("SIGN_IN_FAILURES_ADDRESS", default=200)
SIGN_IN_COOL_OFF_MINUTES = env.int("SIGN_IN_COOL_OFF_MINUTES", default=30)
AXES_HANDLER = "people.throttling.Throttle"
AXES_FAILURE_LIMIT = SIGN_IN_FAILURES
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=SIGN_IN_COOL_OFF_MINUTES)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "people.throttling.account_key"
AXES_CLIENT_IP_CALLABLE = "people.network.client_address"
AXES_CLIENT_STR_CALLABLE = "people.throttling.name_in_log"
AXES_LOCKOUT_CALLABLE = "people.views.account.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# A session ends after so many hours, and after so many minutes without a click.
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=120)
SESSION_ENGINE = "people.session_store"
SESSION_COOKIE_AGE = 60 * 60 * SESSION_HOURS
if not SERVE_OVER_HTTP:  # a site beside ours, such as that of the packages, cannot set these for us
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not SERVE_OVER_HTTP
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.form_refused"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

# Outside the database, best on another disk: erasures are done again after a restore (docs/runbook.md).
ERASURE_JOURNAL = Path(env.str("ERASURE_JOURNAL", default=str(VAR_DIR / "erasures.jsonl")))

# How long each class of data is kept, in months (docs/decisions/0018-retention-and-pack.md).
RETENTION_INVITATIONS_MONTHS = env.int("RETENTION_INVITATIONS_MONTHS", default=3)
RETENTION_NOTICES_MONTHS = env.int("RETENTION_NOTICES_MONTHS", default=60)
RETENTION_DATA_REQUESTS_MONTHS = env.int("RETENTION_DATA_REQUESTS_MONTHS", default=60)
RETENTION_HELP_MONTHS = env.int("RETENTION_HELP_MONTHS", default=24)
RETENTION_LEARNING_MONTHS = env.int("RETENTION_LEARNING_MONTHS", default=12)
RETENTION_USE_MONTHS = env.int("RETENTION_USE_MONTHS", default=24)
RETENTION_LEAVERS_MONTHS = env.int("RETENTION_LEAVERS_MONTHS", default=12)
# Until it is set the purge only says whose accounts it would erase.
RETENTION_ERASE_LEAVERS = env.bool("RETENTION_ERASE_LEAVERS", default=False)

OFFLINE = env.bool(
    "OFFLINE", default=True
)  # personal devices may keep lessons (docs/decisions/0068-offline.md)

# --- The web ----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = not SERVE_OVER_HTTP
SECURE_HSTS_SECONDS = 0 if SERVE_OVER_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not SERVE_OVER_HTTP
SECURE_REFERRER_POLICY = "same-origin"
CLIENT_ADDRESS_HEADER = ""  # in which a proxy says from where somebody comes
if env.bool("BEHIND_PROXY", default=False):  # the proxy must strip these headers from outside
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CLIENT_ADDRESS_HEADER = env.str("CLIENT_ADDRESS_HEADER", default="X-Real-IP")
OUTBOUND_PRIVATE_HOSTS = env.list("OUTBOUND_PRIVATE_HOSTS", default=[])  # core/outbound.py
# Sites of the organisation of which a page may show a part, once its reader agrees: hosts, no scheme.
EMBED_HOSTS = [host.lower() for host in env.list("EMBED_HOSTS", default=[])]
if not all(re.fullmatch(r"[a-z0-9.-]+(:\d{1,5})?", host) for host in EMBED_HOSTS):
    raise ImproperlyConfigured("EMBED_HOSTS is a list of hosts, such as videos.example.org.")
if urlsplit(BASE_URL).netloc.lower() in EMBED_HOSTS:
    raise ImproperlyConfigured("EMBED_HOSTS names other sites than this one.")
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews a page in a frame of its own admin
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # see the line above
CONTENT_SECURITY_POLICY = {"DIRECTIVES": content_policy.directives(EMBED_HOSTS)}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# Charts and reports once drawn: published figures only, made again when they are not there.
DRAWINGS_FOLDER = Path(env.str("DRAWINGS_FOLDER", default=str(VAR_DIR / "cache" / "drawings")))
# A web process has others draw for it: the library is in none of them (decision 89).
DRAW_APART = os.environ.get("DATABASE_ROLE") == "web"
os.environ.setdefault("MPLCONFIGDIR", str(VAR_DIR / "cache" / "matplotlib"))  # its list of fonts
DRAWINGS_MAX_MIB = env.int("DRAWINGS_MAX_MIB", default=256)
PACKAGES_ROOT = Path(env.str("PACKAGES_ROOT", default=str(VAR_DIR / "packages")))
# With a manifest: collected, compressed files under hashed names. Without: straight from the apps.
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=not DEBUG)
STATIC_ROOT = VAR_DIR / "static" if STATIC_MANIFEST else None
STORAGES = {
    "default": {"BACKEND": "core.storage.WholeFileStorage"},
    "packages": {  # never served from the site's own address (docs/decisions/0023-scorm.md)
        "BACKEND": "core.storage.WholeFileStorage",
        "OPTIONS": {"location": PACKAGES_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
WHITENOISE_AUTOREFRESH = DEBUG

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="passerelle@localhost")
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")  # where servers report what they refuse
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
# Hours of the organisation in which a mail that can wait does.
MAIL_QUIET_FROM = env.int("MAIL_QUIET_FROM", default=19)
MAIL_QUIET_UNTIL = env.int("MAIL_QUIET_UNTIL", default=8)
if not {MAIL_QUIET_FROM, MAIL_QUIET_UNTIL} <= set(range(24)):
    raise ImproperlyConfigured("MAIL_QUIET_FROM and MAIL_QUIET_UNTIL are hours, from 0 to 23.")
MAIL_QUIET_WEEKENDS = env.bool("MAIL_QUIET_WEEKENDS", default=True)
MAIL_QUIET_HOLIDAYS = env.str("MAIL_QUIET_HOLIDAYS", default="france")
if MAIL_QUIET_HOLIDAYS not in set(Holidays):
    raise ImproperlyConfigured("MAIL_QUIET_HOLIDAYS is none, france or alsace-moselle.")
# So many mails go out at the same time, each over a connection of its own; SQLite has one writer.
MAIL_CONNECTIONS = env.int(
    "MAIL_CONNECTIONS", default=1 if DATABASES["default"]["ENGINE"].endswith("sqlite3") else 4
)

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")
USE_TZ = True

# --- Wagtail ----------------------------------------------------------------------------------
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a translation begins as a draft
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # an address is typed, read aloud and printed without accents
WAGTAIL_SITE_NAME = "Passerelle"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.Attachment"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_EXTENSIONS += ["m4a", "mp3", "ogg", "wav"]  # recordings that questions play
WAGTAILDOCS_EXTENSIONS += ["mp4", "webm", "vtt"]  # videos of lessons, and their captions
WAGTAILDOCS_CONTENT_TYPES = {
    "m4a": "audio/mp4", "mp3": "audio/mpeg", "mp4": "video/mp4", "ogg": "audio/ogg", "vtt": "text/vtt",
    "wav": "audio/wav", "webm": "video/webm",
}  # fmt: skip
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.forms.AttachmentForm"
# How large a file that an author sends may be, by its kind.
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=20 * 1024 * 1024)
AUDIO_MAX_BYTES = env.int("AUDIO_MAX_BYTES", default=20 * 1024 * 1024)
VIDEO_MAX_BYTES = env.int("VIDEO_MAX_BYTES", default=200 * 1024 * 1024)
CAPTIONS_MAX_BYTES = env.int("CAPTIONS_MAX_BYTES", default=1024 * 1024)
WAGTAILDOCS_MAX_UPLOAD_SIZE = max(DOCUMENT_MAX_BYTES, AUDIO_MAX_BYTES, VIDEO_MAX_BYTES)
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.pictures.PictureForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
FILTERS_EMPTY_CHOICE_LABEL = _("no filter")  # of lists of the administration
WAGTAIL_FRONTEND_LOGIN_URL = WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [
    "Europe/Paris", "America/Cayenne", "America/Guadeloupe", "America/Marigot",
    "America/Martinique", "America/Miquelon", "America/St_Barthelemy", "Indian/Mayotte",
    "Indian/Reunion", "Pacific/Gambier", "Pacific/Marquesas", "Pacific/Noumea",
    "Pacific/Tahiti", "Pacific/Wallis",
]  # fmt: skip
WAGTAILEMBEDS_FINDERS: list[str] = []  # an embed would ask a third party
# Without a stemming of PostgreSQL's own: both databases find the same (cms/search/words.py).
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}

# --- Passerelle ---------------------------------------------------------------------------------
# Disclosure control (docs/decisions/0007-slack-rule.md): no publication shows a smaller group.
PUBLICATION_THRESHOLD = env.int("PUBLICATION_THRESHOLD", default=10)
PUBLICATION_DETAIL_THRESHOLD = env.int("PUBLICATION_DETAIL_THRESHOLD", default=50)
PUBLICATION_COALITION = 3  # people who put together what they know of themselves
MONTH_CLOSING_DAY = env.int("MONTH_CLOSING_DAY", default=5)
BAROMETER_EVERY_MONTHS = env.int("BAROMETER_EVERY_MONTHS", default=3)  # from January; 0: never
BAROMETER_OPEN_DAYS = env.int("BAROMETER_OPEN_DAYS", default=14)
# How often whoever reads every figure is told that a report can be read: monthly, quarterly or never.
REPORT_MAIL = env.str("REPORT_MAIL", default="monthly")
if REPORT_MAIL not in {"monthly", "quarterly", "never"}:
    raise ImproperlyConfigured("REPORT_MAIL is monthly, quarterly or never.")
DECLARATION_MAIL = env.bool("DECLARATION_MAIL", default=False)
PROPOSAL_EXPIRES_DAYS = env.int("PROPOSAL_EXPIRES_DAYS", default=7)
# Of the hours in which mails go out: to answer somebody who asks for today, or who chose one.
URGENT_PROPOSAL_HOURS = env.int("URGENT_PROPOSAL_HOURS", default=2)
CHOSEN_PROPOSAL_HOURS = env.int("CHOSEN_PROPOSAL_HOURS", default=22)
PAIR_QUIET_DAYS = env.int("PAIR_QUIET_DAYS", default=28)
APPLICATION_REMINDER_DAYS = env.int("APPLICATION_REMINDER_DAYS", default=14)
FIT_CHECK_DAYS = env.int("FIT_CHECK_DAYS", default=14)
REVIEW_BY_ANOTHER = env.bool("REVIEW_BY_ANOTHER", default=True)
CERTIFICATE_RENEWAL_DAYS = env.int("CERTIFICATE_RENEWAL_DAYS", default=60)
INVITATION_EXPIRES_DAYS = env.int("INVITATION_EXPIRES_DAYS", default=30)
LINK_CODE_DAYS = env.int("LINK_CODE_DAYS", default=7)  # from when the code is shown
# What was private before an account was opened with an invitation stays closed for so long.
ACCOUNT_SEAL_DAYS = env.int("ACCOUNT_SEAL_DAYS", default=7)
CONFIRMED_MAIL_DOMAINS = env.list("CONFIRMED_MAIL_DOMAINS", default=[])  # docs/decisions/0052
# A full staff list that would make more leave waits for a confirmation: it may be the wrong file.
STAFF_IMPORT_MAX_LEAVERS_PERCENT = env.int("STAFF_IMPORT_MAX_LEAVERS_PERCENT", default=20)
# A manager lends a team to a stand-in for so long at most.
DELEGATION_MAX_DAYS = env.int("DELEGATION_MAX_DAYS", default=184)
# Staff files that another system drops: the folder, the mapping that reads them, whether each is everybody.
STAFF_IMPORT_FOLDER = env.str("STAFF_IMPORT_FOLDER", default="")
STAFF_IMPORT_URL = env.str("STAFF_IMPORT_URL", default="")  # put into the folder, before it is read
STAFF_IMPORT_TOKEN = env.str("STAFF_IMPORT_TOKEN", default="")
STAFF_IMPORT_MAPPING = env.str("STAFF_IMPORT_MAPPING", default="")
STAFF_IMPORT_FULL = env.bool("STAFF_IMPORT_FULL", default=False)
STAFF_IMPORT_EMPTY_CELLS = env.str("STAFF_IMPORT_EMPTY_CELLS", default="")  # keep, clear, or asked
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=200 * 1024 * 1024)
SCORM_MAX_BYTES = env.int("SCORM_MAX_BYTES", default=300 * 1024 * 1024)
# The address of an open package ends after so many hours.
SCORM_VISIT_HOURS = env.int("SCORM_VISIT_HOURS", default=12)

LOGGING = observability.logging_settings(env, is_demo=SERVE_OVER_HTTP)
METRICS_TOKEN = observability.metrics_token(env, VAR_DIR)
SENTRY_DSN, OTEL_EXPORTER_OTLP_ENDPOINT = observability.own_addresses(env, OUTBOUND_PRIVATE_HOSTS)
# Where backups go (a path or s3://bucket/prefix), for whose age keys; a key here tries them (docs/runbook.md, Backup).
BACKUP_DESTINATION = env.str("BACKUP_DESTINATION", default="")
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=30)
BACKUP_IDENTITY = env.str("BACKUP_IDENTITY", default="")
BACKUP_STAMP = env.str("BACKUP_STAMP", default="")  # a file as old as the last backup of your own
BACKUP_MAX_HOURS = env.int("BACKUP_MAX_HOURS", default=30)
CERTIFICATE_FILE = env.str("CERTIFICATE_FILE", default="")
