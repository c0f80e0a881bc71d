using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec rollout start</c>: has the hub ask devices for a release, in one stage.</summary>
internal sealed class RolloutStartCommand : Verb
{
    private readonly Argument<string> _package = new("PACKAGE") { Description = "package file (.mlpkg) that was pushed, or the sha256: digest of its manifest" };

    private readonly Option<string[]> _devices = new("--device")
    {
        Description = "a device that gets it; may be given several times",
        HelpName = "UEID",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<bool> _all = new("--all") { Description = "every enrolled device gets it" };
    private readonly HubFlags _hub = new();

    public RolloutStartCommand()
        : base("start", "have devices take a release that was pushed", Schemas.RolloutStart)
    {
        Add(_package);
        Add(_devices);
        Add(_all);
        _hub.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["mlsec rollout start spotter-1.4.2.mlpkg --device 01a9f3 --device 01b017", "mlsec rollout start spotter-1.4.2.mlpkg --all --operator acme-trust/operator.toml"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string[] devices = invocation.Texts(_devices);
        bool all = invocation.Line.GetValue(_all);
        if (all == devices.Length > 0)
        {
            throw invocation.Usage(all ? "--all and --device exclude each other" : "a rollout needs --device UEID, at least once, or --all");
        }

        string manifest = ManifestDigest(invocation.Text(_package));
        using HubClient hub = _hub.Open(invocation);
        List<string>? named = all ? null : [];
        DeviceNames names = new(hub, invocation);
        foreach (string device in devices)
        {
            string ueid = await names.ResolveAsync(device, cancellationToken);
            if (named!.Contains(ueid))
            {
                throw invocation.Usage($"--device names {ueid} twice");
            }

            named.Add(ueid);
        }

        HubRollout rollout = await hub.PostAsync(
            HubRoutes.Rollouts, new RolloutRequest(manifest, named), HubJson.Default.RolloutRequest, HubJson.Default.HubRollout, cancellationToken);
        RolloutDocument document = new() { Schema = Schema, Ok = true, Hub = hub.Name, Rollout = rollout };
        return new Outcome(document, [
            .. RolloutLines.Of(rollout),
            $"next      mlsec rollout status {rollout.Id.ToString(CultureInfo.InvariantCulture)} --wait 60s",
        ]);
    }

    private static string ManifestDigest(string text)
    {
        if (Sha256Digest.TryParse(text, out Sha256Digest digest))
        {
            return digest.ToString();
        }

        using FileByteSource source = InputFile.Open(text);
        return Sha256Digest.Of(PackageHead.Read(source, text).Envelope.Manifest.Span).ToString();
    }
}
