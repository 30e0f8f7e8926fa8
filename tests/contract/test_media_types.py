import pytest

from understudy.contract import match_media_type

OFFERED = {
    "*/*": "anything",
    "application/*": "any application",
    "application/json": "json",
    "application/vnd.pets+json; version=2": "pets",
    "text/csv": "csv",
}


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        pytest.param("application/json", "json", id="exact"),
        pytest.param("Application/JSON ; charset=utf-8", "json", id="case-and-parameters"),
        pytest.param("application/vnd.pets+json", "pets", id="offered-with-parameters"),
        pytest.param("application/xml", "any application", id="subtype-wildcard"),
        pytest.param("image/png", "anything", id="wildcard"),
        pytest.param("", "anything", id="empty"),
    ],
)
def test_most_exact_offer_is_chosen(content_type, expected):
    assert match_media_type(content_type, OFFERED) == expected


@pytest.mark.parametrize("content_type", ["text/plain", "application", "", "json", "/"])
def test_no_offer_fits(content_type):
    assert match_media_type(content_type, {"application/json": 1, "text/csv": 2}) is None
