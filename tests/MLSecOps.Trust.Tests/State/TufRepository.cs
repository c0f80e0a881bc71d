using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;

namespace MLSecOps.Trust.Tests.State;

/// <summary>A TUF repository of the shared vectors, read for what its root role says: each TUF key becomes a pinned signer of our own, so that the same people sign the same versions with the same thresholds and dates.</summary>
internal sealed class TufRepository
{
    private readonly Dictionary<string, X509Certificate2> _signers = new(StringComparer.Ordinal);
    private readonly string _metadata;

    public TufRepository(string folder)
    {
        Name = Path.GetFileName(folder);
        _metadata = Path.Combine(folder, "metadata");
        Time = DateTimeOffset.Parse(File.ReadAllText(Path.Combine(folder, "faketime")), System.Globalization.CultureInfo.InvariantCulture);
        Roots = [.. Enumerable.Range(1, 64).Select(version => Path.Combine(_metadata, $"{version}.root.json")).TakeWhile(File.Exists).Select(Read)];
    }

    public string Name { get; }

    /// <summary>When its authors say that it is to be refreshed.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Every version of the root role, from 1 on.</summary>
    public IReadOnlyList<TufRoot> Roots { get; }

    /// <summary>Version and expiry of another role's metadata.</summary>
    public (long Version, DateTimeOffset Expires) Role(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_metadata, file)));
        JsonElement signed = document.RootElement.GetProperty("signed");
        return (signed.GetProperty("version").GetInt64(), Whole(signed.GetProperty("expires").GetDateTimeOffset()));
    }

    /// <summary>The trust update that says what a root version says: root's keys are our roots, the timestamp role's are our publishers.</summary>
    public TrustUpdate Update(TufRoot root) => new(
        SignedFleet.Name,
        root.Version,
        root.Expires.AddYears(-1) < Time ? root.Expires.AddYears(-1) : Time.AddDays(-1),
        root.Expires,
        new Dictionary<TrustRole, RoleAnchors> { [TrustRole.Root] = Anchors(root.Keys, root.Threshold), [TrustRole.Publisher] = Anchors(root.TimestampKeys, 1) },
        [],
        []);

    public RoleAnchors Anchors(IReadOnlyList<string> keys, int threshold) => new([.. keys.Select(key => (ReadOnlyMemory<byte>)Signer(key).RawData)], threshold, false);

    public X509Certificate2 Signer(string key)
    {
        if (!_signers.TryGetValue(key, out X509Certificate2? known))
        {
            CertificateProfile profile = new() { NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), NotAfter = new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero) };
            _signers[key] = known = SigningAuthority.SelfSigned(key[..12], profile);
        }

        return known;
    }

    private static TufRoot Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        JsonElement signed = document.RootElement.GetProperty("signed"), roles = signed.GetProperty("roles");
        return new TufRoot(
            signed.GetProperty("version").GetInt64(),
            Whole(signed.GetProperty("expires").GetDateTimeOffset()),
            roles.GetProperty("root").GetProperty("threshold").GetInt32(),
            Keys(roles.GetProperty("root")),
            Keys(roles.GetProperty("timestamp")),
            [.. document.RootElement.GetProperty("signatures").EnumerateArray().Where(each => each.GetProperty("sig").GetString() is { Length: > 0 }).Select(each => each.GetProperty("keyid").GetString()!)]);
    }

    private static IReadOnlyList<string> Keys(JsonElement role) => [.. role.GetProperty("keyids").EnumerateArray().Select(key => key.GetString()!)];

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

/// <summary>One version of a TUF root role: its keys, and which keys signed it.</summary>
internal sealed record TufRoot(long Version, DateTimeOffset Expires, int Threshold, IReadOnlyList<string> Keys, IReadOnlyList<string> TimestampKeys, IReadOnlyList<string> SignedBy);
