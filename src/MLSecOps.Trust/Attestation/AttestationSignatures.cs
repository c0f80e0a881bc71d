using System.Security.Cryptography;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Attestation;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Trust.Attestation;

/// <summary>Checks the signatures of an attestation message of any origin by one public key. Whose key that is, and whether what the message says is good, is for the caller.</summary>
/// <remarks>
/// Trusted means that the key signed all of it: a message of which some stands outside any signature is inconclusive, however good the
/// signatures inside, and so are MACs and algorithms other than ECDSA with the curve that the algorithm names (RFC 9053, 2.1; RFC 7518, 3.4).
/// Tokens inside signed claims are other attesters', under keys of their own: they are listed as not run.
/// </remarks>
public static class AttestationSignatures
{
    /// <summary>Checks them.</summary>
    /// <param name="message">As read.</param>
    /// <param name="publicKeyInfo">SubjectPublicKeyInfo, DER; null lists every signature as not run.</param>
    public static TrustVerdict Verify(AttestationMessage message, ReadOnlyMemory<byte>? publicKeyInfo)
    {
        CheckList checks = new();
        checks.Pass(EvidenceChecks.Envelope, "message", message.Kind);
        foreach (SignedContent signed in message.Signed)
        {
            string subject = signed.Path.Length == 0 ? "message" : signed.Path;
            if (publicKeyInfo is { } key && signed.Outermost)
            {
                Check(checks, subject, signed, key);
            }
            else
            {
                checks.Skip(EvidenceChecks.Signature, subject, AttestationReasons.SignatureUnchecked);
            }
        }

        if (message.IsBare || message.Signed.Count == 0)
        {
            checks.Skip(EvidenceChecks.Signature, message.Signed.Count == 0 ? "message" : "the rest", AttestationReasons.SignatureUnchecked);
        }

        bool whole = publicKeyInfo is not null && !message.IsBare;
        return checks.All.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed) is { } failed ? new TrustVerdict.Rejected(failed.Reason!, checks.All)
            : whole && message.Signed.Any(signed => signed.Outermost) && checks.All.Count(check => check.Outcome == CheckOutcome.Passed && check.Id == EvidenceChecks.Signature) == message.Signed.Count(signed => signed.Outermost)
                ? new TrustVerdict.Trusted(checks.All)
                : new TrustVerdict.Inconclusive(AttestationReasons.SignatureUnchecked, checks.All);
    }

    private static void Check(CheckList checks, string subject, SignedContent signed, ReadOnlyMemory<byte> publicKeyInfo)
    {
        (string curve, HashAlgorithmName hash) = signed.Algorithm switch
        {
            "ES256" => ("P-256", HashAlgorithmName.SHA256),
            "ES384" => ("P-384", HashAlgorithmName.SHA384),
            "ES512" => ("P-521", HashAlgorithmName.SHA512),
            _ => ("", default),
        };
        if (curve.Length == 0)
        {
            checks.Skip(EvidenceChecks.Signature, subject, AttestationReasons.SignatureUnchecked);
            return;
        }

        string? found = SignerKey.Read(publicKeyInfo, out Reason? _, out string kind)?.Name;
        if (found != curve)
        {
            checks.Fail(EvidenceChecks.Signature, subject, EvidenceReasons.CoseSignatureInvalid, $"{curve} for {signed.Algorithm}", found ?? kind);
        }
        else if (Verifies(publicKeyInfo, signed, hash))
        {
            checks.Pass(EvidenceChecks.Signature, subject, signed.Algorithm);
        }
        else
        {
            checks.Fail(EvidenceChecks.Signature, subject, EvidenceReasons.CoseSignatureInvalid);
        }
    }

    private static bool Verifies(ReadOnlyMemory<byte> publicKeyInfo, SignedContent signed, HashAlgorithmName hash)
    {
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKeyInfo.Span, out _);
            return key.VerifyData(signed.Content.Span, signed.Value.Span, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // A point that is not on its curve.
            return false;
        }
    }
}
