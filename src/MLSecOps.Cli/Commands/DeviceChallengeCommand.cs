using System.CommandLine;
using MLSecOps.Cli.Attestation;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec device challenge</c>: has the hub ask a device now, waits for its evidence, and judges it here as well.</summary>
internal sealed class DeviceChallengeCommand : Verb
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    private readonly Argument<string> _ueid = Flags.Ueid();
    private readonly Option<string> _wait = Flags.Wait();
    private readonly HubFlags _hub = new();

    public DeviceChallengeCommand()
        : base("challenge", "ask a device for evidence now, and judge it", Schemas.DeviceChallenge)
    {
        Add(_ueid);
        Add(_wait);
        _hub.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec device challenge 01a9f3", "mlsec device challenge 01a9f3 --wait 2m --json"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        TimeSpan wait = invocation.Duration(_wait, TimeSpan.Zero, Most) ?? Usual;
        using HubClient hub = _hub.Open(invocation);
        string ueid = await new DeviceNames(hub, invocation).ResolveAsync(invocation.Text(_ueid), cancellationToken);
        HubAnswer asked = await hub.SendAsync(HttpMethod.Post, $"{HubRoutes.DeviceOf(ueid)}/challenge", null, cancellationToken);
        if (!TryNonce(asked.Read(HubJson.Default.ChallengeReply).Nonce, out byte[] nonce))
        {
            throw asked.Unreadable($"its nonce is not {Challenge.NonceBytes} bytes in hexadecimal");
        }

        string path = $"{HubRoutes.DeviceOf(ueid)}/evidence?nonce={Convert.ToHexStringLower(nonce)}";
        HubAnswer? answer = await Polling.UntilAsync(
            async () =>
            {
                HubAnswer? found = await hub.FindAsync(path, cancellationToken);
                return (found, found is not null);
            },
            wait,
            hub.Time,
            cancellationToken);
        if (answer is null)
        {
            throw new CommandFailure(CommandReasons.ChallengeUnanswered, $"{ueid} did not answer within {Units.Print(wait)}")
            {
                Document = new AttestDocument { Schema = Schema, Ok = false, Hub = hub.Name, Ueid = ueid, Nonce = Convert.ToHexStringLower(nonce) },
            };
        }

        EvidenceBundle bundle = BundleText.Read(answer.Body, $"what the hub at {hub.Name} sent");
        if (bundle.Ueid != ueid)
        {
            throw answer.Unreadable($"it is about {bundle.Ueid}, and {ueid} was asked");
        }

        return AttestOutcome.Of(Schema, BundleAppraisal.Judge(bundle, hub.Anchors, VerificationTime.ByClock(invocation.Now), nonce), null, hub.Name);
    }

    private static bool TryNonce(string text, out byte[] nonce)
    {
        bool good = text.Length == 2 * Challenge.NonceBytes && text.All(char.IsAsciiHexDigit);
        nonce = good ? Convert.FromHexString(text) : [];
        return good;
    }
}
