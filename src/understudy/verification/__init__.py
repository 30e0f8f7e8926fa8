"""Verification: holds a deployment against its contract, and says who is wrong.

May import `services`, `behavior`, `state`, `data` and `contract`; never `serving`: the stand-in is
a deployment like any other, met over HTTP. Two engines find failures, the fuzzer (`fuzzing`) and
our probes (`probes`); all they send passes the guard (`guarding`), which records it; one judge
(`judging`) makes a report of what was found. Read `running.verify` first.
"""
