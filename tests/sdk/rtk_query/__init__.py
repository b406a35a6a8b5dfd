"""Tests of the RTK Query SDK that run under Node.js, and the contract that they ask."""
