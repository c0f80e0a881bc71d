using System.CommandLine;
using MLSecOps.Cli.Output;

namespace MLSecOps.Cli.Grammar;

/// <summary>A command that does something. Its texts make the help, the completions and the man pages.</summary>
/// <param name="name">The word on the command line.</param>
/// <param name="purpose">One line, lower case, no final period.</param>
/// <param name="schema">The document that <c>--json</c> prints.</param>
internal abstract class Verb(string name, string purpose, string schema) : Command(name, purpose)
{
    /// <summary>The document that <c>--json</c> prints.</summary>
    public string Schema { get; } = schema;

    /// <summary>Two command lines that work as they stand.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Does it. Bad input is an outcome; the outside world failing is a <see cref="CommandFailure"/>.</summary>
    public abstract Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken);
}
