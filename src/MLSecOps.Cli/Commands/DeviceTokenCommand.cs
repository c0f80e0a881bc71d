using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec device token</c>: a one-time token with which one device enrols.</summary>
internal sealed class DeviceTokenCommand : Verb
{
    private readonly Option<string> _ueid = new("--ueid") { Description = "the device that it is for, 34 hexadecimal digits (default: the hub draws a new one)", HelpName = "UEID" };
    private readonly Option<string> _valid = Flags.Valid();
    private readonly Option<string> _output = Flags.Output("write the token there, for its owner alone, instead of printing it", required: false);
    private readonly HubFlags _hub = new();

    public DeviceTokenCommand()
        : base("token", "make a one-time token with which a device enrols", Schemas.DeviceToken)
    {
        Add(_ueid);
        Add(_valid);
        Add(_output);
        _hub.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["mlsec device token -o enrol.token", "mlsec device token --valid 10m --operator acme-trust/operator.toml"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string? wanted = invocation.Text(_ueid)?.ToLowerInvariant();
        if (wanted is not null && !Ueid.TryParse(wanted, out _))
        {
            throw invocation.Usage("--ueid must be 34 hexadecimal digits that begin with 01");
        }

        TimeSpan? valid = invocation.Duration(_valid, Flags.LeastValid, Flags.MostValid);
        string? path = invocation.Text(_output);
        using HubClient hub = _hub.Open(invocation);
        using ResultFile? file = TokenAnswer.Open(path);
        HubAnswer answer = await hub.PostAnswerAsync(
            HubRoutes.Tokens, new TokenRequest(wanted, (int?)valid?.TotalSeconds), HubJson.Default.TokenRequest, cancellationToken);
        return TokenAnswer.Read(answer, wanted, Schema, hub.Name, file, path);
    }
}
