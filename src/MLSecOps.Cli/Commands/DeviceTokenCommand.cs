using System.CommandLine;
using System.Text;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Enrolment;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec device token</c>: a one-time token with which one device enrols.</summary>
internal sealed class DeviceTokenCommand : Verb
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromHours(24);

    private readonly Option<string> _ueid = new("--ueid") { Description = "the device that it is for, 34 hexadecimal digits (default: the hub draws a new one)", HelpName = "UEID" };
    private readonly Option<string> _valid = new("--valid") { Description = "how long it counts, 1m to 24h (default 1h)", HelpName = "DURATION" };
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

        TimeSpan? valid = invocation.Duration(_valid, Least, Most);
        using HubClient hub = _hub.Open(invocation);

        // Before the hub is asked: a token that could not be written would be lost.
        using ResultFile? file = invocation.Text(_output) is { } path ? new ResultFile(path, replace: false, UnixFileMode.UserRead | UnixFileMode.UserWrite) : null;
        HubAnswer answer = await hub.PostAnswerAsync(
            HubRoutes.Tokens, new TokenRequest(wanted, (int?)valid?.TotalSeconds), HubJson.Default.TokenRequest, cancellationToken);
        TokenReply reply = answer.Read(HubJson.Default.TokenReply);
        if (!EnrolToken.TryParse(reply.Token, out _) || !Ueid.TryParse(reply.Ueid, out _) || (wanted is not null && reply.Ueid != wanted))
        {
            throw answer.Unreadable("it is no token for the device that was named");
        }

        file?.Commit(Encoding.ASCII.GetBytes(reply.Token + "\n"));
        string? written = invocation.Text(_output);
        TokenDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            Hub = hub.Name,
            Token = written is null ? reply.Token : null,
            File = written,
            Ueid = reply.Ueid,
            Expires = reply.Expires,
            Hint = "Put it where hub.token_file of the device's agent says; it enrols one device, once.",
        };
        return new Outcome(document, [
            written is null ? $"token     {reply.Token}" : $"wrote     {written}",
            $"device    {reply.Ueid}",
            $"until     {reply.Expires}",
            "next      put it where hub.token_file of the device's agent says; it enrols one device, once",
        ]);
    }
}
