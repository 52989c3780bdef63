"""The help of a group of verbs: in the order of work, with the whole first sentence about each verb."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import typer


class GroupedHelp(typer.core.TyperGroup):
    """A group of verbs whose help cuts no description, and has headings where `sections` names them."""

    sections: ClassVar[Mapping[str, Sequence[str]]] = {}

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - the types are Typer's own
        """Write the verbs of each section, and under "Others" those that no section names."""
        names_in_sections = [name for names in self.sections.values() for name in names]
        others = [name for name in self.list_commands(ctx) if name not in names_in_sections]
        for heading, names in (*self.sections.items(), ("Others" if names_in_sections else "Commands", others)):
            commands = [(name, command) for name in names if (command := self.get_command(ctx, name)) is not None]
            lines = [(name, command.get_short_help_str(limit=1000)) for name, command in commands if not command.hidden]
            if lines:
                with formatter.section(heading):
                    formatter.write_dl(lines)
