"""Tells how a file of a package is served: a type for the endings of the web, a download for all others."""

CONTENT_TYPES = {
    "html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml",
    "css": "text/css", "js": "text/javascript", "mjs": "text/javascript",
    "json": "application/json", "xml": "application/xml", "xsd": "application/xml",
    "dtd": "application/xml-dtd", "txt": "text/plain", "csv": "text/csv", "md": "text/plain",
    "vtt": "text/vtt", "srt": "text/plain",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "svg": "image/svg+xml", "webp": "image/webp", "avif": "image/avif", "ico": "image/x-icon",
    "bmp": "image/bmp", "cur": "image/x-icon",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "oga": "audio/ogg",
    "ogg": "audio/ogg", "wav": "audio/wav", "weba": "audio/webm",
    "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg",
    "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "pdf": "application/pdf", "wasm": "application/wasm",
}  # fmt: skip
UNKNOWN = "application/octet-stream"


def content_type(name: str) -> str:
    """Return the type; UNKNOWN for what no page of a package shows. Text gets no charset: the file says its own."""
    _stem, dot, ending = name.rpartition(".")
    return CONTENT_TYPES.get(ending.lower(), UNKNOWN) if dot else UNKNOWN
