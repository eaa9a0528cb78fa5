from index.stage_timer import StageTimer


def test_the_times_of_a_repeated_stage_are_added() -> None:
    """A question that is read twice took as long as both readings."""
    timer = StageTimer()
    timer.milliseconds["read"] = 1000.0
    timer.end("read")
    timer.end("cite")
    assert timer.milliseconds["read"] >= 1000.0
    assert list(timer.milliseconds) == ["read", "cite"]
