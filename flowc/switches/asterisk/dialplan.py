"""The dialplan around the programs: where a test's caller comes from, its phones, the dialplan
outside flowc. What a test says of numbers, names and values comes in percent-encoded variables.
"""

from flowc.semantics.ir import External, Program

ANSWERED = "flowc-answered"
CALLERS = "flowc-callers"
HELD = "held"
LINE = "line"
SPEAKING = "speaking"
TOLD = "flowc-test"


def standing_clock(at: str) -> str:
    """What `flowc_clock_shift` is for a clock that stands at an epoch second.

    Programs add the shift to the seconds that Asterisk's clock has: of `$[… + 0 & 0 | at]` just the
    last remains. It stands where the runtime's clock stands at this point of the call, so that both
    see the same minute, however long the switch took to get there.
    """
    return f" & 0 | {at}"


TEXT = f"""
[{CALLERS}]
; the call as a trunk would bring it in
exten => in,1,UserEvent({TOLD},Id: ${{CHANNEL(callid)}})
 same => n,Set(CALLERID(num)=${{URIDECODE(${{flowc_test_number}})}})
 same => n,Set(CALLERID(name)=${{URIDECODE(${{flowc_test_name}})}})
 same => n,Set(CALLERID(dnid)=${{URIDECODE(${{flowc_test_to}})}})
 same => n,GotoIf($["${{flowc_test_redirected}}" = ""]?clock)
 same => n,Set(REDIRECTING(from-num)=${{URIDECODE(${{flowc_test_redirected}})}})
 same => n(clock),GotoIf($["${{flowc_test_at}}" = ""]?go)
 same => n,Set(flowc_clock_shift={standing_clock("${flowc_test_at}")})
 same => n(go),GotoIf($["${{flowc_test_exten}}" = ""]?{HELD},1)
 same => n,Goto(${{flowc_test_context}},${{flowc_test_exten}},1)
; a number that Goto would take apart: the call is sent on from outside
exten => {HELD},1,Wait(600)
; the caller's own end: nothing comes from it, which costs nothing, or silence to be recorded
exten => {LINE},1,Answer()
 same => n,Wait(86400)
exten => {SPEAKING},1,Answer()
 same => n,MusicOnHold(silent)

[{ANSWERED}]
exten => s,1,Answer()
 same => n,Wait(86400)
"""


def externals(program: Program) -> tuple[External, ...]:
    """The program's externals, in the order of their extensions."""
    return tuple(block for block in program.blocks if isinstance(block, External))


def place(context: str, number: int) -> str:
    """Where the program's external of that number is, for the settings."""
    return f"outside-{context},e{number},1"


def phones(context: str) -> str:
    """The context of a program's phones: whether they are busy is its own."""
    return f"phones-{context}"


def phone(context: str, name: str) -> str:
    """How one of them is dialled."""
    return f"Local/p_{name}@{phones(context)}/n"


def outside(context: str, program: Program) -> str:
    """Phones, which ring until something is done to them, and dialplan that hands back what
    `flowc_test_out_…` says; without a word, it keeps the call."""
    lines = [f"\n[{phones(context)}]", "exten => _p_.,1,Ringing()", " same => n,Wait(86400)"]
    lines += [f"\n[outside-{context}]"]
    for number, block in enumerate(externals(program)):
        out = "flowc_test_out_${flowc_test_outs}"
        lines += [
            f"exten => e{number},1,Set(flowc_test_outs=$[0${{flowc_test_outs}} + 1])",
            f' same => n,GotoIf($["${{{out}}}" = ""]?kept)',
        ]
        for n, read in enumerate(block.reads):
            value = f"{out}_{read.name}"
            lines += [
                f' same => n,GotoIf($["${{{value}}}" = ""]?not{n})',
                f" same => n,Set({read.name}=${{URIDECODE(${{{value}}})}})",
                f" same => n(not{n}),NoOp()",
            ]
        lines += [f" same => n,Return(${{URIDECODE(${{{out}}})}})", " same => n(kept),Hangup()"]
    return "\n".join(lines) + "\n"
