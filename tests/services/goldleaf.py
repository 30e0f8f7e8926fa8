"""GoldLeaf, asked as its tests ask it."""

from __future__ import annotations


def get(client, path, **parameters):
    answer = client.get(f"/api/v1{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(client, path, body=None):
    return client.post(f"/api/v1{path}", json=body)
