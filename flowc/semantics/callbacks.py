"""Callbacks, laid out as the blocks that `flowc.semantics.ir.callbacks` tells of."""

from typing import NamedTuple

from flowc.diagnostic import Label
from flowc.semantics import ir, phone_numbers
from flowc.semantics.arrows import unhandled
from flowc.semantics.asking import BETWEEN, TRIES, WAIT
from flowc.semantics.collects import region_unknown
from flowc.semantics.notices import notify
from flowc.semantics.parts import Handlers, Parts, whole_seconds
from flowc.semantics.places import failed, must
from flowc.semantics.prompts import play
from flowc.semantics.scope import NOWHERE, Context, Scope, Site, Variable
from flowc.semantics.type_names import PHONE
from flowc.semantics.values import value
from flowc.syntax import ast

RING_SECONDS, EVERY_SECONDS = 30, 600
"""The language's defaults: how long the number rings, and how long until it is tried again."""

_EVENTS = ("accepted", "declined", "gave-up", "failed")
NUMBER = "number"
"""The name under which the prompts of a callback speak its number."""


class _Ways(NamedTuple):
    """Where the pieces of one callback lead."""

    accepted: ir.Edge
    declined: ir.Edge
    failed: ir.Edge


def pieces(node: ast.Callback) -> tuple[str, ...]:
    """The names of the blocks that the callback becomes, the first of which is its own."""
    asks = any(isinstance(i, ast.CallbackNumber) and i.ask for i in node.items)
    parts = [
        *(["offer"] if any(isinstance(i, ast.Offer) for i in node.items) else []),
        NUMBER,
        *(["confirm"] if any(isinstance(i, ast.ConfirmPrompt) for i in node.items) else []),
        *(["ask"] if asks else []),
        "call",
    ]
    own = node.name.text
    return (own, *(f"{own}.{part}" for part in parts[1:]))


def callback(site: Site, node: ast.Callback) -> tuple[ir.Block, ...]:
    """The callback `node`."""
    return _Building(site, node).blocks()


