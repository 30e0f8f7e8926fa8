import pytest

from understudy.contract import (
    ContractError,
    Location,
    Position,
    SecurityRequirement,
    SecurityScheme,
    read_contract,
)


def test_operations_keep_the_order_of_the_file(contract_of):
    contract = contract_of(
        {"/b": {"post": {"operationId": "two"}, "get": {"operationId": "one"}}, "/a": {"get": {}}}
    )

    assert [each.id for each in contract.operations] == ["one", "two", "get_a"]
    assert [each.method for each in contract.operations] == ["GET", "POST", "GET"]
    assert contract.operation("two") is contract.operations[1]
    assert contract.operation("three") is None


def test_facts_of_the_document_and_of_an_operation(contract_of):
    contract = contract_of({"/pets": {"get": {"summary": "List pets", "tags": ["Pets"]}}})
    (operation,) = contract.operations

    assert (contract.title, contract.version) == ("Petstore", "1")
    assert (operation.summary, operation.tags) == ("List pets", ("Pets",))
    assert operation.pointer == "/paths/~1pets/get"
    assert operation.request_body is None
    assert operation.success() is None


def test_generated_ids_are_unique_and_leave_authored_ones_alone(contract_of):
    contract = contract_of(
        {
            "/pets/{id}": {"get": {}, "delete": {"operationId": "get_pets_by_id_2"}},
            "/pets/{id}/": {"get": {}},
            "/": {"get": {}},
        }
    )

    ids = [each.id for each in contract.operations]

    assert ids == ["get_pets_by_id", "get_pets_by_id_2", "get_pets_by_id_3", "get_root"]


def test_id_given_twice_is_refused(contract_of):
    with pytest.raises(ContractError, match=r'"list" is already taken at /paths/~1a/get'):
        contract_of(
            {"/a": {"get": {"operationId": "list"}}, "/b": {"get": {"operationId": "list"}}}
        )


@pytest.mark.parametrize(
    ("servers", "base_paths", "hosts"),
    [
        pytest.param([], ("",), (), id="none"),
        pytest.param([{"url": "/"}], ("",), (), id="root"),
        pytest.param(
            [{"url": "https://api.vendor.example"}], ("",), ("api.vendor.example",), id="host"
        ),
        pytest.param(
            [{"url": "https://API.vendor.example:8443/v1/"}],
            ("/v1",),
            ("api.vendor.example",),
            id="port",
        ),
        pytest.param([{"url": "v1"}], ("/v1",), (), id="relative"),
        pytest.param(
            [{"url": "https://a.example/v1"}, {"url": "https://b.example/v1"}, {"url": "/v2"}],
            ("/v1", "/v2"),
            ("a.example", "b.example"),
            id="several",
        ),
        pytest.param(
            [
                {
                    "url": "https://{region}.vendor.example:{port}/{stage}",
                    "variables": {
                        "region": {"default": "eu"},
                        "port": {"default": 443},
                        "stage": {"default": "v1"},
                    },
                }
            ],
            ("/v1",),
            ("eu.vendor.example",),
            id="variables",
        ),
    ],
)
def test_servers_give_base_paths_and_hosts(contract_of, servers, base_paths, hosts):
    contract = contract_of({"/pets": {"get": {}}}, servers=servers)

    assert contract.operations[0].base_paths == base_paths
    assert contract.hosts == hosts


def test_innermost_servers_win_and_all_hosts_are_known(contract_of):
    contract = contract_of(
        {
            "/pets": {"get": {}, "post": {"servers": [{"url": "https://write.example/w"}]}},
            "/token": {"servers": [{"url": "https://auth.example/oauth"}], "post": {}},
        },
        servers=[{"url": "https://api.example/v1"}],
    )

    assert [each.base_paths for each in contract.operations] == [("/v1",), ("/w",), ("/oauth",)]
    assert contract.hosts == ("api.example", "write.example", "auth.example")


def test_server_url_that_is_none_is_refused(contract_of):
    with pytest.raises(ContractError, match="is no URL") as caught:
        contract_of({"/pets": {"get": {}}}, servers=[{"url": "http://[::1"}])

    assert caught.value.where == Position(file="", pointer="/servers/0/url")


