"""The fuzzer: what finds answers that break the contract, whatever is sent.

It is Schemathesis, run as a process of its own (`running.Fuzzing`, read it first): told by a
settings file what to do (`settings`), taught by hooks (`teaching`), its report read while it is
written (`events`, `scenarios`, `reading`) and said in our words (`translating`). An operation may
refuse what the contract allows where the state is the reason (`allowances`).
"""

from understudy.verification.fuzzing.jobs import (
    Credential,
    Fuzzed,
    FuzzJob,
    Group,
    Progress,
    split_by_base_path,
)
from understudy.verification.fuzzing.program import find_program, is_installed
from understudy.verification.fuzzing.running import Fuzzing, fuzz

__all__ = [
    "Credential",
    "FuzzJob",
    "Fuzzed",
    "Fuzzing",
    "Group",
    "Progress",
    "find_program",
    "fuzz",
    "is_installed",
    "split_by_base_path",
]
