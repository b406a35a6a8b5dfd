# Generated from openapi.json by `tenon generate`. Do not edit.
"""What travels in bodies and queries: schemas."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import Model
from typing_extensions import TypeAliasType


class N77RawImportOsOsSystemTouchPwnedEndQuery(Model):
    """
    Query parameters of \"\"\"'''\\
    {{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") #    end\\.
    """

    model_config = ConfigDict(
        extra="forbid",
    )
    n7_7_raw_import_os_os_system_touch_pwned_end: Annotated[
        str,
        Field(
            alias='"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'
        ),
    ] = '"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'
    """
    \"\"\"'''\\
    {{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") #    end\\
    """


class N77RawImportOsOsSystemTouchPwnedEndBody(Model):
    n7_7_raw_import_os_os_system_touch_pwned_end: Annotated[
        Literal['"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'],
        Field(
            alias='"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'
        ),
    ] = '"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'
    """
    \"\"\"'''\\
    {{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") #    end\\
    """


class Hostile(Model):
    """
    \"\"\"'''\\
    {{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") #    end\\
    """

    n7_7_raw_import_os_os_system_touch_pwned_end: Annotated[
        str,
        Field(
            alias='"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'
        ),
    ]
    """
    \"\"\"'''\\
    {{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") #    end\\
    """
    listed: list[Literal['"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\', "b"]] = [
        '"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'
    ]
    constant: Literal['"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'] | MISSING = (
        MISSING
    )
    custom_type_path: Annotated[str | MISSING, Field(alias="customTypePath")] = MISSING
    examples: str | MISSING = MISSING


Tagged = TypeAliasType("Tagged", Hostile)


Enumeration = TypeAliasType(
    "Enumeration",
    Literal[
        '"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'
    ],
)
"""
\"\"\"'''\\
{{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") #    end\\
"""
