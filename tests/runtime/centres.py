"""Centres the tests of this folder configure a switch for."""

from pathlib import Path
from typing import Any

from voipcc.asterisk.config import Blueprint, LocalPorts, SipPorts
from voipcc.secrets_file import DeviceSecret, Secrets, TrunkSecret
from voipcc.settings import CentreSettings

NUMBERS = ("+4930123456", "+4930123499")


def settings(**changes: Any) -> CentreSettings:
    """Two agents with a phone of each kind, and a trunk of each kind."""
    data: dict[str, Any] = {
        "country": "DE",
        "agents": {
            "anna": {
                "display": 'Anna "A" Müller; x',
                "devices": {"desk": {"transport": "tls"}, "web": {"transport": "wss"}},
            },
            "ben": {"devices": {"soft": {"transport": "udp"}}},
        },
        "queues": {"sales": {"agents": ["anna", "ben"]}},
        "trunks": {
            "known": {"addresses": ["192.0.2.0/28", "198.51.100.7/32"], "max_calls": 4},
            "account": {
                "transport": "tls",
                "registration": {"server": "sip.example.net:5061", "username": "me"},
                "called_number_from": "to",
                "caller_from": "from",
                "dtmf": "info",
                "authenticate_inbound": True,
            },
            "silent": {
                "registration": {"server": "sip.example.org", "username": "you"},
                "called_number_from": "p_called_party_id",
            },
        },
    }
    return CentreSettings.model_validate({**data, **changes})


def secrets() -> Secrets:
    """Fixed ones, so that golden files stay the same. The carrier "silent" gave no password yet."""
    devices = {
        name: DeviceSecret(f"{name.replace('/', '')}-00", f"password-of-{name.replace('/', '-')}")
        for name in ("anna/desk", "anna/web", "ben/soft")
    }
    trunks = {
        "known": TrunkSecret("", "known-00", "inbound-of-known"),
        "account": TrunkSecret("carrier-password", "account-00", "inbound-of-account"),
        "silent": TrunkSecret("", "silent-00", "inbound-of-silent"),
    }
    return Secrets(1, "voipcc", "ari-password", "voipcc", "ami-password", devices, trunks)


def blueprint(**changes: Any) -> Blueprint:
    """The above on fixed ports, in folders that need not exist."""
    here = Path("/centre/state/asterisk")
    return Blueprint(
        settings=settings(**changes),
        secrets=secrets(),
        numbers=NUMBERS,
        sip=SipPorts(udp=5060, tcp=5060, tls=5061, wss=8089),
        local=LocalPorts(ari=18088, ami=15038),
        instance=here,
        run=here / "run",
        modules=Path("/asterisk/modules"),
        programs=Path("/asterisk/sbin"),
        music={"default": Path("/asterisk/moh")},
        greeting="fallback-greeting",
        carrier_ca=Path("/etc/ssl/certs/ca-certificates.crt"),
    )
