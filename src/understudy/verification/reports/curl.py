"""An exchange as a curl command that works when it is pasted into a shell."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

from understudy.verification.exchanges import Exchange
from understudy.verification.reports.printable import is_printable

PLACEHOLDER = "[redacted]"  # what the guard writes where a secret was

# curl makes these itself, from the URL, the body and the connection.
_OWN_HEADERS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "user-agent"}
)
_OWN_ACCEPT = ("accept", "*/*")
_KNOWN = {"authorization": "TOKEN", "cookie": "COOKIE", "x_api_key": "API_KEY"}
_LONGEST_ARGUMENT = 32 * 1024  # systems allow 128 KiB
_SECRET = re.compile(r"\[redacted\]|%5Bredacted%5D", re.IGNORECASE)
_NAME = re.compile(r"([A-Za-z][\w.-]*)\W{1,4}$")
_GLOB = re.compile(r"[\[\]{}]")
_DOTS = re.compile(r"/\.{1,2}(?:/|$|\?)")
_STEERING = re.compile(r'[\\"$`!]')


def curl_line(exchange: Exchange, url: str) -> str:
    """Return the command that sends the request again; `url` is the deployment's.

    Secrets, which are redacted, become variables of the shell: `$TOKEN`, `$API_KEY`. A body that
    cannot be typed is decoded from base64 on the way. Needs bash or zsh for control characters.

    >>> answered = Exchange(number=1, asker="fuzzer", method="GET", target="/pets?name=a%20b",
    ...                     request_headers=(("Authorization", "Bearer [redacted]"),))
    >>> print(curl_line(answered, "http://127.0.0.1:4010/api"))
    curl -H "Authorization: Bearer $TOKEN" 'http://127.0.0.1:4010/pets?name=a%20b'
    """
    body = _typed(exchange.request_body)
    words = ["curl", *_flags(exchange), *_headers(exchange)]
    if exchange.request_body:
        words += ["--data-raw", _word(body)] if body is not None else ["--data-binary", "@-"]
    address = origin_of(url) + exchange.target
    words += [*_address_flags(address), _word(address)]
    line = " ".join(words)
    if exchange.request_body and body is None:
        encoded = base64.b64encode(exchange.request_body).decode("ascii")
        return f"printf %s {shlex.quote(encoded)} | base64 -d | {line}"
    return line


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL; exchanges carry the path from the root on.

    >>> origin_of("https://api.example.com:8443/v1?x=1")
    'https://api.example.com:8443'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else url


def _flags(exchange: Exchange) -> tuple[str, ...]:
    if exchange.method == "GET" and not exchange.request_body:
        return ()
    if exchange.method == "HEAD" and not exchange.request_body:
        return ("--head",)
    return ("-X", _word(exchange.method))


def _headers(exchange: Exchange) -> Iterator[str]:
    names = {name.lower() for name, _ in exchange.request_headers}
    for name, value in exchange.request_headers:
        if name.lower() in _OWN_HEADERS or (name.lower(), value) == _OWN_ACCEPT:
            continue
        yield "-H"
        naming = "" if name.lower() == "cookie" else name  # a cookie's own name says more
        yield _word(f"{name}: {value}" if value else f"{name};", naming=naming)
    if exchange.request_body and "content-type" not in names:
        yield "-H"  # curl says that it is a form otherwise
        yield "Content-Type:"


def _address_flags(address: str) -> Iterator[str]:
    if _GLOB.search(_SECRET.sub("", address)):
        yield "--globoff"
    if _DOTS.search(address):
        yield "--path-as-is"


def _typed(body: bytes) -> str | None:
    """Return a body as it can be typed, None when it cannot be."""
    if len(body) > _LONGEST_ARGUMENT:
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if is_printable(text) else None


def _word(text: str, *, naming: str = "") -> str:
    """Return the text as one word of a shell, its secrets as variables."""
    pieces = _SECRET.split(text)
    if len(pieces) == 1:
        return _quoted(text)
    names = [_variable(naming or before) for before in pieces[:-1]]
    if not any(_STEERING.search(each) or not is_printable(each) for each in pieces):
        braced = [
            f"${{{name}}}" if after[:1].isalnum() or after[:1] == "_" else f"${name}"
            for name, after in zip(names, pieces[1:], strict=True)
        ]
        return f'"{_interleaved(pieces, braced)}"'
    spelled = [f'"${name}"' for name in names]
    return _interleaved([_quoted(each) if each else "" for each in pieces], spelled)


def _interleaved(pieces: list[str], between: list[str]) -> str:
    return pieces[0] + "".join(
        each + piece for each, piece in zip(between, pieces[1:], strict=True)
    )


def _variable(before: str) -> str:
    """Return the variable for the secret that follows a text.

    >>> _variable('{"user": "a", "clientSecret": "'), _variable("/pets?api_key=")
    ('CLIENT_SECRET', 'API_KEY')
    """
    found = _NAME.search(before) or re.fullmatch(r"([A-Za-z][\w.-]*)", before)
    if found is None:
        return "SECRET"
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", found[1]).strip("_")
    return _KNOWN.get(snake.lower(), snake.upper())


def _quoted(text: str) -> str:
    r"""Return a word that any shell reads as the text; bash and zsh, if it holds controls.

    >>> print(_quoted("it's"), _quoted("a\x1b"))
    'it'"'"'s' $'a\x1b'
    """
    return shlex.quote(text) if is_printable(text) else f"$'{''.join(map(_escaped, text))}'"


def _escaped(character: str) -> str:
    if character in "'\\":
        return f"\\{character}"
    if is_printable(character) and character != "\n":
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"  # noqa: PLR2004 - beyond ASCII