class _Building:
    """One callback while it is laid out."""

    def __init__(self, site: Site, node: ast.Callback) -> None:
        self.site = site
        self.node = node
        self.span = node.span
        self.parts = Parts(site, node.items)
        names = (site.scope.prefix + piece for piece in pieces(node))
        self.ids = dict(zip(_keys(node), names, strict=True))
        self.var = ir.Var(f"{site.id}.{NUMBER}", PHONE)
        site.context.variables.append(
            ir.Variable(self.var.name, PHONE, None, secret=False, span=node.name.span)
        )
        self.told = site.inner(site.word, site.span)
        self.told.scope = _with_number(site.scope, self.var, node)
        self.offer = self.parts.one(ast.Offer, "`offer`")
        self.offering = (self._play(site, self.offer.prompt),) if self.offer else ()
        self.confirm = self.parts.one(ast.ConfirmPrompt, "`confirm`")
        self.confirming = (self._play(self.told, self.confirm.prompt),) if self.confirm else ()
        self.written = self.parts.one(ast.CallbackNumber, "`number`")
        handlers = Handlers(site, self.parts, _EVENTS)
        self.gave_up = _notices(site, handlers)
        self.ways = self._ways(handlers)

    def _ways(self, handlers: Handlers) -> _Ways:
        declined = handlers.one("declined")
        if self.offer is None and declined:
            self.site.findings.error(
                "F105",
                f"nobody declines `{self.site.name}`: it offers nothing",
                handlers.all("declined")[0].event.span,
                help="write `offer` and a prompt in it, or remove this line",
            )
        elif self.offer and not declined and not handlers.broken:
            unhandled(
                self.site,
                "declined",
                caller="a caller who does not want to be called back is left hanging",
            )
        accepted = must(self.site, handlers, "accepted")
        nowhere = ir.Edge(NOWHERE, self.site.span)
        return _Ways(accepted, declined or nowhere, failed(self.site, handlers))

    def blocks(self) -> tuple[ir.Block, ...]:
        """The pieces, in the order in which a caller meets them."""
        accept = self._accept()
        out: list[ir.Block] = []
        if self.offer:
            out.append(self._offer(self.offer))
        out.append(self._number(accept))
        if self.confirm:
            out.append(self._confirm(self.confirm))
        if self.written and self.written.ask:
            out.append(self._ask(self.written.ask, accept))
        out.append(self._call(accept))
        return tuple(out)

    # ---- what the caller meets ------------------------------------------------------------------

    def _to(self, *keys: str) -> ir.Edge:
        """An arrow to the first of these pieces that there is, else `failed`."""
        found = next((self.ids[key] for key in keys if key in self.ids), None)
        return ir.Edge(ir.ToBlock(found), self.site.span) if found else self.ways.failed

    def _offer(self, offer: ast.Offer) -> ir.Menu:
        asked = _asking(self.offering, self.ways.declined)
        keys = (_key("1", self._to("number"), offer), _key("2", self.ways.declined, offer))
        return ir.Menu(self.ids["offer"], asked, keys, self.span)

    def _number(self, accept: ir.AcceptPhone) -> ir.Step:
        written = self.written
        other = self._to("ask")
        if written is None:
            if not self.parts.broken:
                self.site.findings.error(
                    "F110",
                    f"the callback `{self.site.name}` does not say which number is called",
                    self.site.span,
                    help="write `number caller.number`, or `number caller.number or ask` and a "
                    "prompt",
                )
            return ir.Step(self.ids["number"], (), other, self.span)
        found = value(self.site, written.value, PHONE)
        if not isinstance(found, ir.Var | ir.CallerField) and found.type is PHONE:
            self.site.findings.error(
                "F105",
                "a callback calls a number that the call has",
                written.value.span,
                help="write `number caller.number`, or a variable that was collected",
            )
        on = self._to("confirm", "call")._replace(changes=(ir.Change(self.var.name, found),))
        dials = ir.Dials(found, accept.country, accept.national)
        arm = ir.Arm("if 1", dials, on, written.span)
        return ir.Step(self.ids["number"], (ir.Branch((arm,), written.span),), other, self.span)

    def _confirm(self, confirm: ast.ConfirmPrompt) -> ir.Menu:
        asked = _asking(self.confirming, self.ways.failed)
        keys = (_key("1", self._to("call"), confirm), _key("2", self._to("ask"), confirm))
        return ir.Menu(self.ids["confirm"], asked, keys, self.span)

    def _ask(self, prompt: ast.Name, accept: ir.AcceptPhone) -> ir.Step:
        named = ast.PromptName(prompt, prompt.span)
        asked = _asking((self._play(self.site, named),), self.ways.failed)
        known = phone_numbers.accept(accept.region)
        low, high = known[1:] if known else (1, 1)
        collect = ir.Collect(
            var=self.var.name,
            type=PHONE,
            secret=False,
            asking=asked,
            minimum=low,
            maximum=high,
            end="#",
            accept=accept,
            confirm=self.confirming,
            visits=None,
            escapes=(),
            span=prompt.span,
        )
        return ir.Step(self.ids["ask"], (collect,), self._to("call"), self.span)

    def _play(self, site: Site, prompt: ast.PromptRef) -> ir.Play:
        choice = ast.PromptChoice(prompt, None, prompt.span)
        return play(site, ast.Play((choice,), barge_in=True, span=prompt.span))

    # ---- what the switch does -------------------------------------------------------------------

    def _accept(self) -> ir.AcceptPhone:
        written = self.parts.one(ast.AcceptPhone, "`accept`")
        nobody = ir.AcceptPhone("", "", "", "")
        if written is None:
            if not self.parts.broken:
                self.site.findings.error(
                    "F219",
                    f"`{self.site.name}` does not say which country's numbers it calls",
                    self.site.span,
                    caller="whoever shows, or types, an expensive number would be called there",
                    help="write `accept phone-number` and the country: `accept phone-number LT`",
                )
            return nobody
        if phone_numbers.accept(written.region.text) is None:
            region_unknown(self.site, written.region)
            return nobody
        return phone_numbers.called_back(written.region.text) or nobody

    def _call(self, accept: ir.AcceptPhone) -> ir.Callback:
        queue = self.parts.one(ast.CallbackQueue, "`queue`")
        tries = self.parts.one(ast.TriesEvery, "`tries`")
        first = self.parts.one(ast.FirstAfter, "`first after`")
        ring = self.parts.one(ast.RingTime, "`ring`")
        return ir.Callback(
            id=self.ids["call"],
            queue=self._queue(queue),
            number=self.var,
            accept=accept,
            keeps_place=self.parts.one(ast.KeepPlace, "`keep place`") is not None,
            first=first.time.seconds if first else 0,
            tries=self._tries(tries),
            every=whole_seconds(self.site, tries.time) if tries else EVERY_SECONDS,
            ring=whole_seconds(self.site, ring.time) if ring else RING_SECONDS,
            accepted=self.ways.accepted,
            failed=self.ways.failed,
            gave_up=self.gave_up,
            span=self.span,
        )

    def _tries(self, tries: ast.TriesEvery | None) -> int:
        if tries and tries.tries.value < 1:
            self.site.findings.error(
                "F112",
                f"`{self.site.name}` never calls anybody",
                tries.tries.span,
                help="write `tries 1 every 10m`, or more tries",
            )
        return tries.tries.value if tries else TRIES

    def _queue(self, written: ast.CallbackQueue | None) -> str:
        if written is None:
            if not self.parts.broken:
                self.site.findings.error(
                    "F110",
                    f"the callback `{self.site.name}` has no queue",
                    self.site.span,
                    caller="nobody would ever call back",
                    help="write `queue` and the queue whose agents call back",
                )
            return ""
        name = written.queue
        target = self.site.scope.targets.get(name.text)
        if isinstance(target, ir.ToBlock):
            return target.block
        if not self.site.context.may_hide("block"):
            self.site.findings.unknown(
                "queue",
                name.text,
                name.span,
                self.site.scope.targets,
                help=f"write `queue {name.text} {{ … }}`",
            )
        return ""


