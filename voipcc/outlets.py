"""What a running centre writes for other programs, as its settings want: `queue_log`, webhooks."""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from voipcc.exports.queue_log.appender import Appender
from voipcc.exports.queue_log.follower import Follower
from voipcc.exports.webhooks.courier import Courier, Hook
from voipcc.exports.webhooks.message import Caller

if TYPE_CHECKING:
    from voipcc.server import House


def open_outlets(house: "House", stack: AsyncExitStack) -> None:
    """Hang them on the controller and the records; closed with the house."""
    if house.settings.exports.queue_log is not None:
        _open_queue_log(house, stack)
    if house.settings.exports.webhooks:
        _open_webhooks(house, stack)


def _open_queue_log(house: "House", stack: AsyncExitStack) -> None:
    settings = house.settings.exports
    assert settings.queue_log is not None
    appender = Appender(house.folder / settings.queue_log)
    appender.on_trouble = lambda reason: _report(house, "queue_log", reason)

    def number_of(party: str) -> str:
        found = house.parties.who(party) if settings.queue_log_people else None
        return found.number if found is not None else ""

    follower = Follower(house, appender, number_of)
    before = appender.begin()
    stack.callback(appender.close)
    follower.begin(before, house.clock())
    for record, sequence in house.recovery.records:
        follower.kept(record, sequence)
    house.records.listeners.append(follower.kept)
    house.controller.watch(follower.watch)


def _open_webhooks(house: "House", stack: AsyncExitStack) -> None:
    def who(party: str) -> Caller | None:
        found = house.parties.who(party)
        return Caller(found.number, found.name) if found is not None else None

    hooks = [
        Hook(
            name,
            one.url,
            house.secrets.lookups.get(one.secret, ""),
            one.queues,
            one.timeout_s,
            who if one.people else None,
        )
        for name, one in house.settings.exports.webhooks.items()
    ]
    courier = Courier(
        house.state.webhooks,
        [hook for hook in hooks if hook.secret],
        house.state.journal,
        plain_hosts=house.settings.lookups.plain_hosts,
    )
    for hook in hooks:
        if not hook.secret:
            house.log.error("webhook without its secret", hook=hook.name)
    courier.on_trouble = lambda reason: _report(house, "webhooks", reason)
    house.records.listeners.append(courier.kept)
    courier.start()
    stack.callback(courier.close)


def _report(house: "House", what: str, reason: str) -> None:
    if reason:
        house.log.error(f"{what} in trouble", reason=reason)
    else:
        house.log.info(f"{what} well again")
