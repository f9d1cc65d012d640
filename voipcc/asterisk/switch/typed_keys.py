"""Keys that are no menu's: telephone numbers, PINs, and digits a dialplan asks for."""

from collections.abc import Callable

from voipcc.asterisk.legs import Leg, Legs
from voipcc.asterisk.switch.customers import Customers
from voipcc.asterisk.switch.typed_secrets import KeptPin, TypedSecrets
from voipcc.asterisk.switch.typed_values import TypedValues
from voipcc.core import events
from voipcc.vault import Vault


class TypedKeys:
    """Leads each key to what is being typed at its leg."""

    def __init__(
        self,
        legs: Legs,
        customers: Customers,
        pin_of: KeptPin,
        vault: Vault,
        post: Callable[[events.Event], None],
    ) -> None:
        self._customers = customers
        self._vault = vault
        self._secrets = TypedSecrets(customers.pool, legs, pin_of, post)
        self._values = TypedValues(legs, vault, post)
        self.table = {**self._secrets.table, **self._values.table}

    def typed(self, leg: Leg, digit: str) -> None:
        """One key."""
        if leg.secret is not None:
            self._secrets.typed(leg, digit)
        elif leg.collecting is not None:
            self._values.typed(leg, digit)
        else:
            self._customers.typed(leg, digit)

    def ended(self, leg: str) -> None:
        """What was typed in secret there is forgotten."""
        self._vault.forget(leg)

    def found(self, legs: Legs) -> None:
        """Only these legs are there."""
        self._vault.keep_only(set(legs))
