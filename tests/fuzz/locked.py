"""The shelf with locks on it, and keys to them."""

from __future__ import annotations

from tests.cli.projects import CONTRACT, Project

SCHEMES = """
  securitySchemes:
    token: { type: http, scheme: bearer }
    issuer: { type: openIdConnect, openIdConnectUrl: 'https://login.example/x' }
    key: { type: apiKey, in: header, name: X-Key }
"""
SECURITY = """
security:
  - token: []
  - issuer: []
  - key: []
"""
AUTHENTICATORS = """
SEEN = Path(os.environ.get("SEEN", "seen.txt"))
USES = 30
uses: dict[str, int] = {}


def by_token(text: str) -> Principal | None:
    if BREAK == "anyone":
        return Principal("anyone")
    if not text.startswith("keeper-"):
        return None
    uses[text] = uses.get(text, 0) + 1
    if uses[text] > USES:
        raise Unauthorized("The token has expired.")
    return Principal("keeper")


def nobody(text: str) -> None:
    return None


def seen(name: str, principal: Principal | None) -> None:
    with SEEN.open("a") as file:
        print(name, principal.subject if principal else None, file=file)


root ="""
CREDENTIALS = """
import os
from collections.abc import Mapping

from shop.app import SEEN


async def credentials(base_url: str) -> Mapping[str, str]:
    number = os.urandom(4).hex()
    with SEEN.open("a") as file:
        print("credentials", base_url.split(":")[0], file=file)
    return {"token": f"keeper-{number}", "key": "never-looked-at"}
"""


def lock(project: Project) -> Project:
    """Let only known callers add, export and drop books; anybody may read one, known or not."""
    project.edit(CONTRACT, "tags: [{ name: books }]\n", f"tags: [{{ name: books }}]{SECURITY}")
    project.edit(CONTRACT, "components:\n", f"components:{SCHEMES}")
    project.edit(
        CONTRACT,
        "      operationId: listBooks\n",
        "      operationId: listBooks\n      security: []\n",
    )
    project.edit(
        CONTRACT,
        "      operationId: getBook\n",
        "      operationId: getBook\n      security: [{}, { token: [] }]\n",
    )
    app = "shop/app.py"
    project.edit(
        app,
        "import NotFound, PreconditionFailed, Unprocessable\n",
        "import NotFound, PreconditionFailed, Unauthorized, Unprocessable\n"
        "from tenon.runtime.security import Principal\n",
    )
    caller = "principal: Principal"
    project.edit(app, "body: Draft, *, idem", f"body: Draft, *, {caller}, idem")
    project.edit(app, "book_id: int, *, if_match", f"book_id: int, *, {caller}, if_match")
    project.edit(app, "def export_books(self)", f"def export_books(self, *, {caller})")
    project.edit(
        app,
        "def get_book(self, book_id: int)",
        f"def get_book(self, book_id: int, *, {caller} | None = None)",
    )
    for name in ("add_book", "export_books", "get_book", "drop_book"):
        _see(project, app, name)
    project.edit(app, "root =", AUTHENTICATORS)
    project.edit(
        app,
        "formats=FORMATS),\n)",
        "formats=FORMATS),\n"
        '    authenticators={"token": by_token, "issuer": nobody, "key": nobody},\n)',
    )
    project.write("shop/fuzzing.py", CREDENTIALS)
    table = '[tool.tenon.fuzz]\ncredentials = "shop.fuzzing:credentials"\n'
    project.write("pyproject.toml", f"{project.read('pyproject.toml')}\n{table}")
    done = project.run("generate")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def _see(project: Project, app: str, name: str) -> None:
    """Let a handler note who called it, as its first statement."""
    text = project.read(app)
    at = text.index(":\n", text.index("->", text.index(f"def {name}("))) + 2
    project.write(app, f'{text[:at]}        seen("{name}", principal)\n{text[at:]}')
