"""A shop that keeps pets and their toys, with records that were there before anybody verified."""

from __future__ import annotations

import json
import re

from tests.verification.guarding.deployments import Received, response


class Shop:
    """Answers like a real deployment; `refusing` names ids that it will not delete."""

    def __init__(self, refusing: tuple[int, ...] = ()) -> None:
        self.pets: dict[int, str] = {1: "Rex", 2: "Mia"}
        self.toys: dict[int, int] = {1: 1}
        self.refusing = refusing
        self.next_id = 3

    def __call__(self, received: Received) -> bytes:
        path = received.target.decode().partition("?")[0]
        numbers = [int(each) for each in re.findall(r"\d+", path)]
        method = received.method.decode()
        if path == "/pets" and method == "POST":
            return self.create(json.loads(received.body), self.pets)
        if path == "/pets":
            return response(200, [{"id": key, "name": name} for key, name in self.pets.items()])
        if path.endswith("/toys") and method == "POST":
            self.toys[self.next_id] = numbers[0]
            return self.create({"name": "ball"}, {})
        if method == "DELETE":
            return self.delete(numbers, self.toys if "/toys/" in path else self.pets)
        return response(200, {"id": numbers[0] if numbers else 0, "name": "x"})

    def create(self, body: dict[str, str], kept: dict[int, str]) -> bytes:
        number, self.next_id = self.next_id, self.next_id + 1
        kept[number] = body["name"]
        return response(201, {"id": number, "name": body["name"]})

    def delete(self, numbers: list[int], kept: dict[int, int] | dict[int, str]) -> bytes:
        number = numbers[-1]
        has_toys = kept is self.pets and number in self.toys.values()
        if number in self.refusing or has_toys:
            return response(409, {"error": "it is needed"})
        return response(204 if kept.pop(number, None) is not None else 404)
