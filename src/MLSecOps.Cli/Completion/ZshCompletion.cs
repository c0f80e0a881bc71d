using System.Text;

namespace MLSecOps.Cli.Completion;

/// <summary>zsh: words with their purpose, file names everywhere else.</summary>
internal static class ZshCompletion
{
    public static string Script(IReadOnlyList<CompletionNode> nodes)
    {
        StringBuilder script = new();
        script.Append("""
            #compdef mlsec
            # zsh completion of mlsec; made by: mlsec completion zsh
            _mlsec() {
                local -A mlsec_words mlsec_flags
                local -a choices
                local node="" word

            """);
        foreach (CompletionNode node in nodes)
        {
            script.Append($"    mlsec_words[{Key(node)}]={Quote(string.Join('\n', node.Words.Select(word => $"{word.Word}:{word.Purpose}")))}\n");
            script.Append($"    mlsec_flags[{Key(node)}]={Quote(string.Join('\n', node.Flags.Select(flag => $"{flag.Flag}:{flag.Purpose}")))}\n");
        }

        script.Append("""
                for word in "${words[@]:1:CURRENT-2}"; do
                    [[ -n ${mlsec_words[${node:+$node/}$word]+x} ]] && node="${node:+$node/}$word"
                done
                if [[ ${words[CURRENT]} == -* ]]; then
                    choices=("${(f)mlsec_flags[${node:-root}]}")
                    _describe flag choices
                elif [[ -n ${mlsec_words[${node:-root}]} ]]; then
                    choices=("${(f)mlsec_words[${node:-root}]}")
                    _describe command choices
                else
                    _files
                fi
            }
            compdef _mlsec mlsec

            """);
        return script.ToString();
    }

    private static string Key(CompletionNode node) => node.Path.Length == 0 ? "root" : node.Path.Replace(' ', '/');

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
