"""All configuration files of one instance, by their name below its etc folder."""

from voipcc.asterisk.config import entry, modules, sip, system, trunks
from voipcc.asterisk.config.blueprint import Blueprint
from voipcc.asterisk.config.text import document


def files(plan: Blueprint) -> dict[str, str]:
    """File name -> text. Raises ValueError when a value cannot stand in such a file."""
    return {
        **{f"{name}.conf": document() for name in system.EMPTY},
        "asterisk.conf": system.asterisk_conf(plan),
        "modules.conf": modules.modules_conf(),
        "logger.conf": system.logger_conf(),
        "http.conf": system.http_conf(plan),
        "ari.conf": system.ari_conf(plan),
        "manager.conf": system.manager_conf(plan),
        "rtp.conf": system.rtp_conf(plan),
        "musiconhold.conf": system.musiconhold_conf(plan),
        "indications.conf": system.indications_conf(),
        "cel.conf": system.cel_conf(),
        "cel_custom.conf": system.cel_custom_conf(),
        "cdr.conf": system.cdr_conf(),
        "stasis.conf": system.stasis_conf(),
        "pjsip.conf": sip.pjsip_conf(plan),
        **reloadable(plan),
    }


def reloadable(plan: Blueprint) -> dict[str, str]:
    """The files that may change while calls are up."""
    return {
        "pjsip.d/devices.conf": sip.devices_conf(plan),
        "pjsip.d/trunks.conf": trunks.trunks_conf(plan),
        "extensions.conf": entry.extensions_conf(plan),
        "queues.conf": entry.queues_conf(plan),
        "musiconhold.conf": system.musiconhold_conf(plan),
        **system.music_orders(plan),
    }
