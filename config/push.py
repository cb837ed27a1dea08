"""The hosts of the browsers' makers to which a push may go: `.name` for all hosts below a name."""

WEB_PUSH_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    ".notify.windows.com",
)
