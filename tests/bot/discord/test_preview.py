"""The page that draws the messages: every scene is on it, and hostile text is shown as text."""

from __future__ import annotations

from tests.bot.discord.preview import page, scenes


def test_every_scene_is_drawn_in_dark_and_light() -> None:
    """Each message that a person can see is drawn twice; text of documents is shown, never acted on."""
    drawn = page()
    for name, _ in scenes():
        assert drawn.count(f"<h6>{name}</h6>") == 2
    assert "<h2>Rajani's father</h2>" in drawn
    assert "||look||" in drawn
    assert "&lt;@" in drawn
    assert "<a " not in drawn
