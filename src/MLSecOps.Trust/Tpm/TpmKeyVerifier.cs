using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Tpm;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tpm;

/// <summary>Judges the keys of a TPM before a credential is sealed to them.</summary>
public static class TpmKeyVerifier
{
    // Made in the TPM, never to leave it, and used for one thing only (TCG EK Credential Profile 2.5, B.3).
    private const TpmObjectAttributes Fixed = TpmObjectAttributes.FixedTpm | TpmObjectAttributes.FixedParent | TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.Restricted;

    // tcg-kp-EKCertificate.
    private const string EndorsementUsage = "2.23.133.8.1";

    /// <summary>Judges both keys.</summary>
    /// <param name="endorsement">TPMT_PUBLIC; untrusted.</param>
    /// <param name="certificates">DER of the endorsement key's certificate, then of those between it and the maker; untrusted. Empty when there is none.</param>
    /// <param name="attestation">TPMT_PUBLIC; untrusted.</param>
    /// <param name="policy">The makers.</param>
    /// <param name="time">When.</param>
    public static TpmKeys Verify(
        ReadOnlyMemory<byte> endorsement, IReadOnlyList<ReadOnlyMemory<byte>> certificates, ReadOnlyMemory<byte> attestation, TpmPolicy policy, VerificationTime time)
    {
        CheckList checks = new();
        TpmPublic? endorsementKey = ReadEndorsement(checks, endorsement);
        bool proven = endorsementKey is not null && JudgeCertificate(checks, endorsementKey, certificates, policy, time);
        TpmPublic? attestationKey = null;
        if (TpmPublic.Parse(attestation).TryGet(out TpmPublic? key, out FormatFault? fault))
        {
            attestationKey = CheckAttestation(checks, key) ? key : null;
        }
        else
        {
            checks.Fail(TpmChecks.AttestationKey, "tpm", fault);
        }

        checks.SkipRest(TpmChecks.OfKeys, "tpm");
        // That no maker vouches leaves the keys usable, and is listed as what did not run.
        return new TpmKeys(checks.Conclude(), endorsementKey, attestationKey, proven);
    }

    /// <summary>Judges certificates that were accepted before, under the makers of today.</summary>
    /// <param name="certificates">DER of the endorsement key's certificate, then of those between it and the maker.</param>
    /// <param name="policy">The makers.</param>
    /// <param name="time">When.</param>
    public static bool IsMakerProven(IReadOnlyList<ReadOnlyMemory<byte>> certificates, TpmPolicy policy, VerificationTime time) =>
        certificates.Count > 0 && CertificateParser.Parse(certificates[0]).TryGet(out SignerCertificate? certificate, out _) && FindWeakness(certificate, certificates, policy, time) is null;

    /// <summary>Checks that a key may be one that attests: a TPM never lets it sign what the TPM did not make or hash itself.</summary>
    internal static bool CheckAttestation(CheckList checks, TpmPublic key)
    {
        bool signs = key.Kind == TpmKeyKind.EccSigning && key.Attributes.HasFlag(Fixed | TpmObjectAttributes.Sign) && !key.Attributes.HasFlag(TpmObjectAttributes.Decrypt);
        using VerificationKey? usable = signs ? VerificationKey.Read(key.SubjectPublicKeyInfo(), out _) : null;
        if (usable is not null)
        {
            checks.Pass(TpmChecks.AttestationKey, "tpm", $"{key.NameDigest}");
            return true;
        }

        checks.Fail(TpmChecks.AttestationKey, "tpm", TpmReasons.KeyNotRestricted, "a restricted signing key that was made in the TPM and is fixed to it", signs ? "a point that is not on the curve" : $"{key.Kind}: {key.Attributes}");
        return false;
    }

    private static TpmPublic? ReadEndorsement(CheckList checks, ReadOnlyMemory<byte> encoded)
    {
        if (!TpmPublic.Parse(encoded).TryGet(out TpmPublic? key, out FormatFault? fault))
        {
            checks.Fail(TpmChecks.EndorsementKey, "tpm", fault);
            return null;
        }

        if (key.Kind == TpmKeyKind.EccSigning || !key.Attributes.HasFlag(Fixed | TpmObjectAttributes.Decrypt) || key.Attributes.HasFlag(TpmObjectAttributes.Sign))
        {
            checks.Fail(TpmChecks.EndorsementKey, "tpm", TpmReasons.EndorsementRefused, "a restricted decryption key that was made in the TPM and is fixed to it", $"{key.Kind}: {key.Attributes}");
            return null;
        }

        checks.Pass(TpmChecks.EndorsementKey, "tpm", $"{key.NameDigest}");
        return key;
    }

    // A certificate of another key, or one that cannot be read, is refused; one that leads to no configured maker proves nothing and is listed as such.
    private static bool JudgeCertificate(CheckList checks, TpmPublic key, IReadOnlyList<ReadOnlyMemory<byte>> certificates, TpmPolicy policy, VerificationTime time)
    {
        if (certificates.Count == 0)
        {
            checks.Skip(TpmChecks.EndorsementCertificate, "tpm", TpmReasons.EndorsementUnproven, "no certificate");
            return false;
        }

        if (!CertificateParser.Parse(certificates[0]).TryGet(out SignerCertificate? certificate, out FormatFault? fault))
        {
            checks.Fail(TpmChecks.EndorsementCertificate, "tpm", TpmReasons.EndorsementCertificate, fault.Expected, $"at byte {fault.Offset} of the certificate");
            return false;
        }

        if (!certificate.PublicKey.Span.SequenceEqual(key.SubjectPublicKeyInfo()))
        {
            checks.Fail(TpmChecks.EndorsementCertificate, "tpm", TpmReasons.EndorsementCertificate, "the endorsement key", "another key in the certificate");
            return false;
        }

        if (FindWeakness(certificate, certificates, policy, time) is { } weakness)
        {
            checks.Skip(TpmChecks.EndorsementCertificate, "tpm", TpmReasons.EndorsementUnproven, weakness);
            return false;
        }

        checks.Pass(TpmChecks.EndorsementCertificate, "tpm", "leads to a configured maker");
        return true;
    }

    private static string? FindWeakness(SignerCertificate certificate, IReadOnlyList<ReadOnlyMemory<byte>> certificates, TpmPolicy policy, VerificationTime time)
    {
        List<SignerCertificate> others = [];
        foreach (ReadOnlyMemory<byte> companion in certificates.Skip(1))
        {
            if (CertificateParser.Parse(companion).TryGet(out SignerCertificate? other, out _))
            {
                others.Add(other);
            }
        }

        ChainPath path = ChainBuilder.Build(certificate, others, policy.Makers, time);
        return path.Refusal is not null ? path.Found ?? path.Refusal.Code
            // The anchor is trusted as it is: nobody looks at its own signature.
            : path.Certificates.SkipLast(1).Any(each => each.Scheme is null) ? "a weak signature"
            : path.Certificates.Any(each => SignerKey.Read(each.PublicKey, out _, out _) is null) ? "a weak key"
            : certificate.IsAuthority ? "a certification authority"
            : certificate.Usages is { } usages && !usages.Contains(EndorsementUsage) ? $"extended key usage {string.Join(", ", usages)}"
            : path.Certificates.Any(each => time.Judge(each.NotBefore, each.NotAfter) != Validity.Valid) ? $"a path that is not valid on {DocumentDate.Format(time.Instant)}"
            : null;
    }
}
