"""Where a deployment has what a contract speaks of: its base paths, and a tenant of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from understudy.behavior import Generation
from understudy.contract.operations import Contract, Json
from understudy.contract.references import resolve
from understudy.contract.schemas import Schemas
from understudy.data import Dice
from understudy.verification.guarding import Target


def deployed_bases(target: Target, contract: Contract) -> Mapping[str, str]:
    """Return where a contract's base paths are on a deployment.

    A base URL without a path has them as the contract does; one with a path stands for the
    contract's server: it ends with its base path, or replaces the only one there is.
    """
    bases = sorted({each.base_paths[0] for each in contract.operations}, key=len, reverse=True)
    ending = next((each for each in bases if each and target.base.endswith(each)), None)
    if ending is not None:
        root = target.base.removesuffix(ending)
        return {each: root + each for each in bases}
    if target.base and len(bases) == 1:
        return {bases[0]: target.base}
    return {each: target.base + each for each in bases}


def tenants_of(contract: Contract, name: str, seed: int) -> Iterator[Json]:
    """Yield values of a parameter: example, default or choices, else a generated one."""
    for operation in contract.operations:
        for each in operation.parameters:
            if each.name == name:
                holder, _ = resolve(contract.document, f"#{each.pointer}")
                schema = Schemas(contract.document).follow(each.schema)
                listed = schema.get("enum")
                stated = (holder.get("example"), schema.get("example"), schema.get("default"))
                yield from (value for value in stated if value is not None)
                yield from listed if isinstance(listed, list) else ()
                generate = Generation(contract.document, seed).compile(each.schema)
                yield generate(Dice("tenant", str(seed)))
