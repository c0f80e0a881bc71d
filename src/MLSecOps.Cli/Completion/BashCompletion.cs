using System.Text;

namespace MLSecOps.Cli.Completion;

/// <summary>bash: words by the commands before the cursor, file names everywhere else.</summary>
internal static class BashCompletion
{
    public static string Script(IReadOnlyList<CompletionNode> nodes)
    {
        StringBuilder script = new();
        script.Append("""
            # bash completion of mlsec; made by: mlsec completion bash
            _mlsec() {
                local current="${COMP_WORDS[COMP_CWORD]}" path="" word choices=""
                for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                    case "$word" in -*) ;; *) case " $(_mlsec_words "$path") " in *" $word "*) path="${path:+$path }$word" ;; esac ;; esac
                done
                case "$current" in
                    -*) choices="$(_mlsec_flags "$path")" ;;
                    *) choices="$(_mlsec_words "$path")" ;;
                esac
                COMPREPLY=($(compgen -W "$choices" -- "$current"))
            }

            """);
        Function(script, "_mlsec_words", nodes.Select(node => (node.Path, node.Words.Select(word => word.Word))));
        Function(script, "_mlsec_flags", nodes.Select(node => (node.Path, node.Flags.Select(flag => flag.Flag))));
        script.Append("complete -o default -F _mlsec mlsec\n");
        return script.ToString();
    }

    private static void Function(StringBuilder script, string name, IEnumerable<(string Path, IEnumerable<string> Words)> rows)
    {
        script.Append($"{name}() {{\n    case \"$1\" in\n");
        foreach ((string path, IEnumerable<string> words) in rows.Where(row => row.Words.Any()))
        {
            script.Append($"        \"{path}\") echo \"{string.Join(' ', words)}\" ;;\n");
        }

        script.Append("    esac\n}\n");
    }
}
