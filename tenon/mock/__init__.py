"""The mock server: a contract answered as its service would, before there is one."""
