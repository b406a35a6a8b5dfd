"""Request bodies, replies by status, and their headers."""

from __future__ import annotations

from tenon.contract import Body, Header, Reply
from tenon.diff.change import Verdict
from tenon.diff.media import compare_media
from tenon.diff.scene import Scene
from tenon.diff.way import Medium, Way
from tenon.document.wording import shown

_NO_BODY = Body({})


def compare_body(scene: Scene) -> None:
    """Tell what changed of the request body."""
    base, head = scene.base.body, scene.head.body
    at = scene.at(0, "requestBody"), scene.at(1, "requestBody")
    if base is None or head is None:
        if head is not None:
            kind, article = ("required", "a") if head.required else ("optional", "an")
            message = f"there is {article} {kind} request body"
            scene.add(f"{kind}-body-added", scene.sent, message, *at)
        if base is not None:
            scene.add("body-removed", scene.sent, "there is no request body any more", *at)
        return
    required = scene.at(0, "requestBody", "required"), scene.at(1, "requestBody", "required")
    if head.required and not base.required:
        scene.add("body-became-required", scene.sent, "the body is required", *required)
    if base.required and not head.required:
        scene.add("body-became-optional", scene.sent, "the body may be left out", *required)
    compare_media(scene, base.media, head.media, at, _json(scene, reply=False), "as a request body")


def compare_replies(scene: Scene) -> None:
    """Tell what changed of the replies; one that a range or `default` covers is not gone."""
    before, after = scene.base.replies, scene.head.replies
    for status, reply in before.items():
        other = _covering(scene, 1, status)
        if other is None:
            _gone(scene, reply)
        else:
            _compare(scene, reply, other)
    for status, reply in after.items():
        if status in before:
            continue
        other = _covering(scene, 0, status)
        if other is None:
            _new(scene, reply)
        elif status != "default":
            _compare(scene, other, reply)


def _json(scene: Scene, *, reply: bool) -> Way:
    return scene.way(reply=reply, medium=Medium.JSON)


def _covering(scene: Scene, side: int, status: str) -> Reply | None:
    """The reply of a side that says what one of that status is."""
    operation = (scene.base, scene.head)[side]
    if status in operation.replies:
        return operation.replies[status]
    if status == "default":
        return None
    kind = f"{status[0]}XX"
    return operation.replies.get(kind) or operation.replies.get("default")


def _gone(scene: Scene, reply: Reply) -> None:
    kind = "success" if reply.successful else "failure"
    at = scene.at(0, "responses", reply.status), scene.at(1, "responses")
    scene.add(f"{kind}-removed", scene.answered, f"there is no reply {reply.status} any more", *at)


def _new(scene: Scene, reply: Reply) -> None:
    kind = "success" if reply.successful else "failure"
    at = scene.at(0, "responses"), scene.at(1, "responses", reply.status)
    scene.add(f"{kind}-added", scene.answered, f"there is a reply {reply.status}", *at)


def _compare(scene: Scene, base: Reply, head: Reply) -> None:
    at = scene.at(0, "responses", base.status), scene.at(1, "responses", head.status)
    compare_media(
        scene, base.media, head.media, at, _json(scene, reply=True), f"in replies {head.status}"
    )
    _headers(scene, base, head, at)


def _headers(scene: Scene, base: Reply, head: Reply, at: tuple[str, str]) -> None:
    before = {name.lower(): header for name, header in base.headers.items()}
    after = {name.lower(): header for name, header in head.headers.items()}
    for name, header in before.items():
        here = scene.sides[0].inside(at[0], "headers", header.name)
        if name in after:
            there = scene.sides[1].inside(at[1], "headers", after[name].name)
            _header(scene, header, after[name], (here, there))
        else:
            rule = "required-header-removed" if header.required else "header-removed"
            message = f"the header {shown(header.name)} is gone from replies {head.status}"
            scene.add(rule, scene.answered, message, here, at[1])
    for name, header in after.items():
        if name not in before:
            there = scene.sides[1].inside(at[1], "headers", header.name)
            message = f"the header {shown(header.name)} is new in replies {head.status}"
            scene.add("header-added", scene.answered, message, at[0], there)


def _header(scene: Scene, base: Header, head: Header, at: tuple[str, str]) -> None:
    name = f"the header {shown(head.name)}"
    if head.required and not base.required:
        scene.add("header-became-required", scene.answered, f"{name} comes always", *at)
    if base.required and not head.required:
        scene.add("header-became-optional", scene.answered, f"{name} may be missing", *at)
    way = scene.parameter(name, reply=True)
    if base.content is not None and head.content is not None:
        media = {base.content.type: base.content}, {head.content.type: head.content}
        compare_media(scene, *media, at, way)
    elif (base.content is None) == (head.content is None):
        scene.schemas(base.schema, head.schema, at, way)
    else:
        message = f"{name} is written in another way"
        scene.add("parameter-style-changed", scene.answered, message, *at, Verdict.BREAKING)
