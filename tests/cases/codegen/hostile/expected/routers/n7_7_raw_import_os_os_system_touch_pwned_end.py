# Generated from openapi.json by `tenon generate`. Do not edit.
"""The N7 7 raw import os os system touch pwned end operations, routed."""

from typing import Literal

from expected.models.schemas import (
    N77RawImportOsOsSystemTouchPwnedEndBody,
    N77RawImportOsOsSystemTouchPwnedEndQuery,
)
from expected.stubs.n7_7_raw_import_os_os_system_touch_pwned_end import (
    N77RawImportOsOsSystemTouchPwnedEndOk,
    N77RawImportOsOsSystemTouchPwnedEndStub,
)
from tenon.runtime.router import ContractRouter


def n7_7_raw_import_os_os_system_touch_pwned_end_router(
    n7_7_raw_import_os_os_system_touch_pwned_end_2: N77RawImportOsOsSystemTouchPwnedEndStub,
) -> ContractRouter:
    """Routes to what answers the N7 7 raw import os os system touch pwned end operations."""
    router = ContractRouter(
        n7_7_raw_import_os_os_system_touch_pwned_end_2,
        tags=['"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\'],
    )

    @router.post(
        '/x/{a"""b\'; import os}',
        status_code=200,
        operation_id='"""\'\'\'\\\n{{ 7*7 }}{% raw %}\'; import os; os.system("touch pwned") #\u2028\x85\x0b end\\',
    )
    async def n7_7_raw_import_os_os_system_touch_pwned_end(
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
        return await n7_7_raw_import_os_os_system_touch_pwned_end_2.n7_7_raw_import_os_os_system_touch_pwned_end(
            a_b_import_os, query, body, x_x=x_x, content_type=content_type
        )

    return router
