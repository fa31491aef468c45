"""What each rule of the grammar builds: the one place where its names meet the tree."""

# ruff: noqa: ANN401 - children are whatever the rules below built

from typing import Any

from flowc.source import Span
from flowc.syntax import ast, build, literals
from flowc.syntax.build import Builder, Found, not_a_kind

_TUPLE: Any = tuple
_new = _TUPLE.__new__


def _node(node: type[Any]) -> Builder:
    """A node whose fields are the rule's children, in order."""

    def make(c: list[Any], span: Span, _found: Found) -> Any:
        return _new(node, (*c, span))

    return make


def _group(node: type[Any], fixed: int) -> Builder:
    """A node whose first `fixed` children are fields and whose other children are one tuple."""

    def make(c: list[Any], span: Span, _found: Found) -> Any:
        return _new(node, (*c[:fixed], tuple(c[fixed:]), span))

    return make


def _block(node: type[Any]) -> Builder:
    """As `_group` of a name and items, for a block: kinds of block are no names of blocks."""

    def make(c: list[Any], span: Span, found: Found) -> Any:
        not_a_kind(c[0], found)
        return _new(node, (c[0], tuple(c[1:]), span))

    return make


def _word(c: list[Any], span: Span, _found: Found) -> ast.Name:
    return ast.Name(c[0], span)


def _words(c: list[Any], span: Span, _found: Found) -> ast.Name:
    return ast.Name(" ".join(c), span)


def _token(c: list[Any], _span: Span, _found: Found) -> str:
    return c[0]


def _phrase(c: list[Any], _span: Span, _found: Found) -> str:
    return " ".join(c)


def _only(c: list[Any], _span: Span, _found: Found) -> Any:
    return c[0]


def _all(c: list[Any], _span: Span, _found: Found) -> tuple[Any, ...]:
    return tuple(c)


def _const(text: str) -> Builder:
    def make(_c: list[Any], span: Span, _found: Found) -> ast.Name:
        return ast.Name(text, span)

    return make


def _joined(mark: str) -> Builder:
    def make(c: list[Any], span: Span, _found: Found) -> ast.Name:
        return c[0] if len(c) == 1 else ast.Name(mark.join(part.text for part in c), span)

    return make


def _symbol_key(text: str) -> Builder:
    def make(_c: list[Any], span: Span, _found: Found) -> ast.Key:
        return ast.Key(text, span)

    return make


def _at_first(node: type[Any]) -> Builder:
    """A queue's line that holds from the start: `after` is None."""

    def make(c: list[Any], span: Span, _found: Found) -> Any:
        return node(None, *c, span)

    return make


def _negated(node: type[Any]) -> Builder:
    """A condition with an optional `not` as its second child."""

    def make(c: list[Any], span: Span, _found: Found) -> Any:
        return node(c[0], c[1] is not None, *c[2:], span)

    return make


def _json_items(node: type[Any]) -> Builder:
    def make(c: list[Any], span: Span, _found: Found) -> Any:
        return node(tuple(item for item in c if item is not None), span)

    return make


