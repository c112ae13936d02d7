"""What every HTML page of the package shares: its frame, its look, and a policy by which it loads nothing."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["framed", "templates"]


def templates(package: str, **options: Any) -> Environment:
    """The templates in the folder of a package, and those that all share; whatever they print is escaped."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    folders = ChoiceLoader([PackageLoader(package), PackageLoader("infoscope")])
    return Environment(
        loader=folders,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )


def framed(environment: Environment, name: str, *, inline: bool = False, **given: Any) -> str:
    """The page `name`, which extends frame.html, with base.css and style.css; and script.js, if there is one.

    Nothing may be loaded, and nothing may run or style but the blocks whose digests stand in the policy;
    inline: nor the style attributes of pictures that were not drawn here.
    """
    from markupsafe import Markup

    names = environment.list_templates()
    style = "\n".join(environment.get_template(one).render().strip() for one in ("base.css", "style.css"))
    script = environment.get_template("script.js").render().strip() if "script.js" in names else ""
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src {_UNSAFE if inline else _digest(style)}",
            f"script-src {_digest(script) if script else _NONE}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return environment.get_template(name).render(
        style=Markup(style), script=Markup(script), policy=Markup(policy), **given
    )


_NONE, _UNSAFE = "'none'", "'unsafe-inline'"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
