"""Which of Asterisk's modules are loaded: what a call controller needs, nothing else."""

from voipcc.asterisk.config.text import document

# In groups, because hidden dependencies must be listed too when nothing is loaded by itself.
MODULES: dict[str, tuple[str, ...]] = {
    "media and timing": (
        "res_timing_timerfd",
        "codec_alaw",
        "codec_ulaw",
        "codec_g722",
        "codec_gsm",
        "codec_resample",
        "format_wav",
        "format_sln",
        "res_musiconhold",
        "res_rtp_asterisk",
        "res_srtp",
        "res_crypto",
    ),
    "dialplan": (
        "pbx_config",
        "app_stack",
        "app_playback",
        "app_queue",
        "app_echo",
        "func_callerid",
        "func_channel",
        "func_groupcount",
        "func_logic",
        "func_strings",
        "func_timeout",
        "func_hangupcause",
        "func_jitterbuffer",
        "func_talkdetect",
    ),
    "bridges": (
        "bridge_simple",
        "bridge_softmix",
        "bridge_holding",
        "bridge_native_rtp",
        "bridge_builtin_features",
        "chan_bridge_media",
    ),
    "SIP": (
        "res_pjproject",
        "res_sorcery_config",
        "res_sorcery_memory",
        "res_sorcery_astdb",
        "res_pjsip",
        "res_pjsip_session",
        "res_pjsip_sdp_rtp",
        "chan_pjsip",
        "res_pjsip_pubsub",
        "res_pjsip_refer",
        "res_pjsip_authenticator_digest",
        "res_pjsip_outbound_authenticator_digest",
        "res_pjsip_outbound_registration",
        "res_pjsip_endpoint_identifier_ip",
        "res_pjsip_endpoint_identifier_user",
        "res_pjsip_registrar",
        "res_pjsip_acl",
        "res_pjsip_caller_id",
        "res_pjsip_diversion",
        "res_pjsip_dlg_options",
        "res_pjsip_dtmf_info",
        "res_pjsip_empty_info",
        "res_pjsip_header_funcs",
        "res_pjsip_logger",
        "res_pjsip_nat",
        "res_pjsip_path",
        "res_pjsip_rfc3326",
        "res_http_websocket",
        "res_pjsip_transport_websocket",
    ),
    "ARI": (
        "res_stasis",
        "res_stasis_answer",
        "res_stasis_playback",
        "res_stasis_recording",
        "res_stasis_snoop",
        "res_stasis_broadcast",
        "app_stasis",
        "app_stasis_broadcast",
        "res_websocket_client",
        "res_ari",
        "res_ari_model",
        "res_ari_applications",
        "res_ari_asterisk",
        "res_ari_bridges",
        "res_ari_channels",
        "res_ari_endpoints",
        "res_ari_events",
        "res_ari_playbacks",
    ),
    "the switch's own account of calls": (
        "res_cdrel_custom",
        "cel_custom",
        "res_security_log",
    ),
}

# Welcome but not needed: their absence in a build is no reason not to start.
OPTIONAL = ("codec_opus_open_source", "res_format_attr_opus")


def modules_conf() -> str:
    """The modules a switch needs to start, and those it may lack; nothing else is loaded."""
    lines = ["[modules]", "autoload = no"]
    for group, names in MODULES.items():
        # require: a switch that lacks one of these had better not start.
        lines += [f"; {group}", *(f"require = {name}.so" for name in names)]
    lines += ["; welcome", *(f"load = {name}.so" for name in OPTIONAL)]
    return document("\n".join(lines) + "\n")


def all_modules() -> frozenset[str]:
    """Names without `.so`, needed and optional."""
    return frozenset(name for names in MODULES.values() for name in names) | set(OPTIONAL)
