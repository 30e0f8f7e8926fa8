"""The rules: everything a deployment can be found to do wrong, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a failure is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise: `title` states what is wrong, `remedy` what its owner can do."""

    severity: Severity
    title: str
    remedy: str


_LOW, _MEDIUM, _HIGH, _CRITICAL = Severity

RULES: Mapping[str, Rule] = {
    # What schemas and statuses say: found by the fuzzer.
    "server-error": Rule(
        _CRITICAL, "the server fails", "mend the handler; no request may end in a 5xx"
    ),
    "undeclared-status": Rule(
        _MEDIUM, "an undeclared status", "declare the status, or answer a declared one"
    ),
    "undeclared-media-type": Rule(
        _MEDIUM, "an undeclared media type", "declare the media type, or answer a declared one"
    ),
    "response-header": Rule(
        _MEDIUM, "a header of the answer is missing or wrong", "send the header as declared"
    ),
    "response-body": Rule(
        _HIGH, "the answer breaks its schema", "answer what the schema says, or mend the schema"
    ),
    "malformed-body": Rule(
        _HIGH, "the answer cannot be read", "send a body of the media type that is named"
    ),
    "invalid-accepted": Rule(
        _MEDIUM, "an invalid request is accepted", "validate what the contract declares"
    ),
    "valid-refused": Rule(
        _MEDIUM, "a valid request is refused", "accept it, or declare what makes it invalid"
    ),
    "required-header-unasked": Rule(
        _MEDIUM, "a required header is not asked for", "refuse requests without it"
    ),
    "undeclared-method": Rule(
        _MEDIUM, "an undeclared method is answered", "answer 405 with Allow, or declare it"
    ),
    "allow-header": Rule(
        _LOW, "Allow names other methods than the contract", "name what is declared"
    ),
    "deleted-remains": Rule(
        _HIGH, "what was deleted is still there", "answer 404 after the deletion"
    ),
    "created-missing": Rule(
        _HIGH, "what was created is not there", "keep it, and answer with the id it is kept under"
    ),
    # What schemas cannot say: found by probes.
    "page-overlap": Rule(_HIGH, "pages repeat records", "cut pages from one total order"),
    "page-gap": Rule(_HIGH, "pages leave records out", "cut pages from one total order"),
    "page-size": Rule(_MEDIUM, "a page has not the size that was asked for", "honour the size"),
    "total-wrong": Rule(_MEDIUM, "a total is not the number of records", "count what is listed"),
    "page-figure": Rule(
        _MEDIUM, "a figure about the page is wrong", "state the page that was answered"
    ),
    "link-broken": Rule(_HIGH, "a link to a page does not work", "link to a page that exists"),
    "link-wrong": Rule(
        _HIGH, "a link leads to other records than the page", "keep filter, sort and size in links"
    ),
    "cursor-repeats": Rule(_HIGH, "a cursor comes back to records", "move the cursor past them"),
    "cursor-skips": Rule(_HIGH, "a cursor passes over records", "continue at the very next record"),
    "filter-unsound": Rule(_HIGH, "a filter lets others through", "apply the filter"),
    "filter-incomplete": Rule(_HIGH, "a filter hides what it should keep", "keep every match"),
    "sort-wrong": Rule(_HIGH, "a list is not in the order asked for", "sort by the parameter"),
    "sort-unstable": Rule(_MEDIUM, "the same question, another order", "break ties by the key"),
    "default-differs": Rule(
        _LOW, "leaving a parameter out is not its default", "apply the declared default"
    ),
    "limit-unenforced": Rule(
        _MEDIUM, "a bound of a parameter is not enforced", "refuse, or clamp, what is beyond"
    ),
    "row-differs": Rule(_HIGH, "a record differs from its row", "show both from the same state"),
    "sub-resource-differs": Rule(
        _HIGH, "what belongs to a record disagrees with it", "show both from the same state"
    ),
    "include-ignored": Rule(_MEDIUM, "an include is not expanded", "expand what is asked for"),
    "include-unasked": Rule(_LOW, "more is expanded than was asked for", "expand only what is"),
    "export-differs": Rule(_HIGH, "an export has not the listed rows", "export every listed row"),
    "create-differs": Rule(
        _HIGH, "what was created is not what was sent", "keep every field that was accepted"
    ),
    "create-unlisted": Rule(_HIGH, "what was created is not listed", "list it at once"),
    "refused-create-stays": Rule(
        _HIGH, "a refused creation leaves something behind", "change nothing when refusing"
    ),
    "duplicate-accepted": Rule(
        _HIGH, "a value that is taken is accepted again", "refuse what has to be unique"
    ),
    "unknown-reference-accepted": Rule(
        _MEDIUM, "a record that does not exist is named", "refuse ids that lead to nothing"
    ),
    "state-unchecked": Rule(
        _MEDIUM, "an action is accepted in a state that rules it out", "refuse it as documented"
    ),
    "update-lost": Rule(_HIGH, "an accepted change is not kept", "keep what was accepted"),
    "update-spills": Rule(_HIGH, "a change alters other fields", "change only what was sent"),
    "delete-uncounted": Rule(
        _MEDIUM, "what was deleted is still listed or counted", "take it out of lists and totals"
    ),
    "replay-repeats": Rule(
        _HIGH, "a repeated key does the work again", "give the first answer to the same key"
    ),
    "replay-unrefused": Rule(
        _MEDIUM, "a key is accepted with another body", "refuse it as documented"
    ),
    "open-to-anyone": Rule(_CRITICAL, "no credentials are asked for", "answer 401 without them"),
    "open-to-malformed": Rule(
        _CRITICAL, "malformed credentials are accepted", "verify what is sent"
    ),
    "open-to-expired": Rule(
        _CRITICAL, "expired credentials are accepted", "check when a token ends"
    ),
    "unclear-refusal": Rule(
        _LOW, "missing or wrong credentials are not answered 401 or 403", "answer 401, or 403"
    ),
    "open-to-unprivileged": Rule(
        _CRITICAL, "a caller without the right is let in", "check role and scopes"
    ),
    "tenant-leak": Rule(_CRITICAL, "a tenant sees another's records", "keep tenants apart"),
    "world-leak": Rule(_HIGH, "a world sees another's records", "keep worlds apart"),
    # What any exchange can show: found by the guard.
    "slow": Rule(_LOW, "an answer takes long", "answer sooner, or raise the limit"),
    "hangs": Rule(_CRITICAL, "an answer does not come", "answer in time"),
    "resets": Rule(_CRITICAL, "the connection breaks", "answer completely"),
    "garbage": Rule(_CRITICAL, "what comes back is not HTTP", "answer in HTTP"),
    "unreachable": Rule(_CRITICAL, "nobody listens there", "start it, or mend the address"),
    "redirects-away": Rule(
        _HIGH, "a redirect leads to another host", "verify that host, or mend the redirect"
    ),
    "rate-limited": Rule(
        _LOW, "a request is put off and not granted", "lower --rate, or ask for a higher limit"
    ),
    "token-expired": Rule(
        _LOW, "the credentials ended during the run", "give credentials that can be renewed"
    ),
}
