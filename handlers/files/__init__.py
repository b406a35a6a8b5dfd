"""Files: where their bytes are kept, what may be kept, and what they are called.

    files = storage(settings)
    await files.open()
    async with holding(files, rules) as held:
        await held.fill(chunks, "image/png")
        stored = await held.keep()

What is known of a file is a row of the store; a file that no row names is swept away.
"""
