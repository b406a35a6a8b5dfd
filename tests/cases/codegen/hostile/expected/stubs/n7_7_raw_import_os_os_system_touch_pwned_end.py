# Generated from openapi.json by `tenon generate`. Do not edit.
"""What a handler of the N7 7 raw import os os system touch pwned end operations must do."""

from typing import Literal, Protocol

from expected.models.schemas import (
    Hostile,
    N77RawImportOsOsSystemTouchPwnedEndBody,
    N77RawImportOsOsSystemTouchPwnedEndQuery,
)
from tenon.runtime.reply import Reply


class N77RawImportOsOsSystemTouchPwnedEndOk(Reply[Hostile]):
    """200: \"\"\"'''\\ {{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") # end\\"""

    status = 200

    def __init__(
        self,
        body: Hostile,
        *,
        x_h: Literal[
            '"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'
        ]
        | None = None,
    ) -> None:
        self.body = body
        self.headers = {"x_h": x_h}


class N77RawImportOsOsSystemTouchPwnedEndStub(Protocol):
    """Answers the N7 7 raw import os os system touch pwned end operations."""

    async def n7_7_raw_import_os_os_system_touch_pwned_end(
        self,
        a_b_import_os: Literal[
            '"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\',
            "}",
        ],
        query: N77RawImportOsOsSystemTouchPwnedEndQuery,
        body: N77RawImportOsOsSystemTouchPwnedEndBody | str | None = None,
        *,
        x_x: str | None = None,
        content_type: Literal["application/json", 'text/x"; import os'] | None = None,
    ) -> N77RawImportOsOsSystemTouchPwnedEndOk:
        """\"\"\"'''\\ {{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") # end\\

        \"\"\"'''\\
        {{ 7*7 }}{% raw %}'; import os; os.system("touch pwned") #    end\\: POST /x/{a\"\"\"b'; import os}
        """
