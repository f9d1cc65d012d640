"""Responses to the far side's requests, as RFC 3261 and RFC 3581 want them built."""

from voipcc.softphone.wire.address import HostPort, read_name_address, read_via
from voipcc.softphone.wire.message import Headers, Request, Response

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY, MESSAGE"
AGENT = "voipcc-wire"
REASONS = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 202: "Accepted",
    400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout",
    415: "Unsupported Media Type", 420: "Bad Extension", 480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist", 486: "Busy Here", 487: "Request Terminated",
    488: "Not Acceptable Here", 491: "Request Pending", 500: "Server Internal Error",
    501: "Not Implemented", 503: "Service Unavailable", 600: "Busy Everywhere", 603: "Decline",
}  # fmt: skip


def respond_to(
    request: Request, source: HostPort, status: int, *, tag: str = "", contact: str = "",
    more: tuple[tuple[str, str], ...] = (), body: bytes = b"",
) -> Response:  # fmt: skip
    """A response to `request` that came from `source`; `tag` goes to To where it has none."""
    headers = Headers()
    for place, via in enumerate(request.headers.all("via")):
        headers.add("Via", via if place else _marked(via, source))
    if status > 100:
        headers.extend([("Record-Route", value) for value in request.headers.all("record-route")])
    headers.add("From", request.headers.get("from"))
    to = request.headers.get("to")
    untagged = tag and status > 100 and not read_name_address(to).tag
    headers.add("To", f"{to};tag={tag}" if untagged else to)
    headers.add("Call-ID", request.headers.get("call-id"))
    headers.add("CSeq", request.headers.get("cseq"))
    headers.add("User-Agent", AGENT)
    if contact and status < 300:
        headers.add("Contact", contact)
    if status > 100:
        headers.add("Allow", ALLOW)
    headers.extend(more)
    if body:
        headers.add("Content-Type", "application/sdp")
    return Response(status, REASONS.get(status, "Unknown"), headers, body)


def _marked(via: str, source: HostPort) -> str:
    """The top Via with the address the request really came from."""
    read = read_via(via)
    parts = [part for part in via.split(";") if part.split("=")[0].strip().lower() not in _MARKS]
    if "rport" in read.params:
        parts.append(f"rport={source[1]}")
    if "rport" in read.params or read.host != source[0]:
        parts.append(f"received={source[0]}")
    return ";".join(parts)


_MARKS = ("rport", "received")
