using System.CommandLine;
using System.Globalization;
using System.Net;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model push</c>: gives a package to the hub, which verifies it before it keeps it.</summary>
internal sealed class ModelPushCommand : Verb
{
    private readonly Argument<string> _package = Flags.Package();
    private readonly HubFlags _hub = new();

    public ModelPushCommand()
        : base("push", "give a signed package to the hub", Schemas.Push)
    {
        Add(_package);
        _hub.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["mlsec model push spotter-1.4.2.mlpkg", "mlsec model push spotter-1.4.2.mlpkg --operator acme-trust/operator.toml --hub https://hub.example.org:8443"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_package);
        using FileByteSource source = InputFile.Open(path);
        string manifest = Sha256Digest.Of(PackageHead.Read(source, path).Envelope.Manifest.Span).ToString();
        using HubClient hub = _hub.Open(invocation);
        HubAnswer answer;
        using (ProgressMeter meter = new(invocation.Surroundings, invocation.Options, "pushing", source.Length))
        using (UploadContent content = new(source, meter))
        {
            answer = await hub.SendAsync(HttpMethod.Put, HubRoutes.Packages, content, cancellationToken);
        }

        HubPackage stored = answer.Read(HubJson.Default.HubPackage);
        if (stored.ManifestDigest != manifest)
        {
            throw answer.Unreadable($"it is about the package {stored.ManifestDigest}, and {manifest} was pushed");
        }

        bool already = answer.Status != HttpStatusCode.Created;
        string name = $"{stored.Model} {stored.Version} (release {stored.Release.ToString(CultureInfo.InvariantCulture)})";
        PushDocument document = new() { Schema = Schema, Ok = true, Package = path, Hub = hub.Name, Already = already, Stored = stored };
        return new Outcome(document, [
            already ? $"the hub at {hub.Name} had {name} already, from {stored.PushedBy}, {stored.Pushed}" : $"pushed {name} to {hub.Name}",
            $"digest    {stored.ManifestDigest} (manifest)",
            $"signers   {string.Join(", ", stored.Signers)}",
            .. WithdrawalLines.Of(stored.Withdrawal),
            .. stored.Withdrawal is null ? new Line[] { $"next      mlsec rollout start {stored.ManifestDigest} --device UEID" } : [],
        ]);
    }
}
