"""Why a registration or a call failed, in words, and what to do about it."""

from voipcc.softphone.sip.account import PhoneAccount

SETTINGS_REMEDY = (
    "Print the settings again with `voipcc agent add` and compare user name and password."
)


def registration_fault(code: int, reason: str, account: PhoneAccount) -> tuple[str, str]:
    """(what is wrong, what to do) for a REGISTER answered with `code` (SIP or made by the library)."""
    where = f"{account.address} over {account.transport.upper()}"
    if code in (401, 403, 407):
        return (
            f"{account.address} refused user name or password of '{account.username}'.",
            SETTINGS_REMEDY,
        )
    if code == 404:
        return f"{account.address} knows no user '{account.username}'.", SETTINGS_REMEDY
    if code == 408:
        return (
            f"No answer from {where}.",
            "Is the address right, the centre running, and no firewall between?",
        )
    if code == 502 and "ERESOLVE" in reason:
        return (
            f"The name {account.server} cannot be resolved.",
            "Check its spelling and this machine's DNS.",
        )
    if "ECERTVERIF" in reason or "certificate" in reason.lower():
        return (
            f"The certificate of {account.address} is not trusted.",
            "Give the centre's ca.pem as ca_file, and the server by the name the certificate carries.",
        )
    if code == 503 and "SIP" not in reason:
        return (
            f"Cannot connect to {where}: {reason}.",
            "Is the centre running, and is this its port for that transport?",
        )
    return f"{where} refused the registration: {code} {reason}.", SETTINGS_REMEDY


def call_fault(code: int, reason: str) -> str:
    """Why a call that was not answered ended, for a person."""
    words = {
        404: "nobody has this number",
        480: "nobody answers or is registered there",
        486: "busy",
        487: "given up",
        488: "no common codec or encryption",
        600: "busy",
        603: "declined",
        408: "no answer from the server",
    }
    return words.get(code, f"{code} {reason}")
