using System.Security.Cryptography;

using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Timestamps;

/// <summary>A TimeStampToken (RFC 3161, 2.4.2) whose form has been checked; nothing in it is believed yet.</summary>
/// <param name="Info">DER of the TSTInfo: the content that is signed.</param>
/// <param name="ImprintDigest">How the stamped bytes are hashed.</param>
/// <param name="Imprint">Their digest.</param>
/// <param name="Time">When they existed, UTC.</param>
/// <param name="Certificates">DER of the certificates that came along; unchecked.</param>
/// <param name="Signer">The one signer.</param>
internal sealed record TimestampToken(
    ReadOnlyMemory<byte> Info,
    HashAlgorithmName ImprintDigest,
    ReadOnlyMemory<byte> Imprint,
    DateTimeOffset Time,
    IReadOnlyList<ReadOnlyMemory<byte>> Certificates,
    SignerRecord Signer);
