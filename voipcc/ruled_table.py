"""The table of every listing and sheet: its title at the left, a rule below the heads, cells that fold."""

from rich import box
from rich.table import Table
from rich.text import Text

from voipcc.inert import plain


def ruled_table(title: str, *columns: str) -> Table:
    """An empty one; rows are added by whoever knows them."""
    table = Table(
        title=title,
        title_justify="left",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def add_row(table: Table, *cells: object, style: str = "") -> None:
    """A row of texts as they are: names come from strangers, and nothing in them is obeyed.

    A name like "[red]" is a name and no colour; what would command a terminal is written out.
    """
    shown = (cell if isinstance(cell, Text) else Text(plain(str(cell))) for cell in cells)
    table.add_row(*shown, style=style)
