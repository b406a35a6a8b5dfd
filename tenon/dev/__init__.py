"""The development server: a good save is served within a second, a broken one changes nothing.

Three kinds of processes:

- The main one (`supervisor`) owns the listening socket, watches files, and reads and generates.
- The nursery (`nursery`) is a single-threaded process that has imported everything that does not
  belong to the project, and forks workers: a new one only imports what may have changed.
- A worker (`worker`) imports the application and serves. Once it is ready, the one before it
  accepts no more connections, finishes what it has begun, and ends.

They speak over sockets (`channel`). When the main process ends in whatever way, the other ends
of these are closed by the system, and all others end too.
"""
