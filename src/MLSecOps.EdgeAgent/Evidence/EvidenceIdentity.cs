using System.Security.Cryptography;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>As whom evidence is given.</summary>
/// <param name="Ueid">The device.</param>
/// <param name="Key">Its P-256 key, with which it connects too; owned by whoever made this.</param>
/// <param name="Certificates">DER of its certificate and those above it, without the root.</param>
internal sealed record EvidenceIdentity(Ueid Ueid, ECDsa Key, IReadOnlyList<ReadOnlyMemory<byte>> Certificates)
{
    /// <summary>SHA-256 of the key's SubjectPublicKeyInfo.</summary>
    public Sha256Digest TlsKey { get; } = Sha256Digest.Of(Key.ExportSubjectPublicKeyInfo());
}
