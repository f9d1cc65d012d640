"""Packet filters of the NAT boxes, in the words of nft."""

OUTSIDE = "outside"  # the interface towards the internet, in every box

# A family's router: every flow leaves from another random port, and only answers come back in.
# The mapping depends on the destination, so no third party can be reached through it: the
# hardest kind of home for voice.
HOME = f"""
table ip home {{
    chain leaving {{
        type nat hook postrouting priority srcnat;
        oifname "{OUTSIDE}" masquerade fully-random
    }}
    chain passing {{
        type filter hook forward priority filter; policy drop;
        ct state established,related accept
        iifname != "{OUTSIDE}" accept
    }}
    chain coming {{
        type filter hook input priority filter; policy drop;
        ct state established,related accept
        iifname != "{OUTSIDE}" accept
    }}
}}
"""


def one_to_one(public: str, inside: str) -> str:
    """A data centre's NAT: the public address stands for one host inside, port by port."""
    return f"""
table ip site {{
    chain arriving {{
        type nat hook prerouting priority dstnat;
        iifname "{OUTSIDE}" ip daddr {public} dnat to {inside}
    }}
    chain leaving {{
        type nat hook postrouting priority srcnat;
        oifname "{OUTSIDE}" ip saddr {inside} snat to {public}
    }}
}}
"""
