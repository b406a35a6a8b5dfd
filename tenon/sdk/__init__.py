"""SDKs: packages that client teams install, made from a contract."""
