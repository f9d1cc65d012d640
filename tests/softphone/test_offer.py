"""A phone's later offers."""

from voipcc.softphone.sip.offer import narrowed

WHOLE = """v=0
o=- 1 2 IN IP4 192.168.1.10
s=pjmedia
c=IN IP4 192.168.1.10
t=0 0
m=audio 4010 RTP/SAVP 96 0 8 9 120 101
a=rtcp:4011 IN IP4 192.168.1.10
a=sendrecv
a=rtpmap:96 speex/16000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:9 G722/8000
a=rtpmap:120 telephone-event/16000
a=fmtp:120 0-16
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc
"""


def test_a_later_offer_names_the_codec_in_use_and_its_keys_only():
    """All other codecs and keys at another clock are left out, the rest stays as it was."""
    lines = narrowed(WHOLE, 8).split("\r\n")
    assert "m=audio 4010 RTP/SAVP 8 101" in lines
    assert [line for line in lines if line.startswith(("a=rtpmap", "a=fmtp"))] == [
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:101 telephone-event/8000",
        "a=fmtp:101 0-16",
    ]
    assert "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc" in lines
    assert "" not in lines[:-1]
