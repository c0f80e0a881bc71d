using System.CommandLine;
using System.Globalization;
using System.Net;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec rollout recall</c>: gives a publisher's bulletin to the hub, which verifies it and carries it to every device. Neither this command nor the hub can sign one.</summary>
internal sealed class RolloutRecallCommand : Verb
{
    private readonly Argument<string> _bulletin = new("BULLETIN") { Description = "signed bulletin, NAME.json with NAME.p7s beside it, as mlsec trust bulletin writes it" };
    private readonly HubFlags _hub = new();

    public RolloutRecallCommand()
        : base("recall", "have devices stop running what a publisher's bulletin recalls", Schemas.RolloutRecall)
    {
        Add(_bulletin);
        _hub.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["mlsec rollout recall bulletin-1.json", "mlsec rollout recall bulletin-2.json --operator acme-trust/operator.toml --json"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_bulletin);
        byte[] document = DocumentFile.Read(path);
        DocumentView.Read(path, BulletinParser.Parse(document));
        byte[] message = Message(path, document);
        using HubClient hub = _hub.Open(invocation);
        using ByteArrayContent content = new(message);
        content.Headers.ContentType = new(MediaTypes.SignedDocument);
        HubAnswer answer = await hub.SendAsync(HttpMethod.Post, HubRoutes.Bulletins, content, cancellationToken);
        HubBulletin stored = answer.Read(HubJson.Default.HubBulletin);
        string digest = Sha256Digest.Of(document).ToString();
        if (stored.Digest != digest)
        {
            throw answer.Unreadable($"it is about the bulletin {stored.Digest}, and {digest} was given");
        }

        bool already = answer.Status != HttpStatusCode.Created;
        RecallDocument said = new() { Schema = Schema, Ok = true, Document = path, Hub = hub.Name, Already = already, Bulletin = stored };
        return new Outcome(said, [.. Lines(stored, hub.Name, already)]);
    }

    private static byte[] Message(string path, byte[] document)
    {
        if (document.Length > SignedMessage.DocumentBytes)
        {
            throw new CommandFailure(DocumentReasons.BulletinMalformed, $"{path} is too long to be sent to devices", $"it has {document.Length} bytes, at most {SignedMessage.DocumentBytes} are sent; bring it by trust.d, or leave out old recalls below a least release");
        }

        return DocumentFile.ReadSignature(path) is { Length: > 0 } cms
            ? SignedMessage.Encode(document, cms)
            : throw new CommandFailure(SignatureReasons.Missing, $"{path} is not signed", $"looked for {DocumentFile.SignatureOf(path)}");
    }

    private static IEnumerable<Line> Lines(HubBulletin bulletin, string hub, bool already)
    {
        yield return already
            ? Invariant($"the hub at {hub} had bulletin {bulletin.Version} already, from {bulletin.PostedBy}, {bulletin.Posted}")
            : Invariant($"gave bulletin {bulletin.Version} to {hub}, which publishes it to {Count(bulletin.Devices)}");
        yield return $"digest    {bulletin.Digest} (document)";
        yield return $"signers   {string.Join(", ", bulletin.Signers)}";
        foreach (HubRecall recall in bulletin.Recalls)
        {
            yield return Invariant($"recall    {recall.Model} release {recall.Release}, {recall.ManifestDigest}: {recall.Why}; {(recall.Fallback is { } back ? Invariant($"back to release {back}") : "stop")}");
            yield return $"          {Count(recall.Running)} ran it by the newest evidence";
        }

        foreach (HubLeastRelease least in bulletin.LeastReleases)
        {
            yield return Invariant($"least     {least.Model} release {least.Release}");
            yield return $"          {Count(least.Running)} ran an older one by the newest evidence";
        }

        if (bulletin.Frozen)
        {
            yield return $"expired   {bulletin.Expires}: it counts, and {DocumentReasons.BulletinFrozen.Code} is told until the next one comes";
        }

        yield return "next      mlsec device list";
    }

    private static string Count(int devices) => devices == 1 ? "1 device" : Invariant($"{devices} devices");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
