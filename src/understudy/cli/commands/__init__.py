"""One module a command: its options, as typer declares them; what it does waits to be imported."""
