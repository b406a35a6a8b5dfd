"""`tenon bundle`."""

from __future__ import annotations

import json

import yaml

from tests.cli.projects import Project


def test_the_bundle_is_printed_as_json(project: Project) -> None:
    document = json.loads(project.run("bundle").stdout)

    assert document["components"]["schemas"]["Isbn"]["format"] == "isbn"
    assert document == json.loads(project.read("generated/contract.json"))


def test_a_name_that_ends_in_yaml_makes_it_yaml(project: Project) -> None:
    done = project.run("bundle", "-o", "dist/shelf.yaml")

    assert done.returncode == 0
    document = yaml.safe_load(project.read("dist/shelf.yaml"))
    assert document == json.loads(project.read("generated/contract.json"))


def test_the_same_contract_makes_the_same_bytes(project: Project) -> None:
    for form in ("json", "yaml"):
        first = project.run("bundle", "--format", form, PYTHONHASHSEED="1").stdout
        second = project.run("bundle", "--format", form, PYTHONHASHSEED="2").stdout
        assert first == second


def test_the_bundle_is_a_contract_without_findings(project: Project) -> None:
    project.run("bundle", "-o", "dist/shelf.yaml")

    done = project.run("check", "dist/shelf.yaml")

    assert done.returncode == 0


def test_a_file_is_named_from_where_the_user_stands(project: Project) -> None:
    project.run("bundle", "-o", "bundled.json", folder="shop")

    assert project.path("shop/bundled.json").exists()


def test_the_bundle_in_3_0_tells_beside_it_what_cannot_be_said(project: Project) -> None:
    done = project.run("bundle", "--openapi", "3.0", folder="shop")

    assert (done.returncode, json.loads(done.stdout)["openapi"]) == (0, "3.0.4")
    assert done.stderr == (
        "../openapi/openapi.yaml:49:22: note: only-in-3.1: OpenAPI 3.0 does not know the items of "
        "a stream; x-itemSchema holds them\n"
    )


def test_a_public_bundle_without_references_has_neither(project: Project) -> None:
    project.edit("openapi/openapi.yaml", "    post:\n", "    post:\n      x-internal: true\n")

    done = project.run("bundle", "--public", "--dereference", "-o", "public.yaml")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = project.read("public.yaml")
    assert "$ref" not in text
    assert "addBook" not in text
    assert "listBooks" in text


def test_what_is_published_of_a_contract_has_the_same_bytes(project: Project) -> None:
    asked = ("bundle", "--public", "--openapi", "3.0", "--dereference", "--format", "yaml")

    assert (
        project.run(*asked, PYTHONHASHSEED="1").stdout
        == project.run(*asked, PYTHONHASHSEED="2").stdout
    )


def test_what_cannot_be_dereferenced_is_an_error(project: Project) -> None:
    project.write("tree.json", '{"$dynamicAnchor": "T", "items": {"$dynamicRef": "#T"}}')
    project.write("list.json", '{"$id": "urn:l", "$defs": {"T": {"$dynamicAnchor": "T"}}}')
    head = '{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "components": {"schemas": '
    schemas = '{"A": {"$ref": "tree.json"}, "B": {"$ref": "list.json"}}}}'
    project.write("trees.json", head + schemas)

    done = project.run("bundle", "trees.json", "--dereference")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "tree.json:1:35: dynamic-ref: #T may lead to several schemas; "
        "write $ref where one is meant\n"
    )
