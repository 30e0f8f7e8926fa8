"""Plain JSON values as YAML that reads back as the same values."""

from __future__ import annotations

from yaml import ScalarNode, dump
from yaml.cyaml import CSafeDumper

from understudy.contract.operations import Json
from understudy.contract.plain_scalars import read_plain


def write_yaml(value: Json) -> str:
    r"""Return the value as YAML, members in their order; texts that look like numbers are quoted.

    >>> write_yaml({"type": ["string", "null"], "enum": ["1e5", "no", 7]})
    "type:\n- string\n- 'null'\nenum:\n- '1e5'\n- 'no'\n- 7\n"
    """
    text: str = dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


class _Dumper(CSafeDumper):
    """Writes no aliases, and quotes what YAML 1.2 takes for a number, not only what 1.1 does."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _represent_text(dumper: CSafeDumper, text: str) -> ScalarNode:
    style = None if _is_text(text) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _is_text(text: str) -> bool:
    try:
        return read_plain(text) == text
    except ValueError:
        return False


_Dumper.add_representer(str, _represent_text)
