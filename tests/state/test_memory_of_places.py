from understudy.state.places import Places
from understudy.state.recent import Recent


def test_recent_forgets_what_was_not_used_for_longest():
    recent: Recent[int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    recent.get("a")

    recent.put("c", 3)

    assert [recent.get(key) for key in "abc"] == [1, None, 3]
    assert len(recent) == 2


def test_nearest_place_is_the_last_known_up_to_the_offset():
    places = Places()
    for offset in (500, 300, 900):
        places.remember("order", offset, (offset,))

    assert places.nearest("order", 299) == (0, None)
    assert places.nearest("order", 300) == (300, (300,))
    assert places.nearest("order", 899) == (500, (500,))


def test_orders_do_not_share_places():
    places = Places()
    places.remember("one", 300, ("x",))

    assert places.nearest("other", 400) == (0, None)


def test_places_stay_bounded():
    places = Places()
    for offset in range(5_000):
        places.remember("order", offset, (offset,))

    assert places.nearest("order", 5_000)[0] < 1_024
