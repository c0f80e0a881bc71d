using System.CommandLine;
using MLSecOps.Cli.Agent;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Varlink;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec status</c>: what the agent of this machine says about its models.</summary>
internal sealed class StatusCommand : Verb
{
    private readonly Option<string> _socket = Flags.Socket();

    public StatusCommand()
        : base("status", "show what this device runs and whether it is trusted", Schemas.Status) => Add(_socket);

    public override IReadOnlyList<string> Examples { get; } = ["mlsec status", "mlsec status --json"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string socket = AgentPlace.SocketOf(invocation.Text(_socket), null);
        StatusDocument document = new() { Schema = Schema, Ok = false, Socket = socket };
        StatusReply status;
        try
        {
            status = await AgentClient.StatusAsync(socket, invocation.Surroundings.Time, cancellationToken);
        }
        catch (CommandFailure failure)
        {
            throw new CommandFailure(failure.Failure) { Document = document };
        }

        Line[] lines = [.. StatusLines.Of(status)];
        return StatusVerdict.Of(status) is { } verdict
            ? Outcome.Failed(document with { Agent = status }, lines, new Failure(verdict.Reason, verdict.What))
            : new Outcome(document with { Ok = true, Verdict = Words.Trusted, Agent = status }, lines);
    }
}
