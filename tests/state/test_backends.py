"""What every backend promises; a new one joins by one line in BACKENDS."""

import asyncio

import pytest

from understudy.state import Change, ChangeSet, Conflict, Full, MemoryBackend, Overlay, Space

BACKENDS = {"memory": MemoryBackend}
SPACE = Space("w", "shop")


@pytest.fixture(params=list(BACKENDS.values()), ids=list(BACKENDS))
def backend(request):
    return request.param()


def run(work):
    return asyncio.run(work)


def put(key, body=b"{}"):
    return Change(resource="item", key=key, body=body)


def removal(key, *, in_base=False):
    return Change(resource="item", key=key, body=None, in_base=in_base)


def commit(backend, *changes, since, space=SPACE, **counters):
    made = ChangeSet(changes=changes, counters=counters)
    return run(backend.commit(space, since, made))


def test_untouched_space_is_at_version_nought(backend):
    assert run(backend.load(SPACE, 0)) == Overlay(version=0)
    assert run(backend.worlds()) == ()


def test_commit_is_loaded_by_those_who_have_not_seen_it(backend):
    version = commit(backend, put("a"), removal(7, in_base=True), since=0, item=3)

    overlay = run(backend.load(SPACE, 0))

    expected = (put("a"), removal(7, in_base=True))
    assert overlay == Overlay(version=version, changes=expected, counters={"item": 3})
    assert run(backend.load(SPACE, version)).changes == ()


def test_load_returns_only_what_is_newer_each_record_once_in_order(backend):
    first = commit(backend, put("a"), put("b"), put("c"), since=0)
    second = commit(backend, put("b", b"2"), since=first)
    third = commit(backend, put("a", b"3"), put("d"), since=second)

    assert run(backend.load(SPACE, first)).changes == (put("b", b"2"), put("a", b"3"), put("d"))
    assert run(backend.load(SPACE, second)).changes == (put("a", b"3"), put("d"))
    whole = run(backend.load(SPACE, 0))
    assert whole.changes == (put("c"), put("b", b"2"), put("a", b"3"), put("d"))
    assert (whole.version, whole.fresh) == (third, False)


def test_counters_are_whole_in_every_overlay(backend):
    first = commit(backend, since=0, item=1, note=4)
    commit(backend, since=first, item=2)

    assert run(backend.load(SPACE, first)).counters == {"item": 2, "note": 4}


@pytest.mark.parametrize("since", [0, 99], ids=["behind", "ahead"])
def test_commit_on_another_version_is_refused_and_stores_nothing(backend, since):
    version = commit(backend, put("a"), since=0)

    with pytest.raises(Conflict) as refused:
        commit(backend, put("a", b"other"), since=since)

    assert (refused.value.space, refused.value.since) == (SPACE, since)
    assert run(backend.load(SPACE, 0)) == Overlay(version=version, changes=(put("a"),))


def test_of_concurrent_commits_exactly_one_wins(backend):
    async def race():
        tries = [backend.commit(SPACE, 0, ChangeSet(changes=(put(n),))) for n in range(5)]
        return await asyncio.gather(*tries, return_exceptions=True)

    outcomes = run(race())

    assert sum(isinstance(each, Conflict) for each in outcomes) == 4
    assert len(run(backend.load(SPACE, 0)).changes) == 1


def test_spaces_do_not_see_each_other(backend):
    others = [Space("v", "shop"), Space("w", "bank"), Space("w", "shop", "tenant")]

    commit(backend, put("a"), since=0)

    for other in others:
        assert run(backend.load(other, 0)) == Overlay(version=0)
        assert commit(backend, put("b"), since=0, space=other) > 0


def test_reset_voids_every_space_of_the_world_and_no_other(backend):
    tenant, bystander = Space("w", "shop", "t"), Space("v", "shop")
    versions = {
        space: commit(backend, put("a"), since=0, space=space, n=1)
        for space in (SPACE, tenant, bystander)
    }

    run(backend.reset("w"))

    for space in (SPACE, tenant):
        overlay = run(backend.load(space, versions[space]))
        assert (overlay.fresh, overlay.changes, overlay.counters) == (True, (), {})
        assert overlay.version > versions[space]
    assert run(backend.load(bystander, versions[bystander])).fresh is False
    assert run(backend.worlds()) == ("v",)


def test_reader_from_before_a_reset_is_told_even_after_new_commits(backend):
    old = commit(backend, put("a"), since=0)
    run(backend.reset("w"))
    empty = run(backend.load(SPACE, old)).version
    new = commit(backend, put("b"), since=empty)

    overlay = run(backend.load(SPACE, old))

    assert overlay == Overlay(version=new, fresh=True, changes=(put("b"),))
    assert run(backend.load(SPACE, empty)) == Overlay(version=new, changes=(put("b"),))


def test_commit_decided_before_a_reset_is_refused(backend):
    old = commit(backend, put("a"), since=0)
    run(backend.reset("w"))

    with pytest.raises(Conflict):
        commit(backend, put("b"), since=old)


