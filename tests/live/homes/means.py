"""What the laboratory needs of this machine, and what is missing."""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.live.homes.laboratory import Laboratory
from tests.live.homes.place import LaboratoryError
from tests.live.homes.rules import SEARCHED, MeansError, nft

PROGRAMS = {"ip": "iproute2", "unshare": "util-linux", "nsenter": "util-linux", "mount": "mount"}


@cache
def missing() -> str:
    """Why no laboratory can be built here, with the remedy; "" when it can."""
    for program, package in PROGRAMS.items():
        if shutil.which(program, path=SEARCHED) is None:
            return f"{program} is missing; install the package {package}"
    try:
        nft()
    except MeansError as error:
        return str(error)
    return _refused_namespaces() or _refused_nat()


def _refused_namespaces() -> str:
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    done = _tried(["unshare", *user, "--net", "--mount", "true"])
    remedy = "run as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)"
    return f"no network namespaces ({done}); {remedy}" if done else ""


def _refused_nat() -> str:
    """Builds one small home: the only sure way to know that the kernel can."""
    try:
        with tempfile.TemporaryDirectory() as folder, Laboratory(Path(folder)) as laboratory:
            laboratory.home("trial", "203.0.113.99")
    except LaboratoryError as error:
        return f"{error}; the kernel needs veth, bridge and nf_nat"
    return ""


def _tried(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    return done.stderr.strip() if done.returncode else ""


def required() -> None:
    """Skip the test where no laboratory can be built; root in continuous integration must run it."""
    reason = missing()
    if reason and os.environ.get("CI") == "true" and os.geteuid() == 0:
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
