"""A phone like a browser's, without a browser: SIP over WebSocket, ICE, DTLS-SRTP, opus or PCMU.

    phone.BrowserPhone   registers, dials, is rung; a robot with manners or driven by a test
    call.WebCall         one call: answer, hold, keys by INFO, hang up, what was heard
    lifeline             notices that nothing comes in any more, and finds the way back
    signalling           requests and their responses on one WebSocket, digest included
    sound                the tone that goes out, the ear that listens

Stands in for an agent's browser phone in live tests. Needs aiortc; never imported by the server.
aiortc has no keys of its own (RFC 4733), so they go as INFO; 127.x addresses are no ICE candidates,
neither here nor in Asterisk, so the machine needs one other address.
"""
