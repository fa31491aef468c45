"""Who can answer: skills, agents, teams."""

from collections.abc import Iterable

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.parts import Parts
from flowc.semantics.scope import Context, Site, find
from flowc.syntax import ast


def skills(context: Context, items: Iterable[ast.Item]) -> tuple[ir.Skill, ...]:
    """The skills, in order of declaration; F112 for levels that run backwards."""
    out: list[ir.Skill] = []
    for node in items:
        if isinstance(node, ast.Skill):
            low, high = levels(node)
            if low is not None and high is not None and low > high:
                context.findings.error(
                    "F112",
                    f"the levels of `{node.name.text}` end before they begin",
                    node.span,
                    help=f"write `skill {node.name.text} {high}..{low}`",
                )
            out.append(ir.Skill(node.name.text, low, high, node.name.span))
    return tuple(out)


def levels(skill: ast.Skill) -> tuple[int | None, int | None]:
    """The lowest and the highest level; both None for a plain skill."""
    return (skill.low.value if skill.low else None, skill.high.value if skill.high else None)


def agents(context: Context, items: Iterable[ast.Item]) -> tuple[ir.Agent, ...]:
    """The agents, in order of declaration."""
    owners: dict[str, ast.AgentPhone] = {}
    return tuple(_agent(context, n, owners) for n in items if isinstance(n, ast.Agent))


def _agent(context: Context, node: ast.Agent, owners: dict[str, ast.AgentPhone]) -> ir.Agent:
    name = node.name.text
    site = Site(context, context.top, name, "agent", node.name.span)
    parts = Parts(site, node.items)
    phones = parts.all(ast.AgentPhone)
    if not phones and not parts.broken:
        context.findings.error(
            "F110",
            f"the agent `{name}` has no phone",
            site.span,
            caller=f"no call can reach {name}, who counts as somebody who could answer",
            help=f"write `phone {name}` in it",
        )
    for phone in phones:
        find(site, "phone", phone.phone)
        first = owners.setdefault(phone.phone.text, phone)
        if first is not phone:
            context.findings.error(
                "F111",
                f"whose phone `{phone.phone.text}` is stands twice",
                phone.phone.span,
                "again here",
                secondary=(Label(first.phone.span, "first here"),),
                help="a phone belongs to one agent, who dials the codes of agents from it",
            )
    return ir.Agent(
        name,
        tuple(dict.fromkeys(p.phone.text for p in phones)),
        _skills(site, parts.all(ast.AgentSkill)),
        _languages(site, parts.all(ast.AgentSpeaks)),
        node.name.span,
    )


def _skills(site: Site, written: list[ast.AgentSkill]) -> tuple[tuple[str, int], ...]:
    """The agent's skills. Only a need makes a skill used, so a known one is not looked up."""
    own: dict[str, ast.AgentSkill] = {}
    out: list[tuple[str, int]] = []
    table = site.context.names.kinds["skill"]
    for line in written:
        name = line.skill
        declared = table.get(name.text) or find(site, "skill", name)
        if own.setdefault(name.text, line) is not line:
            site.findings.twice(f"the skill `{name.text}`", line.span, own[name.text].span)
        elif declared and isinstance(declared.node, ast.Skill):
            out.append((name.text, _level(site, line, declared.node)))
    return tuple(out)


def _level(site: Site, line: ast.AgentSkill, skill: ast.Skill) -> int:
    low, high = levels(skill)
    name = skill.name.text
    if low is None or high is None:
        if line.level:
            site.findings.error(
                "F103",
                f"`{name}` has no levels: an agent has it or has it not",
                line.level.span,
                secondary=(Label(skill.name.span, "declared here without levels"),),
                help=f"write `skill {name}`, or declare it as `skill {name} 1..5`",
            )
        return 1
    if line.level is None:
        site.findings.error(
            "F110",
            f"the agent `{site.name}` has `{name}` at no level",
            line.span,
            secondary=(Label(skill.span, "declared here with levels"),),
            help=f"write a level: `skill {name} {high}`",
        )
        return low
    check_level(site, skill, line.level)
    return line.level.value


def check_level(site: Site, skill: ast.Skill, level: ast.Int) -> None:
    """F112 for a level that the skill does not have."""
    low, high = levels(skill)
    if low is not None and high is not None and low <= high and not low <= level.value <= high:
        site.findings.error(
            "F112",
            f"the levels of `{skill.name.text}` go from {low} to {high}",
            level.span,
            secondary=(Label(skill.span, "declared here"),),
            help=f"write a level from {low} to {high}, or declare more of them",
        )


def _languages(site: Site, written: list[ast.AgentSpeaks]) -> tuple[str, ...]:
    own: dict[str, ast.Name] = {}
    for name in (n for line in written for n in line.languages):
        known_language(site, name)
        if own.setdefault(name.text, name) is not name:
            site.findings.twice(f"the language `{name.text}`", name.span, own[name.text].span)
    return tuple(own)


def known_language(site: Site, name: ast.Name) -> None:
    """F101 for a language that is none of the flow's."""
    languages = site.context.languages
    if name.text in languages or site.context.incomplete_flow:
        return
    site.findings.error(
        "F101",
        f"the flow has no language `{name.text}`",
        name.span,
        "not known",
        help=f"write one of {', '.join(languages)}; what agents speak and callers never hear is a "
        "skill",
    )


def check_teams(context: Context, items: Iterable[ast.Item]) -> None:
    """The names in teams: known agents, each once; no team is called like an agent."""
    kinds = context.names.kinds
    for node in items:
        if not isinstance(node, ast.Team):
            continue
        site = Site(context, context.top, node.name.text, "team", node.name.span)
        own: dict[str, ast.Name] = {}
        for name in node.agents:
            find(site, "agent", name)
            if own.setdefault(name.text, name) is not name:
                context.findings.twice(f"`{name.text}`", name.span, own[name.text].span)
        agent = kinds["agent"].get(node.name.text)
        if agent:
            context.findings.error(
                "F102",
                f"an agent and a team are called `{node.name.text}`",
                node.name.span,
                secondary=(Label(agent.name.span, "the agent"),),
                help="give one of them another name: queues name both",
            )


def members(site: Site, name: ast.Name) -> tuple[str, ...]:
    """The agents that `name`, an agent or a team, stands for; F101 if it is neither."""
    kinds = site.context.names.kinds
    if name.text not in kinds["agent"] and name.text in kinds["team"]:
        team = find(site, "team", name)
        node = team.node if team else None
        return tuple(n.text for n in node.agents) if isinstance(node, ast.Team) else ()
    if name.text not in kinds["agent"] and not site.context.may_hide("team"):
        known = [*kinds["agent"], *kinds["team"]]
        site.findings.unknown(
            "agent or team",
            name.text,
            name.span,
            known,
            help=f"declare it: `agent {name.text} {{ phone {name.text} }}`",
        )
        return ()
    return (name.text,) if find(site, "agent", name) else ()
