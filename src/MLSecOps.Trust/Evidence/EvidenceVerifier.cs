using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tpm;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Trust.Evidence;

/// <summary>Judges evidence: envelope, key, signature, dates of the device's certificate, claims, nonce, device (design §10).</summary>
/// <remarks>Up to the claims, the first refusal ends it, so that nothing of an unsigned message is read; then all checks run, so that a report names everything.</remarks>
public static class EvidenceVerifier
{
    /// <summary>Judges a message.</summary>
    /// <param name="message">Tagged COSE_Sign1; or, of a device with a TPM, a CMW collection of that and the TPM's part. Untrusted.</param>
    /// <param name="device">The device that is to have sent it: the one of the topic and of the connection's certificate.</param>
    /// <param name="challenge">The nonce that was sent to it.</param>
    /// <param name="time">When it came.</param>
    /// <param name="tpm">The TPM that is known for the device: its key must have signed the claims, and a quote must come with them. Null when none is known.</param>
    /// <param name="policy">What is expected of quotes; null for the default.</param>
    public static EvidenceVerification Verify(
        ReadOnlyMemory<byte> message, DeviceIdentity device, EvidenceChallenge challenge, VerificationTime time, TpmBinding? tpm = null, TpmPolicy? policy = null)
    {
        CheckList checks = new();
        EvidenceClaims? claims = null;
        TpmAppraisal? quoted = null;
        if (tpm is null)
        {
            if (CheckNoTpm(checks, message))
            {
                claims = Read(checks, message, device.Verifier, device, challenge, time, out _);
            }
        }
        else if (Open(checks, message, tpm) is { } parts)
        {
            // The attributes were checked, so the key can be read.
            using VerificationKey key = VerificationKey.Read(tpm.AttestationKey.SubjectPublicKeyInfo(), out _)!;
            claims = Read(checks, parts.Claims, key, device, challenge, time, out ReadOnlyMemory<byte> payload);
            if (claims is not null)
            {
                quoted = new QuoteVerifier(checks, tpm, policy ?? new TpmPolicy()).Verify(parts.Tpm, parts.TpmOffset, key, challenge.Nonce.Span, payload.Span, claims);
            }
        }

        checks.SkipRest(EvidenceChecks.OfEvidence, "evidence");
        if (tpm is not null)
        {
            checks.SkipRest(TpmChecks.OfQuote, "tpm");
        }

        return new EvidenceVerification(TrustVerdict.From(checks.All, PackageReasons.NotReached), claims, device, challenge, time)
        {
            Message = Sha256Digest.Of(message.Span),
            Tpm = quoted ?? (tpm is null ? null : new TpmAppraisal(tpm, EvidenceTier.None, null, null)),
        };
    }

    // Silent where there is nothing to say: devices without a TPM have no check of one.
    private static bool CheckNoTpm(CheckList checks, ReadOnlyMemory<byte> message)
    {
        bool none = !CmwMessage.Looks(message.Span);
        if (!none)
        {
            checks.Fail(TpmChecks.Present, "tpm", TpmReasons.EvidenceUnexpected, "claims alone", "a collection");
        }

        return none;
    }

    private static (ReadOnlyMemory<byte> Claims, TpmEvidence Tpm, long TpmOffset)? Open(CheckList checks, ReadOnlyMemory<byte> message, TpmBinding tpm)
    {
        if (!CmwMessage.Looks(message.Span))
        {
            checks.Fail(TpmChecks.Present, "tpm", TpmReasons.EvidenceMissing, "claims and a quote", "claims alone");
            return null;
        }

        checks.Pass(TpmChecks.Present, "tpm");
        if (!TpmKeyVerifier.CheckAttestation(checks, tpm.AttestationKey))
        {
            return null;
        }

        if (!CmwMessage.Parse(message).TryGet(out CmwMessage? parts, out FormatFault? fault) || !TpmEvidence.Parse(parts.Tpm, parts.TpmOffset).TryGet(out TpmEvidence? evidence, out fault))
        {
            checks.Fail(TpmChecks.Form, "tpm", fault);
            return null;
        }

        return (parts.Eat, evidence, parts.TpmOffset);
    }

    private static EvidenceClaims? Read(
        CheckList checks, ReadOnlyMemory<byte> message, VerificationKey key, DeviceIdentity device, EvidenceChallenge challenge, VerificationTime time, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        if (!CoseSign1Parser.Parse(message).TryGet(out CoseSign1? cose, out FormatFault? fault))
        {
            checks.Fail(EvidenceChecks.Envelope, "evidence", fault);
            return null;
        }

        checks.Pass(EvidenceChecks.Envelope, "evidence", $"{message.Length} bytes");
        if (!CoseSignature.Check(checks, cose, "evidence", key, null))
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
        payload = cose.Payload;
        CheckNonce(checks, claims, challenge, time);
        CheckDevice(checks, claims, device);
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
