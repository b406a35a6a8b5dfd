"""Request time: from a request to the handler and back, as a contract says.

`tenon.runtime.app.contract_app` makes an application, `tenon.runtime.server.serve` serves it;
handlers return `tenon.runtime.reply.Reply` and raise `tenon.runtime.problem.Problem`.
"""
