"""Services: where they are, what goes with each request, how long an answer may take."""

import re
from typing import Final

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.findings import Findings
from flowc.semantics.parts import Parts, whole_seconds
from flowc.semantics.scope import Context, Site
from flowc.source import Span
from flowc.syntax import ast

_URL: Final = re.compile(
    r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?"
)
_LONGEST: Final = 3600
_LONGEST_URL: Final = 2000
_LONGEST_NAME: Final = 100
_LOGIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*@")
_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_TEXT: Final = re.compile(r"[ -~]*")
_OURS: Final = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "flowc-call",
        "flowc-notice",
        "host",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_KEYS: Final = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"})
"""Headers that let somebody in."""


def services(context: Context, items: list[ast.Item]) -> tuple[ir.Service, ...]:
    """The services that `items` declare."""
    found = [_service(context, i) for i in items if isinstance(i, ast.Service)]
    _check_names(found, items, context.findings)
    return tuple(found)


def _service(context: Context, node: ast.Service) -> ir.Service:
    site = Site(context, context.top, node.name.text, "service", node.name.span)
    parts = Parts(site, node.items)
    url = parts.one(ast.Url)
    if url is None and not parts.broken:
        site.findings.error(
            "F110",
            f"the service `{site.name}` does not say where it is",
            site.span,
            caller="nobody is asked, and callers go the way of a failure",
            help=f'write `url setting {site.name}_url`, or `url "https://…"`',
        )
    timeout = parts.one(ast.Timeout)
    if timeout and timeout.time.seconds > _LONGEST:
        site.findings.error(
            "F112",
            "no caller listens to silence for more than an hour",
            timeout.time.span,
            help="write `timeout 3s`: callers hear silence so long at most",
        )
    if timeout is None and not parts.broken:
        site.findings.error(
            "F110",
            f"the service `{site.name}` does not say how long an answer may take",
            site.span,
            caller="while it is slow, callers hear silence for as long as it likes",
            help="write `timeout 3s`: callers hear silence so long at most",
        )
    return ir.Service(
        site.name,
        _url(url.value, site.findings) if url else "",
        _headers(site, parts.all(ast.ServiceHeader)),
        whole_seconds(site, timeout.time) if timeout else 1,
        node.name.span,
    )


def _url(written: ast.Str | ast.SettingRef, findings: Findings) -> str | ir.Setting:
    if isinstance(written, ast.SettingRef):
        return ir.Setting(written.name.text, written.span)
    text = written.text
    if _LOGIN.match(text):
        findings.error(
            "F603",
            "a name and a password stand in the address",
            written.span,
            "whoever reads the flow may use them",
            help='name the secret instead: `header "Authorization" secret CRM_LOGIN`',
        )
    elif not _is_address(text):
        findings.error(
            "F121",
            f"`{text}` is no address of a web service",
            written.span,
            "not an http or https address",
            caller="nobody is asked, and callers go the way of a failure",
            help='write `url "https://crm.example.com/api"`, without a query: what a lookup sends '
            "stands in its `send`",
        )
    return text.rstrip("/")


def _is_address(text: str) -> bool:
    found = _URL.fullmatch(text)
    if not found or len(text) > _LONGEST_URL:
        return False
    host, port = found[1], int((found[2] or ":80")[1:])
    return 0 < port < 1 << 16 and (host[0] != "[" or _is_ipv6(host[1:-1]))


def _is_ipv6(text: str) -> bool:
    from ipaddress import IPv6Address  # few flows have one

    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _headers(site: Site, written: list[ast.ServiceHeader]) -> tuple[tuple[str, ir.Given], ...]:
    first: dict[str, ast.ServiceHeader] = {}
    found: list[tuple[str, ir.Given]] = []
    for header in written:
        name = header.header.text
        before = first.setdefault(name.lower(), header)
        if before is not header:
            what = f"the header `{name}`"
            site.findings.twice(what, header.header.span, before.header.span)
        _check_header(site.findings, header)
        found.append((name, _given(header.value)))
    return tuple(found)


def _given(value: ast.Str | ast.SettingRef | ast.SecretRef) -> ir.Given:
    match value:
        case ast.Str(text):
            return text
        case ast.SettingRef(name, span):
            return ir.Setting(name.text, span)
        case ast.SecretRef(name, span):
            return ir.Secret(name.text, span)


def _check_header(findings: Findings, header: ast.ServiceHeader) -> None:
    name, value = header.header, header.value
    if not _NAME.fullmatch(name.text) or len(name.text) > _LONGEST_NAME:
        findings.error(
            "F122",
            "this is no name of a header",
            name.span,
            help='use letters, digits and `-`: `header "X-Api-Key" secret CRM_KEY`',
        )
    elif name.text.lower() in _OURS:
        findings.error(
            "F122",
            f"the header `{name.text}` is written by flowc itself",
            name.span,
            "would stand there twice",
            help="leave it out",
        )
    elif isinstance(value, ast.Str) and name.text.lower() in _KEYS:
        findings.error(
            "F603",
            f"what lets flowc in stands in the flow: the header `{name.text}`",
            value.span,
            "whoever reads the flow may use it",
            help=f'name it, and keep it elsewhere: `header "{name.text}" secret CRM_TOKEN`',
        )
    elif isinstance(value, ast.Str) and not _TEXT.fullmatch(value.text):
        findings.error(
            "F122",
            "the value of a header is one line of plain letters, digits and signs",
            value.span,
            help="leave out line breaks and letters that ASCII has not",
        )


def _check_names(found: list[ir.Service], items: list[ast.Item], findings: Findings) -> None:
    """F102 for one name of a setting and a secret: it would be looked for in two places."""
    given = [value for s in found for value in (s.url, *(v for _, v in s.headers))]
    settings = {v.name: v.span for v in given if isinstance(v, ir.Setting)}
    secrets = {v.name: v.span for v in given if isinstance(v, ir.Secret)}
    pins = {i.pin.text: i.pin.span for i in items if isinstance(i, ast.Switch) and i.pin}
    for name, span in (pins | secrets).items():
        if name in settings:
            _two(name, span, settings[name], findings)


def _two(name: str, secret: Span, setting: Span, findings: Findings) -> None:
    findings.error(
        "F102",
        f"`{name}` is a secret here, and a setting elsewhere",
        secret,
        "a secret",
        secondary=(Label(setting, "a setting"),),
        help="give one of them another name: a setting is written into files that others may read",
    )
