"""Lists of callers: the core hears their names, never a number."""

from voipcc.asterisk.caller_lists import CallerLists


def test_numbers_beginnings_and_withheld_ones_are_found():
    """A list has whole numbers, beginnings of numbers, and callers who show none."""
    lists = CallerLists()
    lists.put(
        {"main/vip": ["+4930123", "+49171*"], "main/shy": ["withheld"], "canary": ["+4930123"]}
    )
    assert lists.of("+4930123") == ("canary", "main/vip")
    assert lists.of("+49301234") == ()
    assert lists.of("+491719") == ("main/vip",)
    assert lists.of("+491719", withheld=True) == ("main/shy",)
    assert lists.of("withheld", withheld=True) == ("main/shy",)
    lists.put({"canary": []})
    assert lists.of("+4930123") == ("main/vip",)


def test_the_lists_of_dialplans_are_replaced_as_a_whole():
    """A list that was taken out of a dialplan counts no more; the canary's stays."""
    lists = CallerLists()
    lists.put({"canary": ["+4930123"]})
    lists.learn({"main/vip": ("+4930*",), "main/old": ("+4930*",)})
    assert lists.of("+4930123") == ("canary", "main/old", "main/vip")
    lists.learn({"main/vip": ("+4930*",)})
    assert lists.of("+4930123") == ("canary", "main/vip")
