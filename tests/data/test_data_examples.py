"""The examples in docstrings are true."""

import doctest
import importlib

import pytest

MODULES = ("naming", "patterns", "sameness")


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name):
    module = importlib.import_module(f"understudy.data.{name}")

    outcome = doctest.testmod(module)

    assert outcome.attempted
    assert not outcome.failed
