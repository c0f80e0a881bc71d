using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec device reenroll</c>: revokes a device's key at once, and makes the token with which it enrols again under its name.</summary>
internal sealed class DeviceReenrollCommand : Verb
{
    private readonly Argument<string> _ueid = Flags.Ueid();
    private readonly Option<string> _valid = Flags.Valid();
    private readonly Option<string> _output = Flags.Output("write the token there, for its owner alone, instead of printing it", required: false);
    private readonly HubFlags _hub = new();

    public DeviceReenrollCommand()
        : base("reenroll", "revoke a device's key and make a token with which it enrols again", Schemas.DeviceReenroll)
    {
        Add(_ueid);
        Add(_valid);
        Add(_output);
        _hub.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec device reenroll 01a9f3 -o enrol.token", "mlsec device reenroll 01a9f3 --valid 10m --json"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        TimeSpan? valid = invocation.Duration(_valid, Flags.LeastValid, Flags.MostValid);
        string? path = invocation.Text(_output);
        using HubClient hub = _hub.Open(invocation);
        string ueid = await new DeviceNames(hub, invocation).ResolveAsync(invocation.Text(_ueid), cancellationToken);
        using ResultFile? file = TokenAnswer.Open(path);
        HubAnswer answer = await hub.PostAnswerAsync(
            HubRoutes.ReenrolOf(ueid), new TokenRequest(null, (int?)valid?.TotalSeconds), HubJson.Default.TokenRequest, cancellationToken);
        return TokenAnswer.Read(answer, ueid, Schema, hub.Name, file, path);
    }
}