def test_operation_parameters_override_those_of_the_path(contract_of):
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    contract = contract_of(
        {
            "/pets": {
                "parameters": [limit, {"$ref": "#/components/parameters/Tenant"}],
                "get": {"parameters": [{**limit, "required": True}]},
            }
        },
        components={"parameters": {"Tenant": {"name": "X-Tenant", "in": "header"}}},
    )

    first, second = contract.operations[0].parameters

    assert (first.name, first.required, first.explode, first.style) == ("limit", True, True, "form")
    assert first.pointer == "/paths/~1pets/get/parameters/0"
    assert (second.name, second.location, second.schema) == ("X-Tenant", Location.HEADER, {})
    assert second.pointer == "/components/parameters/Tenant"


def test_path_parameters_are_those_of_the_template(operation_of):
    operation = operation_of(
        "/shops/{shop}/pets/{id}",
        parameters=[
            {"name": "id", "in": "path", "schema": {"type": "integer"}},
            {"name": "gone", "in": "path", "schema": {"type": "integer"}},
        ],
    )

    by_name = {each.name: each for each in operation.parameters}

    assert set(by_name) == {"id", "shop"}
    assert by_name["id"].required
    assert by_name["shop"].schema == {"type": "string"}


def test_headers_that_openapi_ignores_are_left_out(operation_of):
    names = ["Accept", "content-type", "Authorization", "If-Match"]
    operation = operation_of(parameters=[{"name": name, "in": "header"} for name in names])

    assert [each.name for each in operation.parameters] == ["If-Match"]


def test_parameter_declared_by_content(operation_of):
    content = {"application/json": {"schema": {"type": "object"}}}
    operation = operation_of(parameters=[{"name": "q", "in": "query", "content": content}])

    (parameter,) = operation.parameters

    assert (parameter.media_type, parameter.schema) == ("application/json", {"type": "object"})


def test_request_body_and_responses_behind_references(operation_of):
    operation = operation_of(
        requestBody={"$ref": "#/components/requestBodies/Pet"},
        responses={
            "201": {"$ref": "#/components/responses/Made"},
            "4xx": {"description": "No."},
            "default": {"description": "?"},
            "x-note": "ignored",
            "200": {"description": "OK", "content": {"application/json": {}}},
        },
        top={
            "components": {
                "requestBodies": {
                    "Pet": {"required": True, "content": {"application/json": {"schema": True}}}
                },
                "responses": {
                    "Made": {
                        "description": "Made.",
                        "headers": {
                            "Location": {"$ref": "#/components/headers/Location"},
                            "Content-Type": {},
                        },
                    }
                },
                "headers": {"Location": {"schema": {"type": "string"}}},
            }
        },
    )

    assert operation.request_body.required
    assert operation.request_body.pointer == "/components/requestBodies/Pet"
    assert operation.request_body.content["application/json"].schema == {}
    assert list(operation.responses) == ["201", "4XX", "default", "200"]
    assert operation.responses["201"].headers == {"Location": {"schema": {"type": "string"}}}
    assert operation.responses["201"].pointer == "/components/responses/Made"
    assert operation.responses["200"].content["application/json"].schema is None
    assert operation.success() is operation.responses["200"]


def test_examples_by_name(operation_of):
    media = {
        "example": {"name": "Rex"},
        "examples": {
            "shared": {"$ref": "#/components/examples/Cat"},
            "elsewhere": {"externalValue": "https://vendor.example/dog.json"},
        },
    }
    operation = operation_of(
        responses={"200": {"description": "OK", "content": {"application/json": media}}},
        top={"components": {"examples": {"Cat": {"value": {"name": "Tom"}}}}},
    )

    examples = operation.responses["200"].content["application/json"].examples

    assert examples == {"shared": {"name": "Tom"}, "example": {"name": "Rex"}}


SCHEMES = {
    "securitySchemes": {
        "token": {"type": "http", "scheme": "Bearer"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "oauth": {"type": "oauth2", "flows": {}},
    }
}


def test_security_schemes(contract_of):
    contract = contract_of({}, components=SCHEMES)

    assert contract.security_schemes == {
        "token": SecurityScheme(name="token", type="http", scheme="bearer"),
        "key": SecurityScheme(
            name="key", type="apiKey", location=Location.HEADER, parameter="X-Key"
        ),
        "oauth": SecurityScheme(name="oauth", type="oauth2"),
    }


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param({}, [{"token": ()}], id="of-the-document"),
        pytest.param({"security": []}, [], id="nobody-asked"),
        pytest.param({"security": [{}]}, [{}], id="met-by-everybody"),
        pytest.param(
            {"security": [{"key": [], "oauth": ["read", "write"]}, {"token": []}]},
            [{"key": (), "oauth": ("read", "write")}, {"token": ()}],
            id="alternatives",
        ),
    ],
)
def test_security_of_an_operation(contract_of, own, expected):
    contract = contract_of({"/pets": {"get": own}}, components=SCHEMES, security=[{"token": []}])

    assert contract.operations[0].security == tuple(
        SecurityRequirement(schemes=each) for each in expected
    )


