"""What the laboratory needs of this machine, and what is missing."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.conftest import skip_unless
from tests.live.homes.laboratory import Laboratory
from tests.live.homes.place import LaboratoryError
from voipcc.debs import DebsError, ensure_tool

PROGRAMS = {"unshare": "util-linux", "nsenter": "util-linux", "mount": "mount"}


@dataclass(frozen=True, slots=True)
class Missing:
    """Why no laboratory can be built here, and what to do about it."""

    reason: str
    remedy: str


@cache
def missing() -> Missing | None:
    """What keeps this machine from building a laboratory; None when it can."""
    for program, package in PROGRAMS.items():
        if shutil.which(program) is None:
            return Missing(f"{program} is missing", f"install the package {package}")
    try:
        ensure_tool("ip")
        ensure_tool("nft")
    except DebsError as error:
        return Missing("ip or nft is missing", str(error))
    return _refused_namespaces() or _refused_nat()


def _refused_namespaces() -> Missing | None:
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    command = ["unshare", *user, "--net", "--mount", "true"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    if done.returncode == 0:
        return None
    remedy = "run as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)"
    return Missing(f"no network namespaces: {done.stderr.strip()}", remedy)


def _refused_nat() -> Missing | None:
    """Builds one small home: the only sure way to know that the kernel can."""
    try:
        with tempfile.TemporaryDirectory() as folder, Laboratory(Path(folder)) as laboratory:
            laboratory.home("trial", "203.0.113.99")
    except LaboratoryError as error:
        return Missing(str(error), "use a kernel with veth, bridge and nf_nat")
    return None


def required() -> None:
    """Skip the test where no laboratory can be built; root in continuous integration must run it."""
    lack = missing() or Missing("", "")
    skip_unless(not lack.reason, lack.reason, lack.remedy, reachable=os.geteuid() == 0)
