"""The table of every listing and sheet: its title at the left, a rule below the heads, cells that fold."""

from rich import box
from rich.table import Table


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
