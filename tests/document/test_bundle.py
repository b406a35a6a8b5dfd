"""One document of many files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tenon.document import read

Written = Callable[..., Path]
HEAD = "openapi: 3.1.1\ninfo: {title: Library, version: 1.0.0}\n"


def test_path_items_of_other_files_stand_at_their_path(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + "paths:\n  /books: {$ref: paths/books.yaml}\n",
        paths__books_yaml="get:\n  operationId: listBooks\n",
    )

    bundle = read(root)

    assert bundle.document["paths"] == {"/books": {"get": {"operationId": "listBooks"}}}
    assert str(bundle.places["/paths/~1books"]) == "openapi.yaml:4:3"
    assert str(bundle.places["/paths/~1books/get/operationId"]) == "paths/books.yaml:2:3"
    assert [str(path.name) for path in bundle.files] == ["openapi.yaml", "books.yaml"]


def test_parts_of_other_files_become_components_of_their_kind(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + "paths:\n  /books: {$ref: paths/books.yaml}\n",
        paths__books_yaml=(
            "get:\n"
            "  operationId: listBooks\n"
            "  parameters:\n"
            "    - $ref: ../parts.yaml#/Page\n"
            "  responses:\n"
            "    '200':\n"
            "      description: Books\n"
            "      headers:\n"
            "        X-Total: {$ref: '../parts.yaml#/Total'}\n"
            "      content:\n"
            "        application/json:\n"
            "          schema: {$ref: ../schemas/book.yaml}\n"
            "          examples:\n"
            "            dune: {$ref: '../parts.yaml#/Dune'}\n"
            "    '404': {$ref: '../parts.yaml#/NotFound'}\n"
        ),
        parts_yaml=(
            "Page: {name: page, in: query, schema: {$ref: '#/Number'}}\n"
            "Number: {type: integer}\n"
            "Total: {schema: {$ref: '#/Number'}}\n"
            "Dune: {value: {title: Dune}}\n"
            "NotFound: {description: No such book}\n"
        ),
        schemas__book_yaml="type: object\nproperties:\n  next: {$ref: '#'}\n",
    )

    document = read(root).document

    assert document["components"] == {
        "parameters": {
            "Page": {
                "name": "page",
                "in": "query",
                "schema": {"$ref": "#/components/schemas/Number"},
            }
        },
        "headers": {"Total": {"schema": {"$ref": "#/components/schemas/Number"}}},
        "schemas": {
            "book": {
                "type": "object",
                "properties": {"next": {"$ref": "#/components/schemas/book"}},
            },
            "Number": {"type": "integer"},
        },
        "examples": {"Dune": {"value": {"title": "Dune"}}},
        "responses": {"NotFound": {"description": "No such book"}},
    }
    reply = document["paths"]["/books"]["get"]["responses"]
    assert reply["404"] == {"$ref": "#/components/responses/NotFound"}


def test_local_references_of_the_root_stay_as_they_are(written: Written) -> None:
    text = (
        "components:\n"
        "  schemas:\n"
        "    A: {$ref: '#/components/schemas/B'}\n"
        "    B:\n"
        "      properties:\n"
        "        a/b: {type: string}\n"
        "        c: {$ref: '#/components/schemas/B/properties/a~1b'}\n"
    )

    document = read(written(openapi_yaml=HEAD + text)).document

    assert document["components"]["schemas"] == {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {
            "properties": {
                "a/b": {"type": "string"},
                "c": {"$ref": "#/components/schemas/B/properties/a~1b"},
            }
        },
    }


def test_a_component_that_only_refers_to_a_file_takes_what_is_there(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "paths:\n  /books: {$ref: paths.yaml#/books}\n"
        + "components:\n  schemas:\n    Book: {$ref: 'schemas.yaml#/book'}\n",
        paths_yaml=(
            "books:\n  put:\n    operationId: put\n    requestBody:\n      content:\n"
            "        application/json: {schema: {$ref: 'schemas.yaml#/book'}}\n"
        ),
        schemas_yaml="book: {type: object}\n",
    )

    document = read(root).document

    assert document["components"] == {"schemas": {"Book": {"type": "object"}}}
    body = document["paths"]["/books"]["put"]["requestBody"]["content"]["application/json"]
    assert body == {"schema": {"$ref": "#/components/schemas/Book"}}


def test_two_targets_of_one_name_are_told_apart_by_their_file(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "components:\n  schemas:\n    All:\n      oneOf:\n"
        + "        - $ref: books.yaml#/Item\n"
        + "        - $ref: authors.yaml#/Item\n"
        + "        - $ref: authors.yaml#/All\n",
        books_yaml="Item: {type: integer}\n",
        authors_yaml="Item: {type: string}\nAll: {type: boolean}\n",
    )

    assert read(root).document["components"]["schemas"] == {
        "All": {
            "oneOf": [
                {"$ref": "#/components/schemas/Item"},
                {"$ref": "#/components/schemas/authors_Item"},
                {"$ref": "#/components/schemas/authors_All"},
            ]
        },
        "Item": {"type": "integer"},
        "authors_Item": {"type": "string"},
        "authors_All": {"type": "boolean"},
    }


def test_a_reference_into_a_component_leads_into_it(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "components:\n  schemas:\n    One:\n      properties:\n"
        + "        isbn: {$ref: 'other.yaml#/Book/properties/is~1bn'}\n"
        + "        book: {$ref: 'other.yaml#/Book'}\n"
        + "        year: {$ref: 'other.yaml#/Shelf/properties/a%20year'}\n",
        other_yaml=(
            "Book: {properties: {is/bn: {type: string}}}\n"
            "Shelf: {properties: {a year: {type: integer}}}\n"
        ),
    )

    schemas = read(root).document["components"]["schemas"]

    assert schemas["One"]["properties"] == {
        "isbn": {"$ref": "#/components/schemas/Book/properties/is~1bn"},
        "book": {"$ref": "#/components/schemas/Book"},
        "year": {"$ref": "#/components/schemas/a_year"},
    }
    assert list(schemas) == ["One", "Book", "a_year"]


def test_data_is_never_a_reference(written: Written) -> None:
    data = {"$ref": "nowhere.yaml"}
    text = (
        "paths: {}\n"
        "x-data: {$ref: nowhere.yaml}\n"
        "components:\n"
        "  schemas:\n"
        "    A:\n"
        "      default: {$ref: nowhere.yaml}\n"
        "      const: {$ref: nowhere.yaml}\n"
        "      enum: [{$ref: nowhere.yaml}]\n"
        "      example: {$ref: nowhere.yaml}\n"
        "      examples: [{$ref: nowhere.yaml}]\n"
        "      properties: {$ref: {type: string}}\n"
        "      x-more: {schema: {$ref: nowhere.yaml}}\n"
        "  examples:\n"
        "    E: {value: {$ref: nowhere.yaml}}\n"
        "  links:\n"
        "    L: {operationId: l, parameters: {a: b}, requestBody: {$ref: nowhere.yaml}}\n"
    )

    document = read(written(openapi_yaml=HEAD + text)).document

    schema = document["components"]["schemas"]["A"]
    assert schema["default"] == schema["const"] == schema["example"] == data
    assert schema["enum"] == schema["examples"] == [data]
    assert schema["properties"] == {"$ref": {"type": "string"}}
    assert schema["x-more"] == {"schema": data}
    assert document["x-data"] == data
    assert document["components"]["examples"]["E"]["value"] == data
    assert document["components"]["links"]["L"]["requestBody"] == data


def test_what_stands_beside_a_reference_in_a_schema_is_kept(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "components:\n  schemas:\n"
        + "    A: {title: An A, $ref: 'o.yaml#/B', maxLength: 3, not: {$ref: 'o.yaml#/C'}}\n",
        o_yaml="B: {type: string}\nC: {const: x}\n",
    )

    assert read(root).document["components"]["schemas"] == {
        "A": {
            "title": "An A",
            "$ref": "#/components/schemas/B",
            "maxLength": 3,
            "not": {"$ref": "#/components/schemas/C"},
        },
        "B": {"type": "string"},
        "C": {"const": "x"},
    }


def test_summary_and_description_beside_a_reference_are_kept(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "paths:\n  /books:\n    summary: Books\n    $ref: paths.yaml#/books\n"
        + "components:\n  parameters:\n"
        + "    A: {$ref: 'o.yaml#/Page', description: The page}\n",
        paths_yaml="books: {summary: Volumes, description: All, get: {operationId: a}}\n",
        o_yaml="Page: {name: page, in: query, schema: {type: integer}}\n",
    )

    document = read(root).document

    assert document["components"]["parameters"]["A"] == {
        "$ref": "#/components/parameters/Page",
        "description": "The page",
    }
    assert document["paths"]["/books"] == {
        "summary": "Books",
        "description": "All",
        "get": {"operationId": "a"},
    }


def test_mappings_and_links_follow_what_they_refer_to(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "paths:\n  /books: {$ref: paths/books.yaml}\n"
        + "components:\n  schemas:\n    Cat: {type: object}\n",
        paths__books_yaml=(
            "get:\n"
            "  operationId: listBooks\n"
            "  responses:\n"
            "    '200':\n"
            "      description: Books\n"
            "      links:\n"
            "        self: {operationRef: '../openapi.yaml#/paths/~1books/get'}\n"
            "        here: {operationRef: '#/get'}\n"
            "        other: {operationRef: 'https://example.com/api.yaml#/paths/~1a/get'}\n"
            "      content:\n"
            "        application/json: {schema: {$ref: ../animals.yaml#/Animal}}\n"
        ),
        animals_yaml=(
            "Animal:\n"
            "  oneOf: [{$ref: '#/Dog'}]\n"
            "  discriminator:\n"
            "    propertyName: kind\n"
            "    mapping:\n"
            "      dog: '#/Dog'\n"
            "      hound: Dog\n"
            "      cat: Cat\n"
            "      cow: cow.yaml\n"
            "Dog: {type: object}\n"
        ),
        cow_yaml="type: object\n",
    )

    document = read(root).document

    assert document["components"]["schemas"]["Animal"]["discriminator"]["mapping"] == {
        "dog": "#/components/schemas/Dog",
        "hound": "#/components/schemas/Dog",
        "cat": "Cat",
        "cow": "#/components/schemas/cow",
    }
    links = document["paths"]["/books"]["get"]["responses"]["200"]["links"]
    assert [link["operationRef"] for link in links.values()] == [
        "#/paths/~1books/get",
        "#/paths/~1books/get",
        "https://example.com/api.yaml#/paths/~1a/get",
    ]
