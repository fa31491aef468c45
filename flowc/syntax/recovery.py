def recover(text, state, at):
    print("TROUBLE", repr(text[max(0,at-60):at]), '>>>', repr(text[at:at+60]))
