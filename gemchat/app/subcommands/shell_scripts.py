"""The completion scripts, with holes for what the command line has: steps and stands."""

from __future__ import annotations

_WALK = """\
        if [[ $skip == value || -n $skip && $each != -* ]]; then skip=; continue; fi
        skip=
        case "$at:$each" in
%(steps)s
            *:-*) ;;
            :*) at=prompt ;;
        esac
    done
"""

BASH = (
    """\
# Completion of gemchat for bash; in ~/.bashrc: source <(gemchat completion bash)
_gemchat() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} at= skip= each
    local -a offered=()
    for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
"""
    + _WALK
    + """\
    COMPREPLY=()
    case "$at:${skip:+$before}" in
%(stands)s
    esac
    for each in "${offered[@]}"; do
        [[ $each == "$word"* ]] && COMPREPLY+=("$each")
    done
    return 0
}
complete -F _gemchat gemchat
"""
)

ZSH = (
    """\
#compdef gemchat
# Completion of gemchat for zsh; once: gemchat completion zsh > a-directory-of-$fpath/_gemchat
_gemchat() {
    local before=${words[CURRENT-1]} at= skip= each
    local -a offered=()
    for each in "${(@)words[2,CURRENT-1]}"; do
"""
    + _WALK
    + """\
    case "$at:${skip:+$before}" in
%(stands)s
    esac
    (( ! $#offered )) || _describe gemchat offered
}
if [[ $funcstack[1] == _gemchat ]]; then _gemchat "$@"; else compdef _gemchat gemchat; fi
"""
)

FISH = """\
# Completion of gemchat for fish; in ~/.config/fish/config.fish: gemchat completion fish | source
function __gemchat_offers
    set -l at ''
    set -l skip ''
    set -l before ''
    for each in (commandline -opc)[2..]
        set before $each
        if string match -qr '^(value |maybe ([^-]|$))' -- "$skip $each"
            set skip ''
            continue
        end
        set skip ''
        switch "$at:$each"
%(steps)s
            case '*:-*'
            case ':*'
                set at prompt
        end
    end
    test -n "$skip"; or set before ''
    switch "$at:$before"
%(stands)s
    end
end
complete -c gemchat -f -a '(__gemchat_offers)'
"""

POWERSHELL = """\
# Completion of gemchat for PowerShell; in $PROFILE:
# gemchat completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName gemchat -ScriptBlock {
    param($word, $line, $position)
    $at = ''; $skip = ''; $before = ''
    foreach ($element in @($line.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $position) { break }
        $before = $element.Extent.Text
        if ($skip -eq 'value' -or ($skip -and $before -notlike '-*')) { $skip = ''; continue }
        $skip = ''
        switch -CaseSensitive -Exact ("${at}:$before") {
%(steps)s
            default { if ($at -eq '' -and $before -notlike '-*') { $at = 'prompt' } }
        }
    }
    if (-not $skip) { $before = '' }
    $offered = switch -CaseSensitive -Exact ("${at}:$before") {
%(stands)s
    }
    foreach ($offer in $offered) {
        $each, $summary = $offer -split ': ', 2
        if ($each.StartsWith($word)) {
            [Management.Automation.CompletionResult]::new($each, $each, 'ParameterValue', $summary)
        }
    }
}
"""
