"""The certificate centre as a Django app: terminals ask it over HTTP."""
