"""What must stand on the pages, formatted from the raw rows by code apart from ``certificates`` (design §5).

Nothing here imports what composes or draws: dates, digits, marks and labels are written down a second time, so that one
mistake cannot be made twice in the same place.
"""
