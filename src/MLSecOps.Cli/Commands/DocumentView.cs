using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Memberships;
using MLSecOps.Formats.TrustUpdates;

namespace MLSecOps.Cli.Commands;

/// <summary>What a signed document says, for people and programs; whether to believe it is for <c>trust check</c>.</summary>
internal static class DocumentView
{
    /// <summary>Reads a bulletin, trust update or membership.</summary>
    /// <exception cref="CommandFailure">It is none of them, or its own parser refuses it.</exception>
    public static SignedDocumentEntry Of(string path, ReadOnlyMemory<byte> document) => DocumentSchema.Peek(document.Span) switch
    {
        Bulletin.Schema => Of(path, document, Read(path, BulletinParser.Parse(document.Span))),
        TrustUpdate.Schema => Of(path, document, Read(path, TrustUpdateParser.Parse(document.Span))),
        Membership.Schema => Of(path, document, Read(path, MembershipParser.Parse(document.Span))),
        _ => throw new CommandFailure(new Failure(
            CommandReasons.FileUnreadable, $"{path} is no signed document that can be shown", $"its schema is none of {Bulletin.Schema}, {TrustUpdate.Schema} and {Membership.Schema}", "For a package: mlsec model show PACKAGE.")),
    };

    /// <summary>Reads a document, or fails with its own reason.</summary>
    public static T Read<T>(string path, Parsed<T> parsed)
        where T : class => parsed.TryGet(out T? value, out FormatFault? fault) ? value : throw PackageHead.Refused(path, fault);

    /// <summary>The same for people.</summary>
    public static IReadOnlyList<Line> Lines(SignedDocumentEntry document)
    {
        List<Line> lines = [Invariant($"document   {document.DocumentSchema}, {(document.Device is null ? "version" : "sequence")} {document.Version}, {document.Digest}")];
        if (document.Fleet is not null)
        {
            lines.Add($"fleet      {document.Fleet}");
        }

        lines.Add($"valid      {document.Issued} to {document.Expires}");
        lines.AddRange((document.Recalls ?? []).Select(recall => (Line)Invariant(
            $"recall     {recall.Model} release {recall.Release}, {recall.ManifestDigest}: {recall.Why}; {(recall.Fallback is { } fallback ? Invariant($"back to release {fallback}") : "stop")}")));
        lines.AddRange((document.LeastReleases ?? new Dictionary<string, long>()).Select(least => (Line)Invariant($"least      {least.Key} release {least.Value}")));
        lines.AddRange((document.LeastCrlNumbers ?? new Dictionary<string, long>()).Select(least => (Line)Invariant($"least      CRL number {least.Value} of the authority with key {least.Key}")));
        foreach (RoleEntry role in document.Roles ?? [])
        {
            lines.Add($"{role.Role,-9}  {(role.Threshold == 1 ? "one key" : Invariant($"{role.Threshold} different keys"))}, eku {role.KeyUsage}");
            lines.AddRange(role.Anchors.Select(anchor => new Line($"           {anchor.Subject}, until {anchor.NotAfter}, {anchor.Digest}")));
        }

        lines.AddRange((document.ResetReleaseFloors ?? new Dictionary<string, long>()).Select(floor => (Line)Invariant($"reset      release floor of {floor.Key} to {floor.Value}")));
        if (document.ResetTimeSources is { Count: > 0 } sources)
        {
            lines.Add($"reset      time proven by {string.Join(", ", sources)}");
        }

        if (document.Device is not null)
        {
            lines.Add($"device     {document.Device}");
            lines.Add($"groups     {(document.Groups is { Count: > 0 } groups ? string.Join(", ", groups) : "none")}");
        }

        return lines;
    }

    private static SignedDocumentEntry Of(string path, ReadOnlyMemory<byte> document, Bulletin bulletin) =>
        New(path, document, Bulletin.Schema, bulletin.Version, bulletin.Issued, bulletin.Expires) with
        {
            Recalls = [.. bulletin.Recalls.Select(recall => new RecallEntry(
                recall.Model, recall.Id.Release, recall.Id.Manifest.ToString(), recall.Why, recall.Fallback is null ? "stop" : "fallback", recall.Fallback?.Release))],
            LeastReleases = bulletin.LeastReleases.ToDictionary(least => least.Model, least => least.Release),
            LeastCrlNumbers = bulletin.LeastCrlNumbers.ToDictionary(least => least.Authority.ToString(), least => least.Number),
        };

    private static SignedDocumentEntry Of(string path, ReadOnlyMemory<byte> document, TrustUpdate update) =>
        New(path, document, TrustUpdate.Schema, update.Version, update.Issued, update.Expires) with
        {
            Fleet = update.Fleet,
            Roles = [.. TrustNames.Roles.Where(role => update.Roles.ContainsKey(role.Role)).Select(role => Of(path, role.Name, update.Roles[role.Role]))],
            ResetReleaseFloors = update.FloorResets.ToDictionary(floor => floor.Model, floor => floor.Release),
            ResetTimeSources = [.. update.TimeResets.Select(TrustNames.Of)],
        };

    private static SignedDocumentEntry Of(string path, ReadOnlyMemory<byte> document, Membership membership) =>
        New(path, document, Membership.Schema, membership.Sequence, membership.Issued, membership.Expires) with
        {
            Fleet = membership.Fleet,
            Device = membership.Device.Hex,
            Groups = membership.Groups,
        };

    private static SignedDocumentEntry New(string path, ReadOnlyMemory<byte> document, string schema, long version, DateTimeOffset issued, DateTimeOffset expires) =>
        new(path, schema, version, Timestamp.Of(issued), Timestamp.Of(expires), Sha256Digest.Of(document.Span).ToString());

    private static RoleEntry Of(string path, string name, RoleAnchors role) =>
        new(name, role.Threshold, role.AcceptsOmsUsage ? "oms" : "strict", [.. role.Anchors.Select(anchor => AnchorOf(path, anchor))]);

    private static AnchorEntry AnchorOf(string path, ReadOnlyMemory<byte> anchor)
    {
        string digest = Sha256Digest.Of(anchor.Span).ToString();
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(anchor.Span);
            return new AnchorEntry(certificate.Subject, digest, Timestamp.Of(certificate.NotBefore.ToUniversalTime()), Timestamp.Of(certificate.NotAfter.ToUniversalTime()), path);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return new AnchorEntry("(no certificate)", digest, string.Empty, string.Empty, path);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