BUILDERS: dict[str, Builder] = {
    # words and literals
    "name": _word,
    "word": _word,
    "dotted": _joined("."),
    "zone": _joined("/"),
    "zone_text": build.zone_text,
    "region": build.region,
    "str": literals.string,
    "text": literals.text,
    "int": build.integer,
    "signed": build.integer,
    "negative": build.negative,
    "decimal": _node(ast.Decimal),
    "negative_decimal": build.negative_decimal,
    "duration": literals.duration,
    "key": literals.key,
    "star": _symbol_key("*"),
    "hash": _symbol_key("#"),
    "language": _const("language"),
    # the flow and its resources
    "start": _all,
    "flow": _group(ast.Flow, 1),
    "timezone": _node(ast.Timezone),
    "languages": _group(ast.Languages, 0),
    "consent": _node(ast.Consent),
    "number": _node(ast.Number),
    "entry": _node(ast.Entry),
    "prompt": _group(ast.Prompt, 1),
    "language_text": _node(ast.LanguageText),
    "schedule": _group(ast.Schedule, 1),
    "open_closed": _token,
    "schedule_line": build.schedule_line,
    "days_list": _all,
    "weekdays": literals.weekdays,
    "nth_days": literals.nth_days,
    "last_days": literals.last_days,
    "one_date": build.one_date,
    "date_range": build.date_range,
    "date": literals.date,
    "yearly": literals.yearly,
    "holidays": _node(ast.HolidayDays),
    "hours_list": _all,
    "hours": literals.hours,
    "on_off": _token,
    "switch": build.switch,
    "list": build.list_,
    "list_file": build.list_file,
    "str_list": _all,
    "var": build.var(keep=False),
    "keep_var": build.var(keep=True),
    "header": _node(ast.HeaderDecl),
    "service": _group(ast.Service, 1),
    "url": _node(ast.Url),
    "service_header": _node(ast.ServiceHeader),
    "setting": _node(ast.SettingRef),
    "secret_ref": _node(ast.SecretRef),
    "timeout": _node(ast.Timeout),
    "skill": _node(ast.Skill),
    "phone": _node(ast.Phone),
    "phones": _node(ast.Phones),
    "agent": _group(ast.Agent, 1),
    "agent_phone": _node(ast.AgentPhone),
    "agent_skill": _node(ast.AgentSkill),
    "agent_speaks": _group(ast.AgentSpeaks, 0),
    "agent_codes": _group(ast.AgentCodes, 0),
    "agent_code": _node(ast.AgentCode),
    "agent_code_kind": _word,
    "team": _group(ast.Team, 1),
    "import": _node(ast.Import),
    "module": build.module,
    "module_start": _only,
    "params": _all,
    "gives": _all,
    "param": _node(ast.Param),
    "name_list": _all,
    "type": build.type_,
    "type_money": build.type_money,
    "type_one_of": build.type_one_of,
    "type_list_of": build.type_list_of,
    "plain_type": _token,
    "param_type": build.type_,
    # blocks
    "step": build.step,
    "menu": _block(ast.Menu),
    "press": build.press,
    "keys": _all,
    "phrases": _node(ast.Phrases),
    "again": _node(ast.Again),
    "between": _node(ast.Between),
    "tries": build.tries,
    "tries_apart": build.tries_apart,
    "tries_apart_turned": build.tries_apart_turned,
    "ring": _block(ast.Ring),
    "ring_line": _node(ast.RingLine),
    "targets": _all,
    "phone_target": _node(ast.PhoneTarget),
    "number_target": _node(ast.NumberTarget),
    "phones_target": _node(ast.PhonesTarget),
    "show": _node(ast.Show),
    "whisper": _node(ast.Whisper),
    "music": _node(ast.Music),
    "talk_at_most": _node(ast.TalkAtMost),
    "voicemail": _block(ast.Voicemail),
    "mailbox": _node(ast.Mailbox),
    "message_at_most": _node(ast.MessageAtMost),
    "queue": _block(ast.Queue),
    "queue_need": _at_first(ast.QueueNeed),
    "later_need": _node(ast.QueueNeed),
    "queue_agents": _group(ast.QueueAgents, 0),
    "strategy": _node(ast.Strategy),
    "priority": _at_first(ast.Priority),
    "later_priority": _node(ast.Priority),
    "ring_time": _node(ast.RingTime),
    "wrap_up": _node(ast.WrapUp),
    "limit": _node(ast.Limit),
    "every_say": _node(ast.Every),
    "every_play": _node(ast.Every),
    "after": _node(ast.After),
    "prefer": _node(ast.Prefer),
    "callback": _block(ast.Callback),
    "callback_queue": _node(ast.CallbackQueue),
    "callback_number": _node(ast.CallbackNumber),
    "offer": _node(ast.Offer),
    "confirm_prompt": _node(ast.ConfirmPrompt),
    "first_after": _node(ast.FirstAfter),
    "tries_every": _node(ast.TriesEvery),
    "keep_place": _node(ast.KeepPlace),
    "split": _block(ast.Split),
    "share": build.share,
    "transfer": _block(ast.Transfer),
    "transfer_to": _node(ast.TransferTo),
    "transfer_as": _node(ast.TransferAs),
    "external": _block(ast.External),
    "read_var": _node(ast.ReadVar),
    "use": build.use,
    "arguments": _all,
    "argument": _node(ast.Argument),
    "without": _node(ast.Without),
    # arrows and handlers
    "edge": build.edge,
    "plain_edge": build.plain_edge,
    "to_name": _node(ast.ToName),
    "end_cause": _token,
    "to_hangup": build.to_hangup,
    "changes": _all,
    "change": _node(ast.Change),
    "bound": _node(ast.Bound),
    "handler": build.handler,
    "failing": _word,
    "event": _word,
    "event_hangup": _const("hangup"),
    # actions
    "play": build.play,
    "no_barge_in": build.no_barge_in,
    "choice": build.choice,
    "prompt_name": _node(ast.PromptName),
    "prompt_texts": _group(ast.PromptTexts, 0),
    "say_kind": _token,
    "say": _node(ast.Say),
    "set": _node(ast.Set),
    "record": _node(ast.Record),
    "call_ref": build.call_ref,
    "recording": _token,
    "who": _token,
    "record_call": _node(ast.RecordCall),
    "answer": _node(ast.Answer),
    "wait": _node(ast.Wait),
    "if": _node(ast.If),
    "channel": _token,
    "notify": build.notify,
    "field_lines": _all,
    "send_field": _only,
    "send": _group(ast.Send, 0),
    "field": _node(ast.SendField),
    "method": _token,
    "lookup": _group(ast.Lookup, 3),
    "list_lookup": _group(ast.ListLookup, 2),
    "read_field": build.read_field,
    "path": _all,
    "path_word": _only,
    "path_index": _only,
    "collect": _group(ast.Collect, 1),
    "digits": _node(ast.Digits),
    "end_key": _node(ast.EndKey),
    "accept_range": _node(ast.AcceptRange),
    "accept_matches": _node(ast.AcceptMatches),
    "accept_luhn": _node(ast.AcceptLuhn),
    "accept_phone": _node(ast.AcceptPhone),
    "accept_date": _node(ast.AcceptDate),
    "confirm": _group(ast.Confirm, 0),
    "secret": _node(ast.Secret),
    "visits": _node(ast.Visits),
    # expressions and conditions
    "or": _group(ast.Or, 0),
    "and": _group(ast.And, 0),
    "negation": _node(ast.Not),
    "compare": _token,
    "comparing": build.comparing,
    "is": build.is_,
    "is_set": _negated(ast.IsSet),
    "is_signed_in": _negated(ast.IsSignedIn),
    "has_no_agents": _negated(ast.HasNoAgents),
    "in": _negated(ast.In),
    "in_values": build.in_values,
    "starts_with": _node(ast.StartsWith),
    "contains": _node(ast.Contains),
    "caller_hangs_up": _node(ast.CallerHangsUp),
    "state_word": build.one_ref,
    "arithmetic": build.arithmetic,
    "plus_minus": _token,
    "ref": build.ref,
    "caller": _word,
    "answered_by": _word,
    "time": literals.time,
    "need_skill": build.need_skill,
    "need_is": build.need_is,
    "need_language": _node(ast.NeedLanguage),
    # tests
    "test": _group(ast.Test, 1),
    "at": _node(ast.At),
    "call": build.call,
    "test_header": _node(ast.TestHeader),
    "given_lookup": _node(ast.GivenLookup),
    "replies": _node(ast.Replies),
    "other_reply": build.other_reply,
    "given_is": _node(ast.GivenIs),
    "given_state": _words,
    "given_silent": build.given_silent,
    "given_answers": _node(ast.GivenAnswers),
    "given_split": _node(ast.GivenSplit),
    "given_returns": build.given_returns,
    "json_object": _json_items(ast.JsonObject),
    "json_field": build.json_field,
    "json_array": _json_items(ast.JsonArray),
    "hear": build.hear,
    "press_keys": _node(ast.PressKeys),
    "enter": _node(ast.Enter),
    "speak": _node(ast.Speak),
    "stay_silent": _node(ast.StaySilent),
    "hang_up": _node(ast.HangUp),
    "leave_message": _node(ast.LeaveMessage),
    "reach": _node(ast.Reach),
    "answer_by": _node(ast.AnswerBy),
    "refuse": _node(ast.Refuse),
    "agent_does": _node(ast.AgentDoes),
    "does": _words,
    "talk": _node(ast.Talk),
    "ender": _token,
    "expect": _node(ast.Expect),
    "expect_notify": build.expect_notify,
    "end": _node(ast.End),
    "ends_there": _word,
    "end_by": _word,
    "switch_caller": _node(ast.SwitchCaller),
    "switch_callback": _node(ast.SwitchCallback),
    # requirements and loads
    "require": _node(ast.Require),
    "any_of": _node(ast.AnyOf),
    "claim": _phrase,
    "require_targets": build.require_targets,
    "load": _group(ast.Load, 1),
    "load_calls": _group(ast.LoadCalls, 0),
    "load_point": _all,
    "load_choose": build.load_choose,
    "load_share": build.load_share,
    "load_none": build.load_share,
    "load_patience": _node(ast.LoadPatience),
    "load_talk": _group(ast.LoadTalk, 0),
    "load_mean": _all,
    "load_staff": _group(ast.LoadStaff, 0),
    "load_shift": _all,
    "load_goal": build.load_goal,
}
