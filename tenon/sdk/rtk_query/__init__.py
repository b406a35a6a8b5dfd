"""The RTK Query SDK of a contract: an npm package of endpoints, hooks and tags for React."""
