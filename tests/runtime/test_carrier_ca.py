"""By which certificates a carrier is checked."""

from pathlib import Path

import pytest

from tests.runtime.centres import settings
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.runtime.certificate import carrier_ca


def test_the_machines_own_store_is_used_unless_another_is_named(tmp_path: Path) -> None:
    """The first store there is counts; a named file wins."""
    store = tmp_path / "store.pem"
    store.touch()
    assert carrier_ca(settings(), (tmp_path / "none.pem", store)) == store
    named = settings(carriers_ca_file=tmp_path / "own.pem")
    assert carrier_ca(named, (store,)) == tmp_path / "own.pem"


def test_a_machine_that_trusts_nobody_calls_nobody_over_tls() -> None:
    """A trunk that calls over TLS needs certificates to check by; others do without."""
    with pytest.raises(SwitchError, match=r"carrier of account.*ca-certificates.*carriers_ca_file"):
        carrier_ca(settings(), ())
    assert carrier_ca(settings(trunks={}), ()) is None
