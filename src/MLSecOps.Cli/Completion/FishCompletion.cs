using System.Text;

namespace MLSecOps.Cli.Completion;

/// <summary>fish: one line for each word and flag.</summary>
internal static class FishCompletion
{
    public static string Script(IReadOnlyList<CompletionNode> nodes)
    {
        StringBuilder script = new("# fish completion of mlsec; made by: mlsec completion fish\n");
        foreach (CompletionNode node in nodes)
        {
            string condition = Condition(node, nodes);
            foreach ((string word, string purpose) in node.Words)
            {
                script.Append($"complete -c mlsec -f -n {Quote(condition)} -a {word} -d {Quote(purpose)}\n");
            }

            foreach ((string flag, string purpose, bool takesValue) in node.Flags)
            {
                script.Append($"complete -c mlsec -n {Quote(condition)} -l {flag[2..]}{(takesValue ? " -r" : string.Empty)} -d {Quote(purpose)}\n");
            }
        }

        return script.ToString();
    }

    private static string Condition(CompletionNode node, IReadOnlyList<CompletionNode> nodes)
    {
        if (node.Path.Length == 0)
        {
            return "__fish_use_subcommand";
        }

        string seen = string.Join("; and ", node.Path.Split(' ').Select(word => $"__fish_seen_subcommand_from {word}"));
        string below = string.Join(' ', nodes.First(other => other.Path == node.Path).Words.Select(word => word.Word));
        return below.Length == 0 ? seen : $"{seen}; and not __fish_seen_subcommand_from {below}";
    }

    private static string Quote(string text) => $"'{text.Replace("'", "\\'", StringComparison.Ordinal)}'";
}
