"""What the TypeScript SDK is tested with: a tiny contract, and tests that run under Node.js."""
