"""The bench: what a request costs here, beside what it costs elsewhere, in one run.

    python -m scripts.bench                     all of it, about four minutes
    python -m scripts.bench --quick             fewer and shorter rounds, under a minute
    python -m scripts.bench --only bare,tenon   some entries and timings only
    python -m scripts.bench --json FILE         also keep every sample

How to read it. The first table gives microseconds of processor time (user and system, all
threads) that the *server process* spends on one request, and in brackets how many times the bare
ASGI function that is. The load comes from another process on another core: 16 keep-alive
connections, one request at a time on each, every status looked at; before the rounds each
server's body is compared, field by field, with what all must answer. All servers run under
uvicorn with uvloop and httptools, one worker, no access log, pinned to one core: peers under
uvicorn as it comes, what is ours as `tenon serve` has it, with a protocol of its own. What that
makes of the bare function is the second line. A figure is the median of many short rounds, a
ratio the median of the rounds' ratios; in a round every server is loaded in turn with the same
requests, so that noise of the machine meets them all. Trust the ratios rather than the
microseconds.

The peers in `peers/` answer the same fields from the same number of books, written as their own
guides write them; those in memory hold their models ready and build a page around them. Those
with a database keep one SQLite file each, filled alike, in WAL with the same durability.

The times are of the wall: medians of commands run on a copy of the contract and the service.

The last table is what must hold. A target that is missed, or could not be measured, makes the
exit code 1; targets of which a part was not asked for are left out.
"""
