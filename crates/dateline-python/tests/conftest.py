"""What the tests share. Two things come from the workspace and are skipped without it: the
command line (``DATELINE_BIN``) and a synthetic press (``DATELINE_PRESS``, JSON lines)."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="session")
def pages() -> list[dict[str, object]]:
    """The ten invented pages, as rows."""
    files = sorted(p for p in EXAMPLES.iterdir() if p.suffix in (".txt", ".html"))
    return [{"id": p.name, "bytes": p.read_bytes()} for p in files]


@pytest.fixture(scope="session")
def command() -> str:
    """The command line."""
    found = os.environ.get("DATELINE_BIN")
    if not found:
        pytest.skip("DATELINE_BIN is not set: no command line to compare with")
    return found


@pytest.fixture(scope="session")
def press() -> list[dict[str, str]]:
    """A synthetic press with reprints, cut and rewritten dispatches and many stories."""
    found = os.environ.get("DATELINE_PRESS")
    if not found:
        pytest.skip("DATELINE_PRESS is not set: no synthetic press")
    return [json.loads(line) for line in Path(found).read_text().splitlines()]


@pytest.fixture(scope="session")
def asked(command: str):
    """Runs the command line and gives what it writes; 2 says that some inputs failed."""

    def run(*arguments: object, cwd: Path | None = None) -> str:
        made = subprocess.run(
            [command, *map(str, arguments)], cwd=cwd, capture_output=True
        )
        assert made.returncode in (0, 2), made.stderr
        return made.stdout.decode()

    return run
