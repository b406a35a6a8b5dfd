"""`members.ts`: which methods the groups of a client have, as data."""

from __future__ import annotations

from tenon.sdk.npm import source
from tenon.sdk.server import server
from tenon.sdk.typescript.plan import Group, Plan

_TEXT = """\
// Generated from the contract. Do not edit.
/** The groups of a client, and how each method asks. */
import type {{ OperationName }} from "./operations.js";

/** A method: how the connection is asked, and for which operation. */
export interface Member {{
  readonly verb: "send" | "items" | "download" | "pages";
  readonly operation: OperationName;
}}

/** The methods of a group by their names. */
export type Members = Readonly<Record<string, Member>>;

/** Every group by its name. */
export const GROUPS: Readonly<Record<string, Members>> = {{
{groups}}};

/** Where the service is, as the contract says. */
export const BASE_URL: string | undefined = {url};
"""


def members(plan: Plan) -> str:
    """The text of the module."""
    url = server(plan.contract)
    return _TEXT.format(
        groups="".join(map(_group, plan.groups)),
        url="undefined" if url is None else source.data(url),
    )


def _group(group: Group) -> str:
    lines = (
        f'    {m.name}: {{ verb: "{m.verb}", operation: "{m.method.name}" }},\n'
        for m in group.members
    )
    return f"  {group.attribute}: {{\n{''.join(lines)}  }},\n"
