"""Documents are tested or they rot: every setting and every command is described where a user looks for it."""

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


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_contract_and_answers_to_help(command, rembuk):
    assert f"`rembuk {command}" in (DOCS / "commands.md").read_text("utf-8")
    assert rembuk(command, "--help").returncode == 0
