using System.CommandLine;
using MLSecOps.Cli.Completion;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec completion</c>: scripts for shells, made from the command tree.</summary>
internal sealed class CompletionCommand : Verb
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish" };

    public CompletionCommand()
        : base("completion", "print a completion script for a shell", Schemas.Completion) => Add(_shell);

    public override IReadOnlyList<string> Examples { get; } =
        ["mlsec completion bash > /usr/share/bash-completion/completions/mlsec", "mlsec completion fish > ~/.config/fish/completions/mlsec.fish"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string shell = invocation.Text(_shell);
        IReadOnlyList<CompletionNode> nodes = CompletionNode.Of(CommandTree.Build());
        string script = shell switch
        {
            "bash" => BashCompletion.Script(nodes),
            "zsh" => ZshCompletion.Script(nodes),
            "fish" => FishCompletion.Script(nodes),
            _ => throw new CommandFailure(new Failure(
                CommandReasons.Usage,
                "SHELL must be bash, zsh or fish",
                Suggestion.Nearest(shell, Shells) is { } meant ? $"did you mean \"{meant}\"?" : null,
                "See the examples: mlsec completion --help.")),
        };
        CompletionDocument document = new() { Schema = Schema, Ok = true, Shell = shell, Script = script };
        return Task.FromResult(new Outcome(document, [script.TrimEnd('\n')], Raw: true));
    }
}
