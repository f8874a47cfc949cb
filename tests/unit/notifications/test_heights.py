"""Who raised a watermark last."""

from services.notifications.heights import Heights


def test_what_nobody_has_raised_is_nobody_elses() -> None:
    assert Heights().alone("a", 0)


def test_what_this_process_has_raised_is_its_own_until_somebody_raises_it() -> None:
    heights = Heights()
    heights.raised({"a": 3})
    heights.raised({"a": 5})
    assert heights.alone("a", 5)
    assert not heights.alone("a", 3)
    assert not heights.alone("a", 6)
    assert not heights.alone("b", 5)
    assert not heights.alone("a", 0)


def test_only_the_last_are_remembered() -> None:
    heights = Heights(most=2)
    heights.raised({"a": 1, "b": 1})
    heights.raised({"a": 2})
    heights.raised({"c": 1})
    assert [heights.alone(mark, height) for mark, height in (("a", 2), ("b", 1), ("c", 1))] == [True, False, True]
