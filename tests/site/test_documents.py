"""Documents are tested or they rot: every setting and every command is described where a user looks for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rembuk.cli import COMMANDS
from rembuk.site.options import OPTIONS

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_setting_is_in_the_operators_page(option):
    text = (DOCS / "settings.md").read_text("utf-8")
    assert f"`{option.name}`" in text
    assert option.meaning in text


def test_every_message_has_its_english_and_the_catalogue_is_compiled():
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"],
        cwd=DOCS.parent,
        env={**os.environ, "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_contract_and_answers_to_help(command, rembuk):
    assert f"`rembuk {command}" in (DOCS / "commands.md").read_text("utf-8")
    assert rembuk(command, "--help").returncode == 0