def test_resetting_an_untouched_world_changes_nothing(backend):
    run(backend.reset("w"))

    assert run(backend.worlds()) == ()
    assert commit(backend, put("a"), since=run(backend.load(SPACE, 0)).version) > 0


def test_worlds_are_those_with_changes_sorted(backend):
    for world in ("b", "a", "c"):
        commit(backend, put("x"), since=0, space=Space(world, "shop"))
    run(backend.reset("c"))

    assert run(backend.worlds()) == ("a", "b")


def test_records_that_came_and_went_leave_nothing_behind(backend):
    version = 0
    for number in range(1_500):
        version = commit(backend, put(number), since=version)
        version = commit(backend, removal(number), since=version)

    overlay = run(backend.load(SPACE, 0))

    assert len(overlay.changes) <= 1_000


def test_reader_who_saw_a_forgotten_record_alive_starts_anew(backend):
    seen = commit(backend, put("old"), since=0)
    version = commit(backend, removal("old"), since=seen)
    for number in range(1_001):
        version = commit(backend, removal(number), since=version)

    overlay = run(backend.load(SPACE, seen))

    assert overlay.fresh or removal("old") in overlay.changes


def test_overlay_for_those_who_start_anew_is_whole(backend):
    first = commit(backend, put("kept"), put("old"), since=0)
    version = seen = commit(backend, put("young"), since=first)
    for number in range(1_001):
        version = commit(backend, put(number), removal(number), since=version)
    version = commit(backend, removal("old"), since=version)
    for number in range(1_001):
        version = commit(backend, removal(number), since=version)

    overlay = run(backend.load(SPACE, seen))

    assert not overlay.fresh or put("kept") in overlay.changes


def test_removals_of_base_records_are_never_forgotten(backend):
    version = commit(backend, removal("base", in_base=True), since=0)
    for number in range(1_001):
        version = commit(backend, removal(number), since=version)

    assert removal("base", in_base=True) in run(backend.load(SPACE, 0)).changes


def test_record_made_again_after_its_removal_is_kept(backend):
    version = commit(backend, removal("again"), since=0)
    version = commit(backend, put("again"), since=version)
    for number in range(1_001):
        version = commit(backend, removal(number), since=version)

    assert put("again") in run(backend.load(SPACE, 0)).changes


def test_reader_of_a_world_reset_long_ago_starts_anew_among_others(backend):
    old = commit(backend, put("a"), since=0)
    run(backend.reset("w"))
    for name in ("v", "u"):
        commit(backend, put("b"), since=0, space=Space(name, "shop"))
        run(backend.reset(name))

    overlay = run(backend.load(SPACE, old))
    version = commit(backend, put("c"), since=overlay.version)

    assert (overlay.fresh, overlay.changes) == (True, ())
    assert run(backend.load(SPACE, old)) == Overlay(
        version=version, fresh=True, changes=(put("c"),)
    )


def test_who_knows_nothing_may_commit_after_a_reset(backend):
    old = commit(backend, put("a"), since=0)
    run(backend.reset("w"))

    version = commit(backend, put("b"), since=0)

    assert version > old
    assert run(backend.load(SPACE, old)).fresh
    assert run(backend.load(SPACE, 0)) == Overlay(version=version, changes=(put("b"),))


def large(size=1_000):
    return b'"' + b"x" * size + b'"'


def test_changes_beyond_the_limit_are_refused_and_store_nothing():
    backend = MemoryBackend(limit_bytes=10_000)
    version = commit(backend, put("a", large(5_000)), since=0)

    with pytest.raises(Full):
        commit(backend, put("c"), put("b", large(5_000)), since=version)
    with pytest.raises(Full):
        commit(backend, put("a", large(5_000)), since=0, space=Space("v", "shop"))

    assert run(backend.load(SPACE, 0)) == Overlay(
        version=version, changes=(put("a", large(5_000)),)
    )
    assert run(backend.worlds()) == ("w",)


def test_full_backend_takes_what_makes_it_smaller():
    backend = MemoryBackend(limit_bytes=10_000)
    version = commit(backend, put("a", large(5_000)), since=0)

    version = commit(backend, put("a", large(100)), since=version)
    version = commit(backend, put("b", large(5_000)), since=version)
    version = commit(backend, removal("b"), since=version)

    assert commit(backend, put("c", large(5_000)), since=version) > version


def test_reset_world_leaves_its_room_to_others():
    backend = MemoryBackend(limit_bytes=10_000)
    for number in range(100):
        space = Space(f"w{number}", "shop")
        commit(backend, put("a", large(5_000)), since=0, space=space)
        run(backend.reset(f"w{number}"))

    assert run(backend.worlds()) == ()
    assert backend._worlds == {}
    assert backend._size_bytes == 0


def test_forgotten_removals_leave_their_room():
    backend = MemoryBackend()
    version = 0
    for number in range(3_000):
        version = commit(backend, put(number), since=version)
        version = commit(backend, removal(number), since=version)

    assert backend._size_bytes < 1_000_000
