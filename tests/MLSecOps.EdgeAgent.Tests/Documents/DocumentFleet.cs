using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;

namespace MLSecOps.EdgeAgent.Tests.Documents;

/// <summary>A device's fleet: root and publishers, what they sign, and the folder to which it is brought.</summary>
internal sealed class DocumentFleet : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    public ScratchFolder Folder { get; } = new();

    public SigningAuthority Root { get; } = SigningAuthority.Create("Test Fleet Root");

    public SigningAuthority Publishers { get; } = SigningAuthority.Create("Test Publishers");

    public SigningAuthority NextPublishers { get; } = SigningAuthority.Create("Test Publishers 2");

    public string TrustFolder => Folder["trust.d"];

    /// <summary>Version 1, which changes nothing.</summary>
    public TrustUpdate Update => new(
        "acme",
        1,
        Now.AddDays(-1),
        Now.AddYears(1),
        new Dictionary<TrustRole, RoleAnchors> { [TrustRole.Root] = Anchors(Root), [TrustRole.Publisher] = Anchors(Publishers) },
        [],
        []);

    public void Dispose() => Folder.Dispose();

    public TestDevice Device(string more = "[update]\nsoak = \"0s\"\n")
    {
        File.WriteAllText(Folder["root.pem"], SigningAuthority.CertificatePem(Root.Certificate));
        return new TestDevice(Folder, Publishers, more, "[root]\nanchors = [\"root.pem\"]\n");
    }

    public static RoleAnchors Anchors(SigningAuthority authority) => new([authority.Anchor], 1, false);

    public static Bulletin Bulletin(long version, params IReadOnlyList<Recall> recalls) => new(version, Now.AddDays(-1), Now.AddDays(30), recalls, [], []);

    public static Recall Recalled(ReleaseId id, ReleaseId? fallback = null) => new("vision", id, "answers wrongly in the dark", fallback);

    public SignedParts Sign(TrustUpdate update, params IReadOnlyList<SigningAuthority> authorities) =>
        Sign(Value(TrustUpdateWriter.Write(update)), authorities.Count == 0 ? [Root] : authorities);

    public SignedParts Sign(Bulletin bulletin, SigningAuthority? authority = null) => Sign(Value(BulletinWriter.Write(bulletin)), [authority ?? Publishers]);

    /// <summary>Brings a document to the device, as an administrator does.</summary>
    public void Bring(string name, SignedParts parts)
    {
        Directory.CreateDirectory(TrustFolder);
        File.WriteAllBytes(Path.Combine(TrustFolder, name + ".json"), parts.Document.ToArray());
        File.WriteAllBytes(Path.Combine(TrustFolder, name + ".p7s"), parts.Cms.ToArray());
    }

    private static SignedParts Sign(ReadOnlyMemory<byte> document, IReadOnlyList<SigningAuthority> authorities)
    {
        ReadOnlyMemory<byte>? cms = null;
        foreach (SigningAuthority authority in authorities)
        {
            using X509Certificate2 signer = authority.Issue();
            cms = Value(DocumentSigner.Sign(document.Span, signer, [], Now, cms));
        }

        return new SignedParts(document, cms!.Value);
    }

    private static T Value<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
}
