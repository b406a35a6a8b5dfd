"""The bench of the mock: `tenon mock` beside two other mock servers, in one run.

    python -m scripts.bench_mock                   all of it, about four minutes
    python -m scripts.bench_mock --quick           fewer and shorter rounds, about one
    python -m scripts.bench_mock --only rates      some parts only: rates, starts, large, reload
    python -m scripts.bench_mock --json FILE       also keep every sample

The peers are Prism and Scalar's mock server, at the exact versions of `peers/package.json`. They
are installed by npm into a folder of the user's cache the first time, for which Node.js 20 or later
is needed. Peers that cannot be had are left out, and what they are needed for is not met.

How to read it. Every server reads the same document, with its default settings and its log off,
and validates what it is sent; our own is the default, and `--stateless` for what the peers do too.
Rates are requests a second over 16 keep-alive connections, one request at a time on each, every
status looked at; the load comes from another process on a core of its own, and the server has the
others. A rate is the median of many short rounds, a ratio the median of the rounds' ratios: in a
round every server is loaded in turn, so that noise of the machine meets them all. Where there are
two peers, a ratio is that to the better one. Times to the first answer are from the start of the
process; memory is what is resident after a load of GET and POST, of the process and its children.

A target that is missed, or could not be measured, makes the exit code 1; targets of parts that were
not asked for are left out.
"""
