"""A base URL is read once, and what it must not hold is refused."""

from __future__ import annotations

import pytest

from understudy.contract.errors import BaseUrlError
from understudy.verification.guarding import Target, parse_target

READ = [
    ("http://localhost:8000/shop/", "http://localhost:8000/shop", "localhost:8000", True),
    ("https://API.example.com", "https://api.example.com", "api.example.com", False),
    ("https://api.example.com:443/v1", "https://api.example.com/v1", "api.example.com", False),
    ("http://127.8.0.1", "http://127.8.0.1", "127.8.0.1", True),
    ("http://[::1]:81/", "http://[::1]:81", "[::1]:81", True),
    ("https://localhost.example.com", "https://localhost.example.com", None, False),
    ("http://10.0.0.1", "http://10.0.0.1", "10.0.0.1", False),
]


@pytest.mark.parametrize(("url", "read", "authority", "is_loopback"), READ)
def test_a_base_url_is_read(
    url: str, read: str, authority: str | None, *, is_loopback: bool
) -> None:
    target = parse_target(url)

    assert (target.url, target.is_loopback) == (read, is_loopback)
    assert authority is None or target.authority == authority
    assert target == parse_target(target.url)
    assert isinstance(target, Target)


REFUSED = [
    ("", "no absolute http or https URL"),
    ("api.example.com", "no absolute http or https URL"),
    ("ftp://api.example.com", "no absolute http or https URL"),
    ("http://", "no absolute http or https URL"),
    ("http://api.example.com:x", "host or port cannot be read"),
    ("http://api.example.com:99999", "host or port cannot be read"),
    ("http://[::1", "it cannot be read"),
    ("https://api.example.com/?key=pl4nted", "it has a query or a fragment"),
    ("https://ann:pl4nted@api.example.com", "holds a user or a password"),
    ("https://api.example.com/a b", "percent-encoded"),
    ("https://api.example.com/\u00e4", "percent-encoded"),
    ("https://" + "a" * 64 + ".example.com", "host or port cannot be read"),
]


@pytest.mark.parametrize(("url", "what"), REFUSED)
def test_what_is_no_base_url_is_refused(url: str, what: str) -> None:
    with pytest.raises(BaseUrlError) as refused:
        parse_target(url)

    assert what in refused.value.what
    assert refused.value.remedy
    assert "pl4nted" not in str(refused.value)
