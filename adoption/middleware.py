MACHINES = "/api/portail/"  # below it nobody signs in: a token counts, and nothing else


def without_cookies(get_response):
    """Drop cookies of requests to the API, which has no sessions, before anything reads them."""

    def middleware(request):
        if request.path_info.startswith(MACHINES):
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware
