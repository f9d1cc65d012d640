"""The network laboratory: home offices, a switch behind 1:1 NAT and a carrier, on one machine.

    carrier 198.51.100.20 ---+
                             |
    anna  --- NAT .21 -------+                      +--- NAT 1:1 --- switch 10.50.0.10
    ben+cora  NAT .22 -------+--- the internet -----+    203.0.113.10
    dora  --- NAT .23/.77 ---+    (a router)

Every host is a `Place`: a network and mount namespace of its own, kept by one small process that
ends with the test and takes everything in the namespace with it, so that nothing is left behind
after success, failure or kill -9. No namespace has a name, no file of the machine is changed.

    place        one host: run, start and open sockets there
    rules        the NAT boxes' packet filters, as nft reads them
    home         a family's router and the desks behind it; its outside address can change
    laboratory   puts places, links and homes together
    means        what of this machine the laboratory needs, and what is missing
    sockets      opens a socket inside a place for a process outside
"""

from tests.live.homes.home import Home
from tests.live.homes.laboratory import CARRIER, SWITCH_INSIDE, SWITCH_PUBLIC, Laboratory
from tests.live.homes.means import missing, required
from tests.live.homes.place import LaboratoryError, Place

__all__ = [
    "CARRIER",
    "SWITCH_INSIDE",
    "SWITCH_PUBLIC",
    "Home",
    "Laboratory",
    "LaboratoryError",
    "Place",
    "missing",
    "required",
]
