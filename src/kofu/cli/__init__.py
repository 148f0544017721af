"""The ``kofu`` command."""
