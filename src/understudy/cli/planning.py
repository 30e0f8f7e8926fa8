"""From the options of `verify` to its plan: what is held, by whom, and how far that goes."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime

import typer

from understudy.cli.standing_in import stand_in
from understudy.cli.verify_options import VerifyOptions
from understudy.contract.errors import OptionError
from understudy.contract.operations import Json, Operation
from understudy.services import Loaded, documented_only
from understudy.verification.baseline import Baseline, read_baseline
from understudy.verification.guarding import (
    Credentials,
    Limits,
    Scope,
    Target,
    parse_scope,
    parse_target,
    read_credentials,
    stand_in_credentials,
    variable_of,
)
from understudy.verification.identities import configured_identities, stand_in_identities
from understudy.verification.plans import Engine, Plan, Side
from understudy.verification.profiles import EFFORTS, Profile
from understudy.verification.reports import form_of
from understudy.verification.sharding import parse_shard

SHOWN_AS = "http://127.0.0.1:4010"  # where `understudy serve` is by default
FAR = Limits(rate_per_s=10, most_requests=20_000, total_s=3600)
MOST_LISTED = 20


def check_options(options: VerifyOptions) -> None:
    """See that options mean something, and do not contradict each other.

    Raises:
        OptionError: they do; the message says what to give instead.
    """
    if options.profile is not None:
        _one_of("--profile", options.profile, list(Profile))
    _one_of("--engine", options.engine, ["all", *Engine])
    if options.base_url and options.against:
        raise OptionError(
            "--base-url and --against are given together",
            remedy="--base-url verifies a deployment alone, --against beside the stand-in",
        )
    if options.update_baseline and (options.baseline is None or not options.reason.strip()):
        raise OptionError(
            "--update-baseline needs to know which file, and why",
            remedy="give --baseline FILE and --reason TEXT",
        )
    if options.dry_run and not (options.base_url or options.against):
        raise OptionError(
            "--dry-run says what a deployment would be sent, but none is named",
            remedy="give --base-url URL",
        )
    for path in options.reports or ():
        form_of(path)


def _one_of(option: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        close = difflib.get_close_matches(value, choices, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        listed = ", ".join(choices[:MOST_LISTED]) + (", ..." if len(choices) > MOST_LISTED else "")
        raise OptionError(f"{option} {value} is unknown", remedy=f"{hint}one of: {listed}")


def plan_of(options: VerifyOptions, loaded: Loaded, stack: ExitStack) -> Plan:
    """Return what is to be done; `stack` ends the stand-in, if one is started for it.

    Raises:
        UnderstudyError: an option names what there is not, or may not be done.
    """
    target = _target(options)
    profile = _profile(options, target)
    writes = EFFORTS[profile].writes
    if target is not None and writes and not (target.is_loopback or options.allow_writes):
        raise OptionError(
            f"the profile {profile} writes, and {target.origin} is not on this machine",
            remedy="give --profile read; or --allow-writes with a --scope that may be written",
        )
    scope = _scope(options, loaded, target)
    shard = parse_shard(options.shard) if options.shard else None
    operations = _operations(options, loaded)
    return Plan(
        loaded=loaded,
        operations=shard.share(operations) if shard else operations,
        profile=profile,
        engines=frozenset(Engine)
        if options.engine == "all"
        else frozenset({Engine(options.engine)}),
        seed=options.seed,
        scope=scope,
        limits=_limits(options, target),
        baseline=_baseline(options),
        given={**_given(scope), **dict(_set(options, loaded))},
        shard=str(shard) if shard else "",
        sides=tuple(_sides(options, loaded, target, stack)),  # last: it starts a process
    )


def _limits(options: VerifyOptions, target: Target | None) -> Limits:
    """Return the bounds of the run; who is asked over the network is asked gently."""
    gently = FAR if target is not None and not target.is_loopback else Limits()
    return replace(
        gently,
        most_requests=options.budget or gently.most_requests,
        rate_per_s=options.rate or gently.rate_per_s,
        total_s=options.time_limit_s or gently.total_s,
        timeout_s=options.timeout_s,
        slow_s=options.slow_s,
        kill_file=options.kill_file,
    )


def _target(options: VerifyOptions) -> Target | None:
    url = options.base_url or options.against
    return parse_target(url) if url else None


def _profile(options: VerifyOptions, target: Target | None) -> Profile:
    if options.profile is not None:
        return Profile(options.profile)
    is_here = target is None or target.is_loopback
    return Profile.QUICK if is_here or options.allow_writes else Profile.READ


def _scope(options: VerifyOptions, loaded: Loaded, target: Target | None) -> Scope | None:
    if options.scope is None or target is None:
        return None
    return parse_scope(options.scope, partition=loaded.behavior.partition, target=target)


def _given(scope: Scope | None) -> dict[str, Json]:
    """Return the values of parameters that a scope fixes."""
    return {scope.name: scope.value} if scope is not None and scope.name else {}


def _set(options: VerifyOptions, loaded: Loaded) -> Iterator[tuple[str, Json]]:
    """Yield the values of parameters that were given one by one."""
    known = sorted({each.name for one in loaded.contract.operations for each in one.parameters})
    for text in options.given or ():
        name, is_pair, value = text.partition("=")
        _one_of("--set", name, known)
        if not is_pair:
            raise OptionError(f"--set {text} has no value", remedy="write NAME=VALUE")
        yield name, value


def _operations(options: VerifyOptions, loaded: Loaded) -> tuple[Operation, ...]:
    known = [each.id for each in loaded.contract.operations]
    only = options.only or ()
    for name in only:
        _one_of("--only", name, known)
    # The contract stays whole: what is only inferred is left out, and not wrong when it is there.
    left_out = {each.id for each in documented_only(loaded).hidden if options.documented_only}
    chosen = (each for each in loaded.contract.operations if each.id not in left_out)
    return tuple(each for each in chosen if not only or each.id in only)


def _sides(
    options: VerifyOptions, loaded: Loaded, target: Target | None, stack: ExitStack
) -> Iterator[Side]:
    """Yield what is verified: the stand-in unless a deployment is named alone, and that one."""
    if target is None or options.against or options.dry_run:
        url = stack.enter_context(stand_in(options.service, tuple(_stand_in_options(options))))
        yield Side(
            name="stand-in",
            target=replace(parse_target(url), is_lasting=True),
            credentials=stand_in_credentials(loaded.contract, loaded.behavior),
            identities=stand_in_identities(loaded.contract, loaded.behavior),
            is_stand_in=True,
            shown_as=SHOWN_AS,
            # A rehearsal meets the stand-in by the rules of the deployment.
            permitted_as=replace(target, base="") if target and options.dry_run else None,
        )
    if target is not None and not options.dry_run:
        credentials = read_credentials(loaded.contract, target, os.environ, options.credentials)
        _say_what_is_missing(loaded, credentials)
        yield Side(
            name="deployment",
            target=target,
            credentials=credentials,
            identities=configured_identities(credentials),
        )


def _say_what_is_missing(loaded: Loaded, credentials: Credentials) -> None:
    """Say how credentials are given, when none are and the contract asks for some."""
    schemes = [] if credentials.by_scheme else [*loaded.contract.security_schemes]
    if schemes:
        variables = " or ".join(map(variable_of, schemes))
        typer.echo(f"no credentials are given: set {variables}, or --credentials FILE", err=True)


def _stand_in_options(options: VerifyOptions) -> Iterator[str]:
    yield from ("--seed", str(options.seed))
    if options.overlay is not None:
        yield from ("--overlay", str(options.overlay))


def _baseline(options: VerifyOptions) -> Baseline | None:
    if options.baseline is None:
        return None
    return read_baseline(options.baseline, today=_today(), missing_ok=options.update_baseline)


def _today() -> date:
    # The day on which somebody runs this: what a baseline accepts ends on one.
    return datetime.now(tz=UTC).date()  # noqa: TID251 - nothing that is served or sent depends on it
