"""Deadlines and opening hours."""

from hypothesis import given
from hypothesis import strategies as some

from voipcc.core import hours
from voipcc.core.deadlines import Deadlines
from voipcc.core.plan import Hours

MOVES = some.lists(
    some.tuples(
        some.sampled_from("abcde"), some.sampled_from(("set", "clear")), some.integers(0, 50)
    ),
    max_size=200,
)


@given(MOVES)
def test_deadlines_fire_once_in_order_and_only_when_set(moves):
    """Whatever is set, moved and cleared: exactly what stands fires, in the order of its time."""
    deadlines, model = Deadlines(), {}
    for owner, what, due in moves:
        if what == "set":
            deadlines.set("call", owner, "x", due)
            model[owner] = due
        else:
            deadlines.clear("call", owner, "x")
            model.pop(owner, None)
        assert deadlines.next_us() == min(model.values(), default=None)
    again = Deadlines()
    again.restore(deadlines.saved())
    fired = []
    while (key := deadlines.pop_due(50)) is not None:
        assert again.pop_due(50) == key
        fired.append((model.pop(key[1]), key[1]))
    assert fired == sorted(fired, key=lambda entry: entry[0])
    assert not model and again.next_us() is None


def test_deadlines_that_are_moved_often_do_not_pile_up():
    """Moving one deadline ten thousand times leaves a heap of bounded size."""
    deadlines = Deadlines()
    for due in range(10_000):
        deadlines.set("call", "a", "x", due)
    assert len(deadlines._heap) < 200 and len(deadlines) == 1


def test_opening_hours_include_the_start_and_exclude_the_end():
    """Open from the first millisecond to before the last; unknown days count as open."""
    table = Hours("week", ((100, 200), (300, 400)), 1_000)
    answers = {at: hours.is_open(table, at) for at in (99, 100, 199, 200, 300, 399, 400, 1_000)}
    assert answers == {
        99: False, 100: True, 199: True, 200: False, 300: True, 399: True, 400: False, 1_000: True,
    }  # fmt: skip
    assert hours.is_known(table, 999) and not hours.is_known(table, 1_000)
