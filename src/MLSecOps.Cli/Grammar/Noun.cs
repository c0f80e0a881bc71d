using System.CommandLine;

namespace MLSecOps.Cli.Grammar;

/// <summary>What verbs are about.</summary>
internal sealed class Noun : Command
{
    public Noun(string name, string purpose, params Verb[] verbs)
        : base(name, purpose)
    {
        foreach (Verb verb in verbs)
        {
            Subcommands.Add(verb);
        }
    }
}
