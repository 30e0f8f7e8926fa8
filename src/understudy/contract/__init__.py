"""The contract room: an OpenAPI document goes in, typed operations come out.

It owns what a service promises (operations, parameters, bodies, security, provenance), the schemas
that decide whether a value keeps the promise, and the errors that all rooms raise. It imports no
other room, and reads nothing but the files it is pointed at.

Read `reading.interpret` first: it names every part of a document that matters here. Requests go
through `parameters.ParameterDecoder.decode`.
"""

from understudy.contract.documents import load_document
from understudy.contract.errors import (
    AddressError,
    BehaviorError,
    ContractError,
    DocumentError,
    FixtureError,
    OverlayError,
    Position,
    UnderstudyError,
    UnknownService,
)
from understudy.contract.findings import Finding
from understudy.contract.linting import lint
from understudy.contract.media import essence, match_media_type
from understudy.contract.offences import Offence, find_offences
from understudy.contract.operations import (
    Contract,
    Json,
    JsonObject,
    Label,
    Location,
    MediaType,
    Operation,
    Parameter,
    Provenance,
    RequestBody,
    Response,
    SecurityRequirement,
    SecurityScheme,
    Source,
)
from understudy.contract.overlays import apply_overlay, behavior_patch, read_overlay
from understudy.contract.parameters import Decoded, ParameterDecoder, compile_parameters
from understudy.contract.pointers import join_pointer, split_pointer
from understudy.contract.positions import Locator, locate
from understudy.contract.reading import interpret, read_contract
from understudy.contract.references import follow, resolve
from understudy.contract.schema_places import iterate_schemas, iterate_subschemas
from understudy.contract.schemas import Schemas

__all__ = [
    "AddressError",
    "BehaviorError",
    "Contract",
    "ContractError",
    "Decoded",
    "DocumentError",
    "Finding",
    "FixtureError",
    "Json",
    "JsonObject",
    "Label",
    "Location",
    "Locator",
    "MediaType",
    "Offence",
    "Operation",
    "OverlayError",
    "Parameter",
    "ParameterDecoder",
    "Position",
    "Provenance",
    "RequestBody",
    "Response",
    "Schemas",
    "SecurityRequirement",
    "SecurityScheme",
    "Source",
    "UnderstudyError",
    "UnknownService",
    "apply_overlay",
    "behavior_patch",
    "compile_parameters",
    "essence",
    "find_offences",
    "follow",
    "interpret",
    "iterate_schemas",
    "iterate_subschemas",
    "join_pointer",
    "lint",
    "load_document",
    "locate",
    "match_media_type",
    "read_contract",
    "read_overlay",
    "resolve",
    "split_pointer",
]