def test_unknown_security_scheme_names_the_closest(contract_of):
    with pytest.raises(ContractError, match='named "tokn"') as caught:
        contract_of({"/pets": {"get": {"security": [{"tokn": []}]}}}, components=SCHEMES)

    assert caught.value.remedy == 'did you mean "token"?'


@pytest.mark.parametrize(
    ("paths", "top", "pointer"),
    [
        pytest.param([], {}, "/paths", id="paths-is-a-list"),
        pytest.param({"pets": {}}, {}, "/paths/pets", id="path-without-slash"),
        pytest.param({"/a": "x"}, {}, "/paths/~1a", id="item-is-text"),
        pytest.param({"/a": {"get": []}}, {}, "/paths/~1a/get", id="operation-is-a-list"),
        pytest.param({"/a": {"get": {"tags": "x"}}}, {}, "/paths/~1a/get/tags", id="tags-are-text"),
        pytest.param({"/a": {"get": {"tags": [1]}}}, {}, "/paths/~1a/get/tags/0", id="tag-is-1"),
        pytest.param({"/a": {"get": {"summary": {}}}}, {}, "/paths/~1a/get/summary", id="summary"),
        pytest.param(
            {"/a": {"get": {"parameters": {}}}}, {}, "/paths/~1a/get/parameters", id="parameters"
        ),
        pytest.param(
            {"/a": {"get": {"parameters": [{"in": "query"}]}}},
            {},
            "/paths/~1a/get/parameters/0",
            id="parameter-without-name",
        ),
        pytest.param(
            {"/a": {"get": {"parameters": [{"name": "a", "in": "body"}]}}},
            {},
            "/paths/~1a/get/parameters/0/in",
            id="parameter-in-body",
        ),
        pytest.param(
            {"/a": {"get": {"parameters": [{"name": "a", "in": "query", "required": "no"}]}}},
            {},
            "/paths/~1a/get/parameters/0/required",
            id="required-is-text",
        ),
        pytest.param(
            {"/a": {"get": {"parameters": [{"name": "a", "in": "query", "schema": "text"}]}}},
            {},
            "/paths/~1a/get/parameters/0/schema",
            id="schema-is-text",
        ),
        pytest.param(
            {"/a": {"get": {"requestBody": {"$ref": "#/components/requestBodies/Pet"}}}},
            {"components": {}},
            "/paths/~1a/get/requestBody/$ref",
            id="dangling-reference",
        ),
        pytest.param(
            {"/a": {"get": {"responses": {"20": {}}}}},
            {},
            "/paths/~1a/get/responses/20",
            id="no-status",
        ),
        pytest.param(
            {},
            {"components": {"securitySchemes": {"a": {"type": "http"}}}},
            "/components/securitySchemes/a",
            id="scheme-without-scheme",
        ),
        pytest.param(
            {},
            {"components": {"securitySchemes": {"a": {"type": "apiKey", "in": "path"}}}},
            "/components/securitySchemes/a/in",
            id="key-in-path",
        ),
        pytest.param({}, {"info": "Petstore"}, "/info", id="info-is-text"),
    ],
)
def test_malformed_place_is_named(contract_of, paths, top, pointer):
    with pytest.raises(ContractError) as caught:
        contract_of(paths, **top)

    assert caught.value.where == Position(file="", pointer=pointer)
    assert caught.value.remedy


def test_error_tells_file_and_line(write):
    path = write("openapi: 3.1.0\npaths:\n  /pets:\n    get:\n      tags: cats\n")

    with pytest.raises(ContractError) as caught:
        read_contract(path)

    assert str(caught.value).splitlines() == [
        "error[invalid-contract]: this is text, expected a list",
        f"  {path}:5 at /paths/~1pets/get/tags",
        "  write a list here",
    ]


def test_contract_knows_its_file(write):
    path = write("openapi: 3.1.0\ninfo: {title: Petstore, version: 1.0}\n")

    contract = read_contract(path)

    assert (contract.file, contract.title, contract.version) == (str(path), "Petstore", "1.0")
    assert contract.operations == ()
