"""The time between two questions, on a clock that the test sets."""

from __future__ import annotations

from functools import partial

import pytest

from bot.discord.questions.cooldown import Cooldown, RequestCooldowns, TooSoon
from bot.discord.sentences import too_soon
from bot.discord.state.records import Location


class Clock:
    """A clock that shows what it is set to, in seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_key_waits_until_its_cooldown_is_over() -> None:
    """During a cooldown the same key is refused, with the whole seconds that are left; another key is not."""
    clock = Clock()
    cooldown = Cooldown(3.0, clock=clock)
    cooldown.check("alice")
    cooldown.start("alice")
    clock.now += 1.5
    with pytest.raises(TooSoon, match=r"^One question every 3 seconds, please: ask again in 2 seconds\.$"):
        cooldown.check("alice")
    cooldown.check("bob")
    clock.now += 1.0
    with pytest.raises(TooSoon, match=r"ask again in 1 second\.$"):
        cooldown.check("alice")
    clock.now += 0.5
    cooldown.check("alice")


def test_each_cooldown_is_told_of_for_a_first_time() -> None:
    """Only a second refusal within the same cooldown is a repeated one."""
    clock = Clock()
    cooldown = Cooldown(3.0, clock=clock)
    for _ in range(2):
        cooldown.start("alice")
        for repeated in (False, True, True):
            with pytest.raises(TooSoon, match="3 seconds") as caught:
                cooldown.check("alice")
            assert caught.value.repeated is repeated
        clock.now += 3.0


def test_each_of_those_who_share_a_cooldown_is_told_of_it() -> None:
    """If one member was told of a channel's cooldown, another member still gets a first notice."""
    cooldown = Cooldown(3.0)
    cooldown.start("channel")
    for person, repeated in (("alice", False), ("bob", False), ("alice", True), ("bob", True)):
        with pytest.raises(TooSoon, match="3 seconds") as caught:
            cooldown.check("channel", person)
        assert caught.value.repeated is repeated


def test_a_cooldown_is_of_one_server_and_starts_with_a_question_that_is_admitted() -> None:
    """Questions in another server, and questions refused by the channel's cooldown, start no cooldown of the person here."""
    cooldowns = RequestCooldowns(60.0, 60.0)
    cooldowns.start(Location(1, 10), 5)
    with pytest.raises(TooSoon, match="60 seconds, please"):
        cooldowns.start(Location(1, 11), 5)
    cooldowns.start(Location(2, 20), 5)
    with pytest.raises(TooSoon, match="in this channel"):
        cooldowns.start(Location(1, 10), 6)
    cooldowns.start(Location(1, 11), 6)


def test_a_channels_cooldown_says_so() -> None:
    """If the channel's cooldown is the reason, the sentence says so."""
    cooldown = Cooldown(60.0, sentence=partial(too_soon, in_channel=True))
    cooldown.start(7)
    with pytest.raises(TooSoon, match="One question every 60 seconds in this channel, please"):
        cooldown.check(7)


def test_zero_seconds_are_no_cooldown() -> None:
    """With 0 seconds nobody ever waits."""
    cooldown = Cooldown(0.0)
    cooldown.start("alice")
    cooldown.check("alice")


def test_many_keys_do_not_end_a_running_cooldown() -> None:
    """If there are many keys, expired ones are dropped, but never one whose cooldown is not over."""
    clock = Clock()
    cooldown = Cooldown(10.0, clock=clock)
    for number in range(1500):
        cooldown.start(number)
        clock.now += 0.001
    with pytest.raises(TooSoon, match="ask again in 9 seconds"):
        cooldown.check(0)


def test_several_times_may_pass_before_a_key_waits() -> None:
    """The time that is left is that of the oldest start; a start that was undone does not count."""
    clock = Clock()
    cooldown = Cooldown(10.0, times=2, clock=clock)
    for _ in range(2):
        cooldown.check("alice")
        cooldown.start("alice")
        clock.now += 4.0
    for repeated in (False, True):
        with pytest.raises(TooSoon, match=r"ask again in 2 seconds\.$") as caught:
            cooldown.check("alice")
        assert caught.value.repeated is repeated
    clock.now += 2.0
    cooldown.check("alice")
    cooldown.start("alice")
    with pytest.raises(TooSoon, match=r"ask again in 4 seconds\.$"):
        cooldown.check("alice")
    cooldown.undo_start("alice")
    cooldown.check("alice")
    cooldown.undo_start("alice")
    cooldown.start("alice")
    cooldown.check("alice")
