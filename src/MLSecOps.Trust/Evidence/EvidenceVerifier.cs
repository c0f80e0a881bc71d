using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Evidence;

/// <summary>Judges evidence: envelope, key, signature, dates of the device's certificate, claims, nonce, device (design §10).</summary>
/// <remarks>Up to the claims, the first refusal ends it, so that nothing of an unsigned message is read; then all checks run, so that a report names everything.</remarks>
public static class EvidenceVerifier
{
    /// <summary>Judges a message.</summary>
    /// <param name="message">Tagged COSE_Sign1; untrusted.</param>
    /// <param name="device">The device that is to have signed it: the one of the topic and of the connection's certificate.</param>
    /// <param name="challenge">The nonce that was sent to it.</param>
    /// <param name="time">When it came.</param>
    public static EvidenceVerification Verify(ReadOnlyMemory<byte> message, DeviceIdentity device, EvidenceChallenge challenge, VerificationTime time)
    {
        CheckList checks = new();
        EvidenceClaims? claims = Read(checks, message, device, time);
        if (claims is not null)
        {
            CheckNonce(checks, claims, challenge, time);
            CheckDevice(checks, claims, device);
        }

        checks.SkipRest(EvidenceChecks.OfEvidence, "evidence");
        return new EvidenceVerification(TrustVerdict.From(checks.All, PackageReasons.NotReached), claims, device, challenge, time) { Message = Sha256Digest.Of(message.Span) };
    }

    private static EvidenceClaims? Read(CheckList checks, ReadOnlyMemory<byte> message, DeviceIdentity device, VerificationTime time)
    {
        if (!CoseSign1Parser.Parse(message).TryGet(out CoseSign1? cose, out FormatFault? fault))
        {
            checks.Fail(EvidenceChecks.Envelope, "evidence", fault);
            return null;
        }

        checks.Pass(EvidenceChecks.Envelope, "evidence", $"{message.Length} bytes");
        if (!CoseSignature.Check(checks, cose, "evidence", device.Verifier, null))
        {
            return null;
        }

        EndEntityAppraiser.CheckValidity(checks, "evidence", device.NotBefore, device.NotAfter, time);
        if (!EvidenceParser.Parse(cose.Payload, cose.PayloadOffset).TryGet(out EvidenceClaims? claims, out fault))
        {
            checks.Fail(EvidenceChecks.Claims, "evidence", fault);
            return null;
        }

        checks.Pass(EvidenceChecks.Claims, "evidence", $"{claims.Models.Count} model(s)");
        return claims;
    }

    private static void CheckNonce(CheckList checks, EvidenceClaims claims, EvidenceChallenge challenge, VerificationTime time)
    {
        if (CryptographicOperations.FixedTimeEquals(claims.Nonce.Span, challenge.Nonce.Span))
        {
            checks.Pass(EvidenceChecks.Nonce, "evidence");
        }
        else
        {
            checks.Fail(EvidenceChecks.Nonce, "evidence", EvidenceReasons.NonceMismatch, Convert.ToHexStringLower(challenge.Nonce.Span), Convert.ToHexStringLower(claims.Nonce.Span));
        }

        if (challenge.Expires is not { } expires || time.Instant <= expires)
        {
            checks.Pass(EvidenceChecks.Freshness, "evidence", DocumentDate.Format(time.Instant));
        }
        else
        {
            checks.Fail(EvidenceChecks.Freshness, "evidence", EvidenceReasons.NonceExpired, $"until {DocumentDate.Format(expires)}", DocumentDate.Format(time.Instant));
        }
    }

    private static void CheckDevice(CheckList checks, EvidenceClaims claims, DeviceIdentity device)
    {
        if (claims.Ueid == device.Ueid)
        {
            checks.Pass(EvidenceChecks.Ueid, "evidence", claims.Ueid.Hex);
        }
        else
        {
            checks.Fail(EvidenceChecks.Ueid, "evidence", EvidenceReasons.UeidMismatch, device.Ueid.Hex, claims.Ueid.Hex);
        }

        if (claims.TlsKey == device.Key)
        {
            checks.Pass(EvidenceChecks.TlsKey, "evidence");
        }
        else
        {
            checks.Fail(EvidenceChecks.TlsKey, "evidence", EvidenceReasons.TlsKeyMismatch, device.Key.Hex, claims.TlsKey.Hex);
        }
    }
}
