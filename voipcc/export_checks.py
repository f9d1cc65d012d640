"""What is wrong with `exports` in a centre file: as `centre_checks`, on nodes."""

from collections.abc import Collection, Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

NOTHING = Node(0, 0)


def export_problems(node: Node, file: str, folder: Path) -> Iterator[Problem]:
    """Webhooks that could never be sent, or of queues that are none; a file without a folder."""
    exports = _child(node, "exports")
    hosts = _child(_child(node, "lookups"), "plain_hosts")
    plain = {item.value for item in hosts.items or []}
    queues = list(_child(node, "queues").children)
    for hook in _child(exports, "webhooks").children.values():
        if hook.is_mapping:
            yield from _unencrypted(_child(hook, "url"), plain, file)
            yield from _unknown(_child(hook, "queues"), queues, file)
    log = _child(exports, "queue_log")
    if isinstance(log.value, str) and not (folder / log.value).parent.is_dir():
        parent = (folder / log.value).parent
        yield log.warning(file, f"there is no folder {parent}", f"make it: mkdir -p {parent}")


def _child(node: Node, name: str) -> Node:
    return node.children.get(name, NOTHING)


def _unencrypted(url: Node, plain: Collection[object], file: str) -> Iterator[Problem]:
    if not isinstance(url.value, str) or not url.value.startswith("http://"):
        return
    host = _host(url.value)
    if host not in plain and not _is_here(host):
        message = f"calls would be sent to {host or 'nobody'} without encryption"
        remedy = f"write https://, or add {host} to lookups.plain_hosts"
        yield url.error(file, message, remedy)


def _unknown(names: Node, queues: list[str], file: str) -> Iterator[Problem]:
    for item in names.items or []:
        if isinstance(item.value, str) and item.value not in queues:
            remedy = did_you_mean(item.value, queues) or "name one under queues"
            yield item.error(file, f'there is no queue "{item.value}"', remedy)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
