using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>What makes a challenge's inputs new and its own: who asks, whom, about which package, and the how many-th input it is.</summary>
/// <param name="Nonce">16 to 64 bytes, random, from the hub; untrusted on the device.</param>
/// <param name="Ueid">The device, 17 bytes, the first of them 01.</param>
/// <param name="Manifest">SHA-256 of the manifest's bytes.</param>
/// <param name="Index">0 to 65535.</param>
public sealed record ChallengeSeed(ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> Ueid, Sha256Digest Manifest, int Index)
{
    /// <summary>Name and version of the rule; another rule gets another name.</summary>
    public const string Rule = "mlsec.challenge/1";

    /// <summary>Why it cannot be expanded; null when it can.</summary>
    internal Check? Fault =>
        Nonce.Length is < ChallengeLimits.MinNonceBytes or > ChallengeLimits.MaxNonceBytes ? Wrong("nonce", "16 to 64 bytes", $"{Nonce.Length}")
        : Ueid.Length != ChallengeLimits.UeidBytes || Ueid.Span[0] != 1 ? Wrong("ueid", "17 bytes that begin with 01", $"{Ueid.Length} bytes")
        : Manifest.IsDefault ? Wrong("manifest", "a digest", "none")
        : Index is < 0 or > ChallengeLimits.MaxIndex ? Wrong("index", "0 to 65535", Index.ToString(CultureInfo.InvariantCulture))
        : null;

    /// <summary>HMAC-SHA-256 with the nonce as key; the nonce's length is part of the message because HMAC fills keys up with zeros.</summary>
    /// <param name="secret">32 bytes to write to.</param>
    internal void Derive(Span<byte> secret)
    {
        Span<byte> message = stackalloc byte[Rule.Length + 2 + ChallengeLimits.UeidBytes + Sha256Digest.Size + sizeof(uint)];
        int at = System.Text.Encoding.ASCII.GetBytes(Rule, message);
        message[at++] = 0;
        message[at++] = (byte)Nonce.Length;
        Ueid.Span.CopyTo(message[at..]);
        at += ChallengeLimits.UeidBytes;
        Manifest.CopyTo(message[at..]);
        at += Sha256Digest.Size;
        BinaryPrimitives.WriteUInt32BigEndian(message[at..], (uint)Index);
        HMACSHA256.HashData(Nonce.Span, message, secret);
    }

    private static Check Wrong(string subject, string expected, string found) =>
        Check.Fail("challenge.seed", subject, ChallengeReasons.SeedInvalid, expected, found);
}
