"""Printing by IPP Everywhere (RFC 8010, RFC 8011, PWG 5100.14), behind the same ``Printer`` as every other."""
