"""Finds the address from which a request comes, as far as it can be believed."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings


NEIGHBOURHOOD = 64  # whoever has one IPv6 address has as many as they like below this prefix


def client_address(request) -> str | None:
    """Return the address that throttling counts by. A header counts only where the proxy sets it.

    What a visitor writes into X-Forwarded-For is never read: the proxy must overwrite the one header that
    CLIENT_ADDRESS_HEADER names.
    """
    header = settings.CLIENT_ADDRESS_HEADER
    forwarded = request.META.get(f"HTTP_{header.upper().replace('-', '_')}", "") if header else ""
    return _believable(forwarded.strip()) or _believable(request.META.get("REMOTE_ADDR", ""))


def _believable(text: str) -> str | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        network = IPv6Network((address, NEIGHBOURHOOD), strict=False)
        return str(network.network_address)
    return str(address)
