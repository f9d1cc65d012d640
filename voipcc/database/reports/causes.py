"""The causes of ITU-T Q.850 in words, as they end calls."""

CAUSES = {
    0: "none given",
    1: "number not assigned",
    2: "no route to the network",
    3: "no route to the number",
    16: "hung up",
    17: "busy",
    18: "phone did not respond",
    19: "rang, no answer",
    20: "subscriber absent",
    21: "rejected",
    22: "number changed",
    23: "redirected",
    26: "answered elsewhere",
    27: "destination out of order",
    28: "invalid number",
    29: "facility rejected",
    31: "normal, unspecified",
    34: "no line free",
    38: "network out of order",
    41: "temporary failure",
    42: "switch overloaded",
    44: "requested line not available",
    47: "resource not available",
    50: "facility not subscribed",
    57: "not permitted",
    58: "not available at present",
    63: "service not available",
    65: "bearer not implemented",
    66: "line type not implemented",
    69: "facility not implemented",
    79: "service not implemented",
    81: "call reference unknown",
    88: "incompatible destination",
    95: "invalid message",
    96: "part of the message missing",
    102: "a timer ran out",
    111: "protocol error",
    127: "interworking, unspecified",
}


def cause_name(cause: int) -> str:
    """A cause in words; its number where it has none."""
    return CAUSES.get(cause, f"cause {cause}")
