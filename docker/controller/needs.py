"""In the image's making: prints what pyproject.toml says is needed, and leaves the version in a folder.

python3 needs.py pyproject.toml /opt/voipcc
"""

import sys
import tomllib
from pathlib import Path

with open(sys.argv[1], "rb") as file:
    project = tomllib.load(file)["project"]
print(*project["dependencies"], sep="\n")
about = Path(sys.argv[2]) / f"voipcc-{project['version']}.dist-info"
about.mkdir(parents=True)
about.joinpath("METADATA").write_text(
    f"Metadata-Version: 2.1\nName: voipcc\nVersion: {project['version']}\n"
)
