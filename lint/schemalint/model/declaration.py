"""Where a file that is no SQL declares a table: the places of what it says, and those where more can be said."""

from typing import Literal

from schemalint.model.record import NamedTuple
from schemalint.model.text import Span


class Part(NamedTuple):
    """Something that a declaration says."""

    name: str
    """`attribute`, `key`, `index-key`, `projection`, `included`, `included-list`, `replica`, `throughput`, `recovery`, `encryption`,
    `ttl`."""
    value: str
    """The attribute, the kind of projection in lower case, the units of a throughput, or `true`, `false` or `unsaid` of a setting:
    its block is there, but not the word that switches it. `unsaid` too of a projection that is left out."""
    span: Span
    """The narrowest text: the name or the value, quotes left out."""
    whole: Span
    """The entry, without what separates it from its neighbours; where it stands on lines of its own in YAML or HCL, those lines."""
    of: str = ""
    """The index, or the replica's region."""
    listed: bool = False
    """Stands in a list in brackets, so that a separator goes with it."""
    role: str = ""
    """Of a key `hash` or `range`, or what is written there; empty where an expression says it."""


class Room(NamedTuple):
    """Where an entry can be added."""

    name: str
    """`properties`, `attributes`, `replica`, or the setting whose block it is: `recovery`, `encryption`, `ttl`."""
    at: Span
    """Empty, behind the last entry there is."""
    syntax: Literal["json", "yaml", "hcl"]
    indent: str | None
    """What stands before each entry on its line; None where all is on one line."""
    first: bool = False
    """Nothing stands in it yet."""
    of: str = ""
    newline: str = "\n"


class Declaration(NamedTuple):
    """How a table of DynamoDB is declared."""

    form: Literal[
        "cloudformation", "global-table", "simple-table", "request", "model", "terraform", "terraform-module", "shell"
    ]
    """`terraform-module` is what the module terraform-aws-modules/dynamodb-table is told, `request` is the JSON of `create-table`, `shell` that command itself, `model` one of NoSQL Workbench."""
    span: Span
    """The name it has in its file."""
    parts: tuple[Part, ...] = ()
    rooms: tuple[Room, ...] = ()
    unknown: tuple[str, ...] = ()
    """What expressions say, so that nobody can tell: `name`, `attributes`, `keys`, `billing`, `throughput`, `stream`, `recovery`,
    `encryption`, `ttl`, `all`."""

    def named(self, name: str, of: str = "") -> tuple[Part, ...]:
        """The parts of that name, of one index or replica where `of` says so."""
        return tuple(part for part in self.parts if part.name == name and (not of or part.of == of))

    def grouped(self) -> dict[tuple[str, str], list[Part]]:
        """The parts by their names and the index or replica they are of: for whoever asks for many."""
        found: dict[tuple[str, str], list[Part]] = {}
        for part in self.parts:
            found.setdefault((part.name, part.of), []).append(part)
        return found

    def room(self, name: str, of: str = "") -> Room | None:
        """The first room of that name."""
        return next((room for room in self.rooms if room.name == name and (not of or room.of == of)), None)
