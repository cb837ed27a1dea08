MACHINES = "/api/portail/"  # below it nobody signs in: a token counts, and nothing else


def without_cookies(get_response):
    """A request to the API has no session: what a browser adds of its own is not even read."""

    def middleware(request):
        if request.path_info.startswith(MACHINES):
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware
