"""The examples in the documentation run, and so does the notebook."""

from __future__ import annotations

import doctest
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import dateline
from dateline import _error, _face

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("module", [dateline, _face, _error])
def test_examples_of_docstrings_run(module) -> None:
    found = doctest.testmod(module)
    assert found.attempted and not found.failed


@pytest.mark.parametrize("name", dateline.__all__)
def test_everything_public_is_documented(name) -> None:
    value = getattr(dateline, name)
    assert isinstance(value, (str, dict)) or len(value.__doc__) > 40, name


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebooks_run(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": path.parent}})
    client.execute()
    shown = [
        output["data"].get("text/html", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    assert any("border-bottom" in html for html in shown), "a reading shows its marks"
