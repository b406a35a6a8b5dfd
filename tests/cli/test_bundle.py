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
