"""One municipality's issuing server (証明書発行サーバ) as a Django app: the centre asks it over HTTP."""
