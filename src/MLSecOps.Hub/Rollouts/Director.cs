using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Trust.Documents;

namespace MLSecOps.Hub.Rollouts;

/// <summary>Signs what devices should run. Devices believe it only below their own anchor, and only for releases that publishers signed (G4).</summary>
/// <param name="certificate">The director's certificate with its key; used by one caller at a time.</param>
/// <param name="fleet">The fleet's name.</param>
/// <param name="sourceOf">Address of a package for devices.</param>
/// <param name="time">The clock.</param>
internal sealed class Director(X509Certificate2 certificate, string fleet, Func<StoredPackage, string> sourceOf, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly Lock _use = new();

    /// <summary>Signs a directive that asks for one more release, and keeps it; what was asked for before for other models stays.</summary>
    public IssuedDirective Ask(IHubTransaction database, string ueid, StoredPackage package)
    {
        Dictionary<string, string> desired = new(database.FindDirective(ueid)?.Desired ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [package.Model] = package.Manifest.ToString(),
        };
        return Issue(database, ueid, desired);
    }

    /// <summary>Signs the same anew when half of its time is over; null when there is nothing to renew.</summary>
    public IssuedDirective? Renew(IHubTransaction database, IssuedDirective directive) =>
        directive.Expires - (Lifetime / 2) < time.GetUtcNow() ? Issue(database, directive.Ueid, directive.Desired) : null;

    /// <summary>Signs the same anew without the releases that the bulletin in force withdraws; null when it asks for none of them.</summary>
    public IssuedDirective? Withdraw(IHubTransaction database, IssuedDirective directive) =>
        Allowed(database, directive.Desired).Count < directive.Desired.Count ? Issue(database, directive.Ueid, directive.Desired) : null;

    private IssuedDirective Issue(IHubTransaction database, string ueid, IReadOnlyDictionary<string, string> wanted)
    {
        // Devices would refuse what publishers withdrew, each time again.
        Dictionary<string, string> desired = Allowed(database, wanted);

        // Whole seconds, as the document has them.
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        long sequence = (database.FindDirective(ueid)?.Sequence ?? 0) + 1;
        Directive directive = new(
            fleet,
            new DirectiveScope.Device(Ueid.TryParse(ueid, out Ueid? device) ? device : throw new ArgumentException("No UEID.", nameof(ueid))),
            sequence,
            now,
            now + Lifetime,
            Hold: false,
            [.. desired.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => Desired(database, each.Value)).OfType<DesiredRelease>()]);
        IssuedDirective issued = new(ueid, sequence, directive.Expires, Sign(directive, now), desired);
        database.PutDirective(issued);
        return issued;
    }

    private static Dictionary<string, string> Allowed(IHubTransaction database, IReadOnlyDictionary<string, string> desired)
    {
        StoredBulletin? bulletin = database.NewestBulletin();
        return desired.Where(each => bulletin is null || Package(database, each.Value) is not { } package || bulletin.WithdrawalOf(package.Model, package.Release, package.Manifest) is null)
            .ToDictionary(StringComparer.Ordinal);
    }

    private static StoredPackage? Package(IHubTransaction database, string manifest) => Sha256Digest.TryParse(manifest, out Sha256Digest digest) ? database.FindPackage(digest) : null;

    private DesiredRelease? Desired(IHubTransaction database, string manifest) =>
        Package(database, manifest) is { } package
            ? new DesiredRelease(package.Model, new ReleaseId(package.Release, package.Manifest), package.SizeBytes, [sourceOf(package)])
            : null;

    private byte[] Sign(Directive directive, DateTimeOffset now)
    {
        if (!DirectiveWriter.Write(directive).TryGet(out ReadOnlyMemory<byte> document, out FormatFault? fault))
        {
            throw new InvalidOperationException($"a directive that no device would read: {fault}");
        }

        lock (_use)
        {
            return DocumentSigner.Sign(document.Span, certificate, [], now).TryGet(out ReadOnlyMemory<byte> cms, out fault)
                ? SignedMessage.Encode(document.Span, cms.Span)
                : throw new InvalidOperationException($"a directive that cannot be signed: {fault}");
        }
    }
}