def _keys(node: ast.Callback) -> tuple[str, ...]:
    """What the pieces are, in the order of `pieces`."""
    offers = any(isinstance(item, ast.Offer) for item in node.items)
    rest = (piece.rpartition(".")[2] for piece in pieces(node)[1:])
    return ("offer" if offers else NUMBER, *rest)


def _with_number(scope: Scope, var: ir.Var, node: ast.Callback) -> Scope:
    """The scope of the prompts that may speak the number."""
    inner = Scope(scope.prefix, scope.origin)
    inner.targets, inner.fixed, inner.gives = scope.targets, scope.fixed, scope.gives
    inner.counters = scope.counters
    said = Variable(var, secret=False, name=node.name)
    inner.variables = {**scope.variables, NUMBER: said}
    return inner


def _asking(plays: tuple[ir.Play, ...], gave_up: ir.Edge) -> ir.Asking:
    tries = ir.Tries(TRIES, TRIES, shared=True)
    return ir.Asking(plays, plays, WAIT, BETWEEN, tries, (), (), gave_up, gave_up)


def _key(key: str, edge: ir.Edge, said: ast.Offer | ast.ConfirmPrompt) -> ir.Key:
    arms = (ir.KeyArm(None, edge),)
    return ir.Key(key, rest=False, arms=arms, into=None, unspoken=True, span=said.span)


def _notices(site: Site, handlers: Handlers) -> tuple[ir.Notify, ...]:
    """What `on gave-up` does: nobody is there who could hear anything."""
    out: list[ir.Notify] = []
    written = handlers.all("gave-up")
    for again in written[1:]:
        site.findings.twice("`on gave-up`", again.event.span, written[0].event.span)
    for handler in written:
        wrong = [a.span for a in handler.actions if not isinstance(a, ast.Notify | ast.Broken)]
        wrong += [handler.edge.span] if handler.edge else []
        for span in wrong:
            site.findings.error(
                "F105",
                "nobody is there any more when a callback gives up",
                span,
                help="write `notify` only: `on gave-up notify webhook missed`",
            )
        out += [notify(site, a) for a in handler.actions if isinstance(a, ast.Notify)]
    return tuple(out)


def check_queues(context: Context) -> None:
    """F103 for a callback whose queue is something else."""
    blocks = {block.id: block for block in context.blocks}
    for block in context.blocks:
        if isinstance(block, ir.Callback) and block.queue in blocks:
            found = blocks[block.queue]
            if not isinstance(found, ir.Queue):
                context.findings.error(
                    "F103",
                    f"a queue belongs here, and `{block.queue}` is a {found.kind}",
                    block.span,
                    secondary=(Label(found.span, "this one"),),
                    help="name the queue whose agents call back",
                )
