import openapi_spec_validator
import pytest
import yaml

from understudy.contract import lint

SOUND = """\
openapi: 3.1.0
info: {title: Petstore, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {name: Rex}
components:
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string}
"""


@pytest.fixture
def find(write):
    """Lint a document and return code, line and pointer of each finding."""

    def find_in(text):
        return [
            (each.code, each.position.line, each.position.pointer) for each in lint(write(text))
        ]

    return find_in


def test_sound_document_has_no_findings(find):
    assert find(SOUND) == []


EXAMPLE = "example: {name: Rex}"
SCHEMA = "{type: string}"
BROKEN = {  # what is replaced by what; the finding's code and line, and how its pointer ends
    "example": (EXAMPLE, "example: {name: 5}", "invalid-example", 15, "/example/name"),
    "named": (EXAMPLE, "examples: {a: {value: 1}}", "invalid-example", 15, "/examples/a/value"),
    "no-example": (EXAMPLE, "examples: {a: 1}", "invalid-contract", 15, "/examples/a"),
    "schema-example": (
        SCHEMA,
        "{type: string, examples: [5]}",
        "invalid-example",
        21,
        "/name/examples/0",
    ),
    "default": (SCHEMA, "{type: string, default: 5}", "invalid-example", 21, "/name/default"),
    "parameter": ("integer}", "integer}, example: a", "invalid-example", 8, "/0/example"),
    "dangling": ("schemas/Pet", "schemas/Pat", "broken-reference", 14, "/schema/$ref"),
    "remote": ("'#/components", "'http://127.0.0.1:9", "broken-reference", 14, "/schema/$ref"),
    "type": (SCHEMA, "{type: text}", "invalid-schema", 21, "/Pet/properties/name/type"),
    "pattern": (SCHEMA, "{pattern: '('}", "invalid-schema", 21, "/Pet/properties/name/pattern"),
    "nullable": (
        SCHEMA,
        "{type: string, nullable: true}",
        "nullable-in-3.1",
        21,
        "/name/nullable",
    ),
    "style": ("in: query", "in: query, style: matrix", "unreadable-parameter", 8, "/0/style"),
    "openapi": ("listPets", "listPets\n      tags: a", "invalid-openapi", 7, "/get/tags"),
    "label": (
        "listPets",
        "listPets\n      x-provenance: {label: guess}",
        "invalid-contract",
        7,
        "/x-provenance/label",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "ending"), BROKEN.values(), ids=BROKEN.keys()
)
def test_finding_has_its_line(find, old, new, code, line, ending):
    found = find(SOUND.replace(old, new))

    assert (code, line) in [each[:2] for each in found]
    assert any(each[0] == code and each[2].endswith(ending) for each in found)


@pytest.mark.parametrize("schema", ["{type: string, minLength: -1}", "{pattern: '('}"])
def test_broken_schema_is_told_once(find, schema):
    assert [code for code, _, _ in find(SOUND.replace(SCHEMA, schema))] == ["invalid-schema"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("a: [", "unreadable-document", id="no-yaml"),
        pytest.param("swagger: '2.0'", "invalid-contract", id="swagger"),
        pytest.param("openapi: 3.1.0\nx-provenance: 5", "invalid-contract", id="sources"),
    ],
)
def test_document_that_cannot_be_read_is_a_finding(find, text, code):
    assert code in [found[0] for found in find(text)]


def test_document_that_the_openapi_validator_trips_over_is_linted_nevertheless(find):
    text = SOUND.replace("{name: limit, in: query, schema: {type: integer}}", "{in: query}")

    assert ("invalid-openapi", 8) in [each[:2] for each in find(text)]


def test_openapi_validator_that_gives_up_is_a_finding(find, monkeypatch):
    def give_up(_):
        raise RecursionError

    monkeypatch.setattr(openapi_spec_validator.OpenAPIV31SpecValidator, "iter_errors", give_up)

    assert find(SOUND) == [("invalid-openapi", 1, "")]


def test_missing_file_is_a_finding(tmp_path):
    (finding,) = lint(tmp_path / "petstore.yaml")

    assert finding.code == "unreadable-document"


def test_finding_reads_as_one_message(write):
    path = write(SOUND.replace("name: Rex", "name: 5"))

    (finding,) = lint(path)

    schema = "/paths/~1pets/get/responses/200/content/application~1json/schema"
    example = schema.replace("/schema", "/example/name")
    message = "this example breaks its schema: expected string, found 5 [invalid-example]"
    remedy = f"mend the example or the schema at {schema}"
    assert str(finding) == f"{path}:15 at {example}: {message}\n  {remedy}"


def test_document_of_3_0_is_linted_as_such(find):
    text = SOUND.replace("3.1.0", "3.0.3").replace("type: string", "type: string, nullable: true")

    assert find(text) == []
    assert find(text.replace("name: Rex", "name: null")) == []


@pytest.fixture
def find_provenance(find):
    """Lint a document that declares the source `docs`, and what the test adds to it."""

    def find_in(operation=None, schema=None):
        sound = {"label": "documented", "source": "docs"}
        document = yaml.safe_load(SOUND)
        document["x-provenance"] = {"sources": {"docs": {"title": "Pets API page"}}}
        document["paths"]["/pets"]["get"]["x-provenance"] = operation or sound
        document["components"]["schemas"]["Pet"]["x-provenance"] = schema or sound
        if operation == "absent":
            del document["paths"]["/pets"]["get"]["x-provenance"]
        if schema == "absent":
            del document["components"]["schemas"]["Pet"]["x-provenance"]
        return [(code, pointer) for code, _, pointer in find(yaml.safe_dump(document))]

    return find_in


OPERATION = "/paths/~1pets/get"
AT = f"{OPERATION}/x-provenance"


@pytest.mark.parametrize(
    ("provenance", "expected"),
    [
        pytest.param({"label": "documented", "source": "docs"}, [], id="documented"),
        pytest.param({"label": "inferred", "note": "As others do."}, [], id="inferred"),
        pytest.param("absent", [("missing-provenance", OPERATION)], id="absent"),
        pytest.param({"label": "documented"}, [("missing-source", AT)], id="without-source"),
        pytest.param({"label": "inferred"}, [("unexplained-provenance", AT)], id="without-note"),
        pytest.param(
            {"label": "conflict"},
            [("missing-source", AT), ("unexplained-provenance", AT)],
            id="conflict-without-both",
        ),
        pytest.param(
            {"label": "conflict", "source": "doks", "note": "x", "against": "client"},
            [("unknown-source", f"{AT}/source"), ("unknown-source", f"{AT}/against")],
            id="unknown-sources",
        ),
    ],
)
def test_provenance_of_an_operation(find_provenance, provenance, expected):
    assert sorted(find_provenance(operation=provenance)) == sorted(expected)


def test_component_owes_a_provenance(find_provenance):
    assert find_provenance(schema="absent") == [("missing-provenance", "/components/schemas/Pet")]


def test_closest_source_is_named(write):
    text = SOUND + "x-provenance: {sources: {docs: {}}}\n"
    text = text.replace(
        "listPets", "listPets\n      x-provenance: {label: documented, source: dosc}"
    )

    findings = {each.code: each.remedy for each in lint(write(text))}

    assert findings["unknown-source"] == 'did you mean "docs"?'


def test_plain_document_owes_no_provenance(find):
    assert find(SOUND) == []
