"""Django's settings, all derived from :class:`core.assembly.config.Config`."""

from __future__ import annotations

from urllib.parse import urlsplit

from core.assembly.config import BASE_DIR, get_config
from core.assembly.database import database_settings
from core.assembly.mail import mail_server

VITRINE = get_config()

SECRET_KEY = VITRINE.secret_key
DEBUG = VITRINE.vitrine_debug
PUBLIC = urlsplit(VITRINE.vitrine_base_url)
SECURE_SITE = PUBLIC.scheme == "https"

ALLOWED_HOSTS = [PUBLIC.hostname] if PUBLIC.hostname else ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"{PUBLIC.scheme}://{PUBLIC.netloc}"] if PUBLIC.netloc else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "ninja",
    "template_partials.apps.SimpleAppConfig",
    "core",
    "projects",
    "ai_features.runs",
    "ai_features.gateway",
    "ai_features.knowledge",
    "ai_features.search",
    "ai_features.chat",
    "ai_features.summary",
    "ai_features.bench",
    "ai_features.sample",
]

MIDDLEWARE = [
    "core.rest.request_id.request_id",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.rest.edge.heads",
    "core.rest.edge.problem_pages",
    # Forms first: the page that refuses a query looks at the form.
    "core.pages.readable.ReadableForms",
    "core.pages.readable.ReadableQueries",
    "core.pages.caching.OwnAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.pages.ways_back.WaysBack",
    "core.pages.errors.DomainErrors",
]

ROOT_URLCONF = "core.assembly.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "core.looks.loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.contrib.humanize.templatetags.humanize",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.pages.context.frame",
                "core.people.passkeys.passkeys",
            ],
        },
    }
]
FORM_RENDERER = "core.looks.renderer.FormRenderer"

COTTON_ISOLATE_BY_DEFAULT = True

# Never connects here: a process that only collects static files or shows help has no database.
DATABASES = {
    "default": database_settings(
        VITRINE.migrating_address
        if VITRINE.vitrine_db_role == "owner"
        else VITRINE.database_address,
        role=VITRINE.vitrine_db_role,
        pool=VITRINE.vitrine_db_pool,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = VITRINE.redis_address
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "vitrine",
        # Sessions and sign-in use the cache: a Redis that hangs must not hang the site.
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "core.people.passwords.PasswordRules"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "core:workspaces"
LOGOUT_REDIRECT_URL = "core:landing"

ACCOUNT_ADAPTER = "core.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "core.people.forms.SignupDetails"
ACCOUNT_FORMS = {
    "add_email": "core.people.forms_mail.AddEmail",
    "reset_password": "core.people.forms_mail.ResetPassword",
}
ACCOUNT_EMAIL_VERIFICATION = "optional" if VITRINE.vitrine_email_url else "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Vitrine: "
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# Changing the address lets somebody reset the password, so ask for the password first.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "core.people.mfa_adapter.MfaAdapter"
MFA_FORMS = {
    "activate_totp": "core.people.forms_codes.ActivateTotp",
    "authenticate": "core.people.forms_codes.Authenticate",
    "reauthenticate": "core.people.forms_codes.Reauthenticate",
    "add_webauthn": "core.people.forms_passkeys.AddPasskey",
    "edit_webauthn": "core.people.forms_passkeys.RenamePasskey",
    "login_webauthn": "core.people.forms_passkeys.Login",
    "authenticate_webauthn": "core.people.forms_passkeys.Authenticate",
    "reauthenticate_webauthn": "core.people.forms_passkeys.Reauthenticate",
}
MFA_TOTP_ISSUER = "Vitrine"
# A phone's clock may be off by seconds, and a code may change while it is typed (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
# Without a mail server no address is ever verified, yet two-step sign-in must be available.
MFA_ALLOW_UNVERIFIED_EMAIL = not VITRINE.vitrine_email_url
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SITE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SITE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_SITE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VITRINE.vitrine_data_dir / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}

MAX_UPLOAD_BYTES = VITRINE.vitrine_max_upload_mb * 1_000_000
OCR = VITRINE.vitrine_ocr
# Enough for the longest text that may be pasted, in JSON that escapes every non-Latin letter.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

DEFAULT_FROM_EMAIL = SERVER_EMAIL = VITRINE.vitrine_from_email
MAIL = mail_server(VITRINE.vitrine_email_url.get_secret_value())
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'console'}.EmailBackend"
# Invitations are sent within the request, so a mail server that hangs must not hold it up.
EMAIL_TIMEOUT = 10
if MAIL:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.tls, MAIL.ssl

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "core.assembly.logs.WithoutContent",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "filters": {"one_line": {"()": "core.assembly.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Replaces uvicorn's own handler, which would print an error's content. Configuring uvicorn
        # resets its child loggers, and addresses in its access log carry what clients asked.
        "uvicorn": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "uvicorn.access": {"handlers": [], "propagate": False},
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        # Their warnings name the refused path, and an invitation's path is its secret.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        # Network scanners ask for hosts that are not ours.
        "django.security.DisallowedHost": {"filters": ["one_line"]},
    },
}
