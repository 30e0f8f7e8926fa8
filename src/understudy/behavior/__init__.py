"""What operations do to state: inferred from a contract, declared in behavior.yaml, or coded.

May import `state`, `data` and `contract`. Everything here decides and touches nothing: no server,
clock, file or network (but for reading behavior.yaml). Read `plans.Plan` first, then the behavior
it compiles to, such as `lists.Listing`.
"""

from understudy.behavior.bodies import MULTIPART
from understudy.behavior.calls import Address, Answer, Call, Caller, Repeats, Shelf, Upload
from understudy.behavior.checking import check_behavior, check_resources
from understudy.behavior.compiling import Workshop
from understudy.behavior.credentials import AuthMode
from understudy.behavior.declarations import Behavior, Declaration, Kind, Resource
from understudy.behavior.declaring import grammar, read_behavior
from understudy.behavior.error_shapes import Errors
from understudy.behavior.extensions import Aside, Builder, Draft, Handler, Seeder, Seeds, Service
from understudy.behavior.fixtures import Fixture, read_fixture, with_fixture
from understudy.behavior.generation import START, Generation
from understudy.behavior.inference import completed, infer_behavior
from understudy.behavior.keys import as_key
from understudy.behavior.merging import apply_merge_patch
from understudy.behavior.plans import Asked, Plan, Prepared, encoded
from understudy.behavior.problems import PROBLEM_DETAILS, Problem, Refused, Speech
from understudy.behavior.quirks import Quirk
from understudy.behavior.references import References
from understudy.behavior.replays import UNKEPT, Repetition, Replays
from understudy.behavior.seeding import Seeding, scaled
from understudy.behavior.tables import tables

__all__ = [
    "MULTIPART",
    "PROBLEM_DETAILS",
    "START",
    "UNKEPT",
    "Address",
    "Answer",
    "Aside",
    "Asked",
    "AuthMode",
    "Behavior",
    "Builder",
    "Call",
    "Caller",
    "Declaration",
    "Draft",
    "Errors",
    "Fixture",
    "Generation",
    "Handler",
    "Kind",
    "Plan",
    "Prepared",
    "Problem",
    "Quirk",
    "References",
    "Refused",
    "Repeats",
    "Repetition",
    "Replays",
    "Resource",
    "Seeder",
    "Seeding",
    "Seeds",
    "Service",
    "Shelf",
    "Speech",
    "Upload",
    "Workshop",
    "apply_merge_patch",
    "as_key",
    "check_behavior",
    "check_resources",
    "completed",
    "encoded",
    "grammar",
    "infer_behavior",
    "read_behavior",
    "read_fixture",
    "scaled",
    "tables",
    "with_fixture",
]
