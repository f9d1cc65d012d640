"""The pjsua2 softphone: a person with a headset, a headless phone with WAV files, a robot.

    phone_cli (the verb `voipcc phone`)      robot (python -m voipcc.softphone.sip.robot)
          \\                                    /
           prompt: one line or one JSON object = one verb
                            |
                          phone: class Phone, about a dozen verbs, notices out
                            |
            calls, audio -> library: the one thread that touches pjsua2

`account` and `notice` need no pjsua2; `phone` and what stands below it do, so import them late
(`load_phone`) where a machine without pjsua2 must still get a sentence instead of a traceback.
pjsua2 keeps one endpoint per process and its objects must not be destroyed: a process that used
a Phone ends with `os._exit`.
"""
